import { optionsOf, type ScheduleTiming } from '@/lib/schedules/timing';
import { awsTiming } from '@/lib/sync/aws-timing';
import { parseExpression } from '@/lib/timing/expression';
import { timetable } from '@/lib/timing/timetable';

const MINUTE = 60_000;
/** From the call of RunTask, which a busy ECS may answer late, to the task. */
const STARTING_MS = 5 * MINUTE;

/** A slot, and whether no other could have started the task. */
export type TaskSlot = { at: Date; sure: boolean };

type Then = Omit<ScheduleTiming, 'excluded'> & { flexibleMinutes: number };

/**
 * For which slot EventBridge Scheduler started a task. ECS does not say: it is the last one whose minute had begun. AWS
 * starts a slot within its minute, or its flexible window; where it repeats a call that failed, until `maxAgeSeconds` later.
 * @param then what the schedule was when the task was created
 * @returns null where the schedule had no slot that could have started it
 */
export function slotOfTask(then: Then, maxAgeSeconds: number, createdAt: Date): TaskSlot | null {
  const timing = awsTiming({ ...then, excluded: [] });
  const times = timetable(parseExpression(then.expression), optionsOf(timing));
  const created = createdAt.getTime();
  const last = times.previous((Math.floor(created / MINUTE) + 1) * MINUTE);
  const window = MINUTE + then.flexibleMinutes * MINUTE;
  if (Number.isNaN(last) || created - last > window + maxAgeSeconds * 1_000 + STARTING_MS) return null;
  const before = times.previous(last);
  const sure = Number.isNaN(before) || created - before >= window;
  return { at: new Date(last + then.second * 1_000), sure };
}
