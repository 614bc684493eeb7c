import type { RunRow } from '@/lib/runs/queries';
import { KINDS } from '@/lib/targets/registry';

export type TargetView = { icon: string; label: string; name: string; arn: string };

/** A run as a table shows it. */
export type RunView = Omit<RunRow, 'target'> & { target: TargetView | null };

export const runView = ({ target, ...run }: RunRow): RunView => ({
  ...run,
  target: target && targetView(target),
});

/** A target as people know it. */
export function targetView({ kind, arn, settings }: NonNullable<RunRow['target']>): TargetView {
  const { icon, label, shortName } = KINDS[kind];
  return { icon, label, name: shortName(arn, settings), arn };
}
