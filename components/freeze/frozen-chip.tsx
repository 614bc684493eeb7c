import Link from 'next/link';
import { Chip } from '@/components/ui/chip';

/** Says that a freeze keeps a schedule off, whatever its state, and leads to who and why. */
export function FrozenChip() {
  return (
    <Link href="/freeze" className="chip-link">
      <Chip tone="info" icon="ac_unit">
        Frozen
      </Chip>
    </Link>
  );
}
