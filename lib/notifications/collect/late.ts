import { Prisma, type Tx } from '@/lib/db';

/** No grace is shorter (`schedule_grace_check`). */
const SHORTEST_GRACE_SECONDS = 5;

/** Of a run in the queue: nobody has begun it, and no person asked for it now. */
const WAITS = Prisma.sql`q.priority = 1 AND NOT q.held AND q.worker IS NULL AND q.step = 'send' AND q.attempts = 0`;

/**
 * Runs that wait, the first of each environment first: by the two indexes that the queue has for them, of what no gate is
 * before and of what waits behind one.
 * @param when a condition on run_queue q
 */
const waiting = (when: Prisma.Sql, limit: number | null = null) => Prisma.sql`
  SELECT w.* FROM environment e, LATERAL (SELECT q.* FROM run_queue q
    WHERE q.environment_id = e.id AND q.gate_id IS NULL AND ${WAITS} AND ${when} ORDER BY q.visible_at LIMIT ${limit}) w
  UNION ALL SELECT w.* FROM gate k, LATERAL (SELECT q.* FROM run_queue q
    WHERE q.gate_id = k.id AND ${WAITS} AND ${when} ORDER BY q.visible_at LIMIT ${limit}) w`;

const OVERDUE = waiting(
  Prisma.sql`q.visible_at < now() - make_interval(secs => ${SHORTEST_GRACE_SECONDS})`,
  1,
);

/** Those whose grace ended within the times. Materialized, so that they are found first. */
function passed(from: Date, to: Date): Prisma.Sql {
  const grace = Prisma.sql`make_interval(secs => g.grace_seconds)`;
  const when = Prisma.sql`q.visible_at >= ${from}::timestamptz - ${grace} AND q.visible_at <= ${to}::timestamptz - ${grace}`;
  return Prisma.sql`
    graces AS MATERIALIZED (SELECT DISTINCT grace_seconds FROM schedule WHERE EXISTS (${OVERDUE})),
    passed AS MATERIALIZED (SELECT q.*, g.grace_seconds FROM graces g, LATERAL (${waiting(when)}) q)`;
}

/** What is on, was on when the run's time came, and was neither frozen nor in recovery since. */
const SHOULD_HAVE_STARTED = Prisma.sql`s.state IN ('on', 'completed') AND s.state_at <= q.slot_at
  AND NOT EXISTS (SELECT FROM "freeze" f WHERE (f.lifted_at IS NULL OR f.lifted_at > q.slot_at)
    AND (f.scope = 'all' OR f.team_id = s.team_id OR f.environment_id = s.environment_id))
  AND NOT EXISTS (SELECT FROM environment_sync y WHERE y.environment_id = q.environment_id AND y.recovery_since IS NOT NULL)`;

/**
 * Notes runs that wait longer than their schedule's grace: behind others, or because nobody looks after their environment.
 * Only those whose grace ended since it last looked, by indexes, however many wait. What somebody is just beginning or
 * ending is left: its start tells of it.
 * @param atMost so many in one call; the next call goes on where it ended
 */
export async function noteLate(tx: Tx, atMost: number): Promise<void> {
  const [window] = await tx.$queryRaw<{ from: Date; to: Date }[]>`
    SELECT COALESCE(late_to, clock_timestamp())::timestamptz(3) AS "from", clock_timestamp()::timestamptz(3) AS "to"
    FROM notification_turn`;
  if (!window) return;
  const { from, to } = window;
  const late = await tx.$queryRaw<{ lateAt: Date }[]>`
    WITH ${passed(from, to)},
    late AS (
      SELECT r.id, r.slot_at, q.environment_id, q.schedule_id, q.target_id,
        q.visible_at + make_interval(secs => q.grace_seconds) AS late_at
      FROM passed q JOIN schedule s ON s.id = q.schedule_id AND s.grace_seconds = q.grace_seconds
        JOIN environment e ON e.id = q.environment_id AND e.disabled_at IS NULL
        JOIN run r ON r.id = q.run_id AND r.slot_at = q.slot_at
      WHERE ${SHOULD_HAVE_STARTED} AND NOT r.late_told
      ORDER BY late_at LIMIT ${atMost} FOR UPDATE OF r SKIP LOCKED),
    marked AS (
      UPDATE run r SET late_told = true FROM late l WHERE r.id = l.id AND r.slot_at = l.slot_at),
    told AS (
      INSERT INTO notification_event (kind, at, environment_id, schedule_id, target_id, slot_at, lasting, reason)
      SELECT 'late', ${to}::timestamptz, environment_id, schedule_id, target_id, slot_at, false,
        'It has not started ' || round(EXTRACT(EPOCH FROM ${to}::timestamptz - slot_at)) || ' s after its time.'
      FROM late ORDER BY late_at)
    SELECT late_at AS "lateAt" FROM late ORDER BY late_at`;
  const upTo = (late.length === atMost ? late.at(-1)?.lateAt : undefined) ?? to;
  await tx.$executeRaw`UPDATE notification_turn SET late_to = ${upTo}::timestamptz`;
}
