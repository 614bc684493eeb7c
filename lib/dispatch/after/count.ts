import { Prisma, type Tx } from '@/lib/db';
import { type ScheduleTiming, upcoming } from '@/lib/schedules/timing';

/** What a timing counts from, of schedule s and its clock c: nothing, while a run of what runs after its runs is not over. */
const ANCHOR = Prisma.sql`COALESCE(s.rate_anchor, CASE WHEN c.awaited_slot_at IS NULL THEN c.counted_from END)`;

/** What a timing is made of, but for the dates that are excluded, of schedule s and its clock c. */
export const TIMING = Prisma.sql`s.expression, s.time_zone AS "timeZone", s.start_at AS "startAt", s.end_at AS "endAt",
  ${ANCHOR} AS "rateAnchor", s.second`;

type Counted = ScheduleTiming & { id: string };

/** The one time that follows from what is counted from; null where its end comes first. */
export const slotAfter = (schedule: ScheduleTiming, since: Date): Date | null =>
  upcoming({ ...schedule, rateAnchor: since }, new Date(0), 1)[0] ?? null;

/** Lets a schedule that runs after its runs count from an instant on. */
export async function countFrom(tx: Tx, schedule: Counted, since: Date): Promise<void> {
  const next = slotAfter(schedule, since);
  await tx.$executeRaw`
    UPDATE schedule_clock SET last_slot_at = COALESCE(awaited_slot_at, last_slot_at), awaited_slot_at = NULL,
      counted_from = ${since}, planned_to = ${since}, next_run_at = ${next}::timestamptz, plan_at = ${next}::timestamptz,
      plan_gap = NULL
    WHERE schedule_id = ${schedule.id}`;
}

type Standing = { now: Date; countedFrom: Date | null; open: Date | null; over: Date | null };

/**
 * Lets the clock of a schedule that is on, and runs after its runs, follow a change of it: it waits for the end of a run
 * that is under way, goes on with what it counted where its times are the same, and counts anew otherwise.
 * @param going whether its times are the same
 */
export async function recount(tx: Tx, schedule: Counted, going: boolean): Promise<void> {
  const { id } = schedule;
  const [clock] = await tx.$queryRaw<Standing[]>`
    SELECT clock_timestamp() AS now, c.counted_from AS "countedFrom", (
        SELECT max(q.slot_at) FROM run_queue q JOIN run r ON r.id = q.run_id AND r.slot_at = q.slot_at
        WHERE q.schedule_id = c.schedule_id AND q.priority = 1 AND r.origin <> 'extra') AS open, (
        SELECT max(r.slot_at) FROM run r WHERE r.schedule_id = c.schedule_id AND r.slot_at = c.awaited_slot_at
          AND r.slot_at <= clock_timestamp()) AS over
    FROM schedule_clock c WHERE c.schedule_id = ${id} FOR UPDATE OF c`;
  if (!clock) throw new Error(`Schedule ${id} has no clock.`);
  const { now, countedFrom, open, over } = clock;
  // A run that is over is still awaited as long as no worker has seen its end.
  const awaited = open ?? (going ? over : null);
  if (awaited)
    await tx.$executeRaw`
      UPDATE schedule_clock SET awaited_slot_at = ${awaited}, planned_to = ${now}, next_run_at = NULL, plan_at = NULL,
        plan_gap = NULL
      WHERE schedule_id = ${id}`;
  else if (going && countedFrom) {
    const next = slotAfter(schedule, countedFrom);
    await tx.$executeRaw`
      UPDATE schedule_clock SET awaited_slot_at = NULL, planned_to = LEAST(planned_to, ${now}),
        next_run_at = ${next && next > now ? next : null}::timestamptz, plan_at = ${next}::timestamptz
      WHERE schedule_id = ${id}`;
  } else await countFrom(tx, schedule, now);
}
