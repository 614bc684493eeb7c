import { exclusionsOf } from '@/lib/calendars/exclusions';
import { db, Prisma, type Tx } from '@/lib/db';
import { FROZEN } from '@/lib/freeze/frozen';
import { optionsOf, runsAfter, type ScheduleTiming, upcoming } from '@/lib/schedules/timing';
import { parseExpression } from '@/lib/timing/expression';
import { occurrencesBetween, previousOccurrence } from '@/lib/timing/occurrences';
import { TIMING } from '../after/count';
import { afterPlanned } from '../after/planned';
import { createRuns, type NewRun } from '../create';
import { type Cause, type LatePolicy, lateSlot } from './late';

/** So far ahead are runs made: a worker that starts within it finds them. */
export const HORIZON_MS = 2 * 60_000;

const SCHEDULES_AT_ONCE = 100;
const RUNS_AT_ONCE = 2_000;

type Row = Omit<ScheduleTiming, 'excluded'> & {
  id: string;
  environmentId: string;
  generation: number;
  ifLate: LatePolicy;
  afterPause: LatePolicy;
  graceSeconds: number;
  plannedTo: Date;
  gap: Exclude<Cause, 'outage' | 'clocks'> | null;
  targetIds: string[];
  now: Date;
};

/**
 * Makes the runs of slots that come within the horizon, for every schedule that is on and that Rota delivers. Slots that
 * should have started meanwhile follow the schedule's policy. Any number of workers may do so.
 * @returns how many schedules were looked at
 */
export async function planSlots(): Promise<number> {
  return db().$transaction(async (tx) => {
    // Two statements: the second sees each schedule as it is once its clock is held, the first might not.
    const ids = await lockClocks(tx);
    if (ids.length === 0) return 0;
    const due = await tx.$queryRaw<Row[]>`
      SELECT s.id, s.environment_id AS "environmentId", s.generation, ${TIMING}, s.if_late::text AS "ifLate",
        s.after_pause::text AS "afterPause", s.grace_seconds AS "graceSeconds", c.planned_to AS "plannedTo",
        c.plan_gap AS gap, clock_timestamp() AS now,
        ARRAY(SELECT t.id FROM target t WHERE t.schedule_id = s.id ORDER BY t.position) AS "targetIds"
      FROM ${PLANNED} AND c.schedule_id = ANY (${ids}::text[]) ORDER BY c.plan_at`;
    const excluded = await exclusionsOf(tx, ids);
    let budget = RUNS_AT_ONCE;
    for (const row of due) {
      budget -= await planOne(tx, { ...row, excluded: excluded(row.id) }, budget);
      if (budget <= 0) break;
    }
    return ids.length;
  });
}

const PLANNED = Prisma.sql`schedule_clock c JOIN schedule s ON s.id = c.schedule_id
    JOIN environment e ON e.id = s.environment_id
  WHERE c.plan_at <= clock_timestamp() + make_interval(secs => ${HORIZON_MS / 1_000})
    AND s.delivery = 'through' AND s.state = 'on' AND e.disabled_at IS NULL AND NOT ${FROZEN}
    AND NOT in_recovery(s.environment_id)`;

async function lockClocks(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT c.schedule_id AS id FROM ${PLANNED} ORDER BY c.plan_at LIMIT ${SCHEDULES_AT_ONCE} FOR UPDATE OF c SKIP LOCKED`;
  return rows.map(({ id }) => id);
}

/** @returns how many runs it made, or had to look at */
async function planOne(tx: Tx, schedule: Row & ScheduleTiming, budget: number): Promise<number> {
  const { id, now, plannedTo, targetIds } = schedule;
  const until = new Date(now.getTime() + HORIZON_MS);
  const most = Math.max(1, Math.floor(budget / Math.max(1, targetIds.length)));
  // One more than there is room for, to know whether any is left: a long pause owes more than fits into memory.
  const owed = plannedTo < until ? slotsIn(schedule, plannedTo, until, most + 1) : [];
  const slots = owed.slice(0, most);
  await createRuns(tx, runsOf(schedule, slots));
  const cut = owed.length > most;
  const to = (cut ? slots.at(-1) : undefined) ?? (plannedTo < until ? until : plannedTo);
  const next = cut ? to : (upcoming(schedule, to, 1)[0] ?? null);
  await tx.$executeRaw`
    UPDATE schedule_clock SET planned_to = ${to}, plan_at = ${next}, plan_gap = ${cut ? schedule.gap : null}
    WHERE schedule_id = ${id}`;
  if (runsAfter(schedule)) await afterPlanned(tx, schedule, slots[0]);
  return slots.length * targetIds.length;
}

/** The first slots after one instant up to another, itself included. */
const slotsIn = (schedule: ScheduleTiming, after: Date, to: Date, most: number): Date[] =>
  occurrencesBetween(parseExpression(schedule.expression), {
    ...optionsOf(schedule),
    from: new Date(after.getTime() + 1),
    to: new Date(to.getTime() + 1),
    most,
  });

const lastBefore = (schedule: ScheduleTiming, before: Date): Date | null =>
  previousOccurrence(parseExpression(schedule.expression), { ...optionsOf(schedule), before });

function runsOf(schedule: Row & ScheduleTiming, slots: readonly Date[]): NewRun[] {
  const { environmentId, id: scheduleId, generation, now, graceSeconds, gap, targetIds } = schedule;
  const lateBefore = now.getTime() - graceSeconds * 1_000;
  const isLate = (slotAt: Date) => slotAt.getTime() < lateBefore || (gap === 'recovery' && slotAt <= now);
  const lastLate = slots.some(isLate) ? lastBefore(schedule, new Date(lateBefore)) : null;
  return slots.flatMap((slotAt) => {
    const late = isLate(slotAt);
    const policy = gap === null ? schedule.ifLate : schedule.afterPause;
    const ended = late ? lateSlot(policy, gap ?? 'outage', slotAt.getTime() === lastLate?.getTime()) : null;
    return targetIds.map((targetId) => ({
      environmentId,
      scheduleId,
      targetId,
      generation,
      slotAt,
      nominalAt: slotAt,
      origin: 'clock' as const,
      dueAt: late ? now : slotAt,
      ...(ended && { ended }),
    }));
  });
}

/** Milliseconds until the planner has something to do; null where there is nothing. */
export async function untilNextPlan(): Promise<number | null> {
  const [row] = await db().$queryRaw<{ wait: number | null }[]>`
    SELECT (EXTRACT(EPOCH FROM min(plan_at) - clock_timestamp()) * 1000)::float8 - ${HORIZON_MS} AS wait
    FROM schedule_clock WHERE plan_at IS NOT NULL`;
  return row?.wait ?? null;
}
