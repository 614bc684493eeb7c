import { Prisma, type Tx } from '@/lib/db';
import { runsAfter, type ScheduleTiming, upcoming } from '@/lib/schedules/timing';
import { recount } from '../after/count';

/** A schedule as it is from now on. */
type Replanned = ScheduleTiming & { id: string; state: string; delivery: string };

/**
 * Makes the planner begin anew at an instant: a changed schedule has other slots. What was planned and is not due yet is
 * taken back; what is due stays, and follows whether it may run beside others. What runs after its runs owes no slots.
 * @param from slots after it are planned; earlier ones were seen to
 * @param behind whether slots before that nobody saw to yet are planned too
 */
export async function replan(tx: Tx, schedule: Replanned, from: Date, gap: 'pause' | null, behind = false) {
  const { id, state, delivery } = schedule;
  await takeBackPlanned(tx, id);
  await tx.$executeRaw`
    UPDATE run_queue q SET exclusive = s.overlap <> 'allow' FROM schedule s
    WHERE s.id = ${id} AND q.schedule_id = s.id AND q.exclusive <> (s.overlap <> 'allow')`;
  const plans = delivery === 'through' && state === 'on';
  if (plans && runsAfter(schedule)) return recount(tx, schedule, behind);
  const { start, next } = plans ? await startOf(tx, schedule, from, behind) : { start: null, next: null };
  // A gap holds for slots that it kept back: what comes late after it has a cause of its own.
  await tx.$executeRaw`
    UPDATE schedule_clock SET planned_to = ${start}::timestamptz, counted_from = NULL, awaited_slot_at = NULL,
      plan_at = ${next}::timestamptz,
      plan_gap = CASE WHEN ${next}::timestamptz <= clock_timestamp() THEN CASE WHEN ${behind} THEN plan_gap ELSE ${gap} END END
    WHERE schedule_id = ${id}`;
}

/** Where planning begins, and the first slot after it: further back, where a slot there was not seen to and counts. */
async function startOf(tx: Tx, schedule: Replanned, from: Date, behind: boolean) {
  const clock = behind
    ? await tx.scheduleClock.findUnique({ where: { scheduleId: schedule.id }, select: { plannedTo: true } })
    : null;
  const since = clock?.plannedTo && clock.plannedTo < from ? clock.plannedTo : from;
  const [next = null] = upcoming(schedule, since, 1);
  return { start: next && next <= from ? since : from, next };
}

/**
 * Takes back runs that were planned and are not due yet: they are no history. Those that somebody asked for stay, as runs
 * of the schedule as it is now.
 */
async function takeBackPlanned(tx: Tx, id: string): Promise<void> {
  const ahead = Prisma.sql`r.id = q.run_id AND r.slot_at = q.slot_at AND q.schedule_id = ${id} AND q.worker IS NULL
    AND q.attempts = 0 AND q.priority = 1 AND q.since > clock_timestamp()`;
  await tx.$executeRaw`
    WITH gone AS (
      DELETE FROM run_queue q USING run r WHERE ${ahead} AND r.origin <> 'extra' RETURNING q.run_id, q.slot_at)
    DELETE FROM run r USING gone WHERE r.id = gone.run_id AND r.slot_at = gone.slot_at`;
  await tx.$executeRaw`
    UPDATE run r SET generation = s.generation FROM run_queue q JOIN schedule s ON s.id = q.schedule_id
    WHERE ${ahead} AND r.generation <> s.generation`;
}
