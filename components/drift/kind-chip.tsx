import { Chip, type Tone } from '@/components/ui/chip';
import type { FoundView } from '@/lib/drift/queries';

const LOOKS: Record<FoundView['kind'], { label: string; tone: Tone; icon: string }> = {
  changed: { label: 'Changed', tone: 'warn', icon: 'difference' },
  missing: { label: 'Missing', tone: 'bad', icon: 'search_off' },
  extra: { label: 'Extra', tone: 'warn', icon: 'library_add' },
  foreign: { label: 'Foreign', tone: 'neutral', icon: 'person_off' },
};

/** What a finding is, in a word. */
export function KindChip({ kind }: { kind: FoundView['kind'] }) {
  const { label, tone, icon } = LOOKS[kind];
  return (
    <Chip tone={tone} icon={icon}>
      {label}
    </Chip>
  );
}
