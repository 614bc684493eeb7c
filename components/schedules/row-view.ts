import type { Role } from '@/lib/auth/roles';
import type { Outcome } from '@/lib/runs/queries-outcomes';
import type { ScheduleRow } from '@/lib/schedules/queries';
import { runsAfter } from '@/lib/schedules/timing';
import { KINDS } from '@/lib/targets/registry';
import { whenText } from './when-text';

/** `id` tells the targets of one schedule apart. */
export type TargetView = { id: number; icon: string; label: string; name: string };

/** A schedule as a row of the list shows it: what needs the server's knowledge is text already. */
export type RowView = Omit<ScheduleRow, 'targets' | 'expression' | 'second'> & {
  when: string;
  /** Whether AWS is to have nothing of it. */
  byRota: boolean;
  /** What whoever looks at it is there. */
  role: Role;
  /** Its last run that is over, as far as Rota knows. */
  last: Outcome | null;
  targets: TargetView[];
};

export function rowView(
  { targets, expression, second, ...row }: ScheduleRow,
  role: Role,
  last: Outcome | null,
): RowView {
  return {
    ...row,
    role,
    last,
    byRota: runsAfter({ expression }),
    when: whenText(expression, row.timeZone, second),
    targets: targets.map(({ kind, arn, settings }, id) => {
      const { icon, label, shortName } = KINDS[kind];
      return { id, icon, label, name: shortName(arn, settings) };
    }),
  };
}
