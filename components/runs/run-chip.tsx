import { Chip } from '@/components/ui/chip';
import type { RunState } from '@/lib/runs/filter';
import { RUN_LOOKS } from './run-looks';

/** How a run stands. */
export function RunChip({ state }: { state: RunState }) {
  const { label, tone, icon } = RUN_LOOKS[state];
  return (
    <Chip tone={tone} icon={icon}>
      {label}
    </Chip>
  );
}
