import { allows, authorise } from '@/lib/command';
import type { Actor, Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { FROZEN } from '@/lib/freeze/frozen';
import { WORKER_UP } from '@/lib/runs/worker-up';
import { databaseNow } from '@/lib/schedules/load';
import { reachedBy, readable } from '@/lib/schedules/readable';
import { CLOSED, CLOSED_BY, type Closed, withWindows } from './closed';
import { type DrainUnknown, drainOf } from './drain';
import { attemptsLately } from './lately';
import { bucketLimits, filled, shareOf, untilTokens } from './limiter';
import { gateId } from './schema';

/** A gate as it is set. */
export type GateSettings = {
  id: string;
  environmentId: string;
  environmentName: string;
  production: boolean;
  version: number;
  name: string;
  description: string;
  ratePerSecond: number;
  burst: number;
  maxInFlight: number | null;
  rampSeconds: number;
  circuitFailures: number | null;
  probeSeconds: number;
};

/** A gate as it is now. */
export type GateRow = GateSettings &
  Closed & {
    /** Whether a run is under way that probes its open circuit. */
    probing: boolean;
    /** When the next maintenance window begins; null while one is. */
    closesAt: Date | null;
    /** How many may pass a second just now: less in a slow start, 0 while it is closed. */
    rateNow: number;
    /** Runs that are being sent, and those whose tasks run. */
    inFlight: number;
    /** Runs that are due and wait for it, and since when the first does. */
    waiting: number;
    oldest: Date | null;
    /** Runs that are due and that a freeze, or a schedule that is off, keeps back: what the gate does is not to blame. */
    held: number;
    /** Milliseconds until those that wait for it have passed; null where that can't be told. */
    drainMs: number | null;
    /** Why it can't. */
    drainUnknown: DrainUnknown | null;
    /** Targets of schedules that stand behind it. */
    targets: number;
  };

type Raw = Omit<GateRow, 'rateNow' | 'drainMs' | 'drainUnknown'> & {
  served: boolean;
  tookMs: number | null;
  tokens: number;
  at: Date;
  rampAt: Date | null;
  now: Date;
};

/** Gates `g` where an actor may see something. */
export const shownTo = (actor: Actor): Prisma.Sql =>
  reachedBy(actor, 'gate.read', { team: Prisma.sql`NULL::text`, environment: Prisma.sql`g.environment_id` });

/** Rules `r` of gates `g` of whose teams an actor may see something. */
export const rulesShownTo = (actor: Actor): Prisma.Sql =>
  reachedBy(actor, 'gate.read', {
    team: Prisma.sql`r.team_id`,
    environment: Prisma.sql`g.environment_id`,
  });

/** Each run that is due at a gate, also in the hand of a worker, and since when; `of` is a condition on run_queue q. */
const dueAt = (of: Prisma.Sql) => Prisma.sql`(
  SELECT q.schedule_id, q.visible_at AS since FROM run_queue q
  WHERE ${of} AND q.step = 'send' AND NOT q.held AND q.worker IS NULL AND q.visible_at <= clock_timestamp()
  UNION ALL SELECT q.schedule_id, q.since FROM run_queue q WHERE ${of} AND q.worker IS NOT NULL AND q.in_hand)`;

/** Whether all of schedule s is kept back. */
const KEPT_BACK = Prisma.sql`(s.state <> 'deleted' AND (${FROZEN} OR in_recovery(s.environment_id)))`;

const select = (which: Prisma.Sql) => Prisma.sql`
  SELECT g.id, g.environment_id AS "environmentId", e.name AS "environmentName", e.production, g.version, g.name, g.description,
    g.rate_per_second AS "ratePerSecond", g.burst, g.max_in_flight AS "maxInFlight", g.ramp_seconds AS "rampSeconds",
    g.circuit_failures AS "circuitFailures", g.probe_seconds AS "probeSeconds", ${CLOSED},
    s.circuit_until IS NOT NULL AND EXISTS (SELECT FROM run_queue q
      WHERE q.run_id = s.probe_run_id AND q.worker IS NOT NULL AND q.step = 'send') AS probing,
    CASE WHEN s.window_from > clock_timestamp() THEN s.window_from END AS "closesAt",
    (SELECT count(*)::int FROM run_queue q WHERE q.gate_id = g.id AND (q.worker IS NOT NULL AND NOT q.in_hand OR q.step = 'watch')) AS "inFlight",
    d.waiting, d.oldest, d.frozen + (SELECT count(*)::int FROM target t
      JOIN schedule s ON s.id = t.schedule_id AND s.state IN ('paused', 'disabled')
      JOIN run_queue q ON q.schedule_id = t.schedule_id AND q.target_id = t.id
      WHERE t.gate_id = g.id AND q.held AND q.step = 'send' AND q.visible_at <= clock_timestamp()) AS held,
    e.disabled_at IS NULL AND EXISTS (SELECT FROM worker WHERE ${WORKER_UP}) AS served,
    CASE WHEN g.max_in_flight IS NOT NULL AND d.waiting > 0 THEN (
      SELECT (avg(EXTRACT(EPOCH FROM a.ended_at - a.started_at)) * 1000)::float8
      FROM ${attemptsLately(Prisma.sql`g.id`, Prisma.sql`d.oldest`)}) END AS "tookMs",
    (SELECT count(*)::int FROM target t JOIN schedule x ON x.id = t.schedule_id
      WHERE t.gate_id = g.id AND x.state <> 'deleted') AS targets,
    s.tokens, s.at, s.ramp_at AS "rampAt", clock_timestamp() AS now
  FROM gate g JOIN environment e ON e.id = g.environment_id JOIN gate_state s ON s.gate_id = g.id
  CROSS JOIN LATERAL ${CLOSED_BY} AS c
  CROSS JOIN LATERAL (
    SELECT COALESCE(sum(w.runs) FILTER (WHERE NOT ${KEPT_BACK}), 0)::int AS waiting,
      min(w.oldest) FILTER (WHERE NOT ${KEPT_BACK}) AS oldest, COALESCE(sum(w.runs) FILTER (WHERE ${KEPT_BACK}), 0)::int AS frozen
    FROM (SELECT schedule_id, count(*) AS runs, min(since) AS oldest
      FROM ${dueAt(Prisma.sql`q.gate_id = g.id`)} AS due GROUP BY schedule_id) AS w
    JOIN schedule s ON s.id = w.schedule_id) AS d
  WHERE ${which} ORDER BY lower(e.name), lower(g.name), g.id`;

function rowOf({ tokens, at, rampAt, now, served, tookMs, ...gate }: Raw): GateRow {
  const limits = bucketLimits({
    rate: gate.ratePerSecond,
    burst: gate.burst,
    rampSeconds: gate.rampSeconds,
  });
  const stored = { tokens, at: at.getTime(), rampAt: rampAt?.getTime() ?? null };
  const bucket = filled(stored, limits, now.getTime());
  const closed = gate.closedBy !== null;
  return {
    ...gate,
    rateNow: closed ? 0 : gate.ratePerSecond * shareOf(bucket, limits),
    ...drainOf({ ...gate, closed, served, tookMs }, untilTokens(bucket, limits, gate.waiting)),
  };
}

/** Gates as they are now. */
const rowsOf = async (which: Prisma.Sql): Promise<GateRow[]> =>
  (await withWindows(await db().$queryRaw<Raw[]>(select(which)))).map(rowOf);

/** All gates where one may see something, by environment and name: where things build up. */
export async function listGates(context: Context): Promise<GateRow[]> {
  const { actor } = await authorise(context, 'gate.read');
  return rowsOf(shownTo(actor));
}

/** The gates of an environment by name: what a form of a target offers. */
export async function gatesFor(
  context: Context,
  environmentId: string,
): Promise<Pick<GateSettings, 'id' | 'name' | 'ratePerSecond' | 'burst'>[]> {
  await authorise(context, 'gate.read', { environmentId });
  return db().gate.findMany({
    where: { environmentId },
    select: { id: true, name: true, ratePerSecond: true, burst: true },
    orderBy: { name: 'asc' },
  });
}

/** Of the schedules that stand behind it, so many are named. */
const SCHEDULES_SHOWN = 50;

export type GateDetail = GateRow & {
  windows: {
    id: string;
    reason: string;
    fromAt: Date | null;
    untilAt: Date | null;
    expression: string | null;
    timeZone: string | null;
    minutes: number | null;
  }[];
  rules: { id: string; teamName: string | null; kind: string | null; pattern: string }[];
  /** How many passed in each minute of the last hour, the earliest first. */
  lastHour: { minute: Date; passed: number }[];
  /** The first schedules that stand behind it and may be seen. */
  schedules: { id: string; name: string; waiting: number }[];
  /** Of an open circuit: what failed last within the hour, of what may be seen. */
  lastFailure: { runId: string; scheduleName: string; reason: string; at: Date } | null;
};

/**
 * A gate with all that belongs to it.
 * @throws RotaError not-found, also of an environment in which one may see nothing
 */
export async function getGate(context: Context, id: string): Promise<GateDetail> {
  const { actor } = await authorise(context, 'gate.read');
  const [gate] = gateId.safeParse(id).success ? await rowsOf(Prisma.sql`g.id = ${id}`) : [];
  if (!gate || !allows(actor, 'gate.read', { environmentId: gate.environmentId }))
    throw notFound('This gate');
  const now = await databaseNow(db());
  const [windows, rules, lastHour, schedules, [lastFailure]] = await Promise.all([
    db().gateWindow.findMany({
      // What came once and is over closes nothing any more: the audit keeps it.
      where: { gateId: id, OR: [{ untilAt: null }, { untilAt: { gt: now } }] },
      omit: { gateId: true, createdAt: true, createdBy: true },
      orderBy: { createdAt: 'asc' },
    }),
    db().$queryRaw<GateDetail['rules']>`
      SELECT r.id, t.name AS "teamName", r.kind::text, r.pattern FROM gate_rule r JOIN gate g ON g.id = r.gate_id
        LEFT JOIN team t ON t.id = r.team_id
      WHERE r.gate_id = ${id} AND ${rulesShownTo(actor)} ORDER BY lower(t.name) NULLS FIRST, r.pattern, r.id`,
    db().$queryRaw<GateDetail['lastHour']>`
      SELECT m.minute, COALESCE(p.passed, 0) AS passed
      FROM generate_series(date_trunc('minute', now()) - interval '59 minutes', now(), interval '1 minute') AS m (minute)
      LEFT JOIN gate_minute p ON p.gate_id = ${id} AND p.minute = m.minute ORDER BY m.minute`,
    db().$queryRaw<GateDetail['schedules']>`
      SELECT s.id, s.name, CASE WHEN ${KEPT_BACK} THEN 0 ELSE (SELECT count(*)::int
        FROM ${dueAt(Prisma.sql`q.gate_id = ${id} AND q.schedule_id = s.id`)} AS due) END AS waiting
      FROM schedule s WHERE s.state <> 'deleted' AND s.id IN (SELECT t.schedule_id FROM target t WHERE t.gate_id = ${id})
        AND ${readable(actor)} ORDER BY waiting DESC, s.name, s.id LIMIT ${SCHEDULES_SHOWN}`,
    gate.closedBy === 'circuit' ? failedLast(actor, gate) : [],
  ]);
  return { ...gate, windows, rules, lastHour, schedules, lastFailure: lastFailure ?? null };
}

/** The last failure behind a gate: of a run that is over, or of one that is tried again. */
const failedLast = (actor: Actor, { id, oldest }: GateRow) =>
  db().$queryRaw<NonNullable<GateDetail['lastFailure']>[]>`
    SELECT f.run_id AS "runId", s.name AS "scheduleName", f.reason, f.ended_at AS at FROM (
      SELECT a.*, r.schedule_id
      FROM (VALUES (now()), (${oldest}::timestamptz)) AS up (to_at)
        CROSS JOIN ${attemptsLately(Prisma.sql`${id}`, Prisma.sql`up.to_at`)}
      UNION ALL
      SELECT a.*, q.schedule_id FROM run_queue q JOIN run_attempt a ON a.run_id = q.run_id AND a.slot_at = q.slot_at
      WHERE q.gate_id = ${id} AND q.attempts > q.attempts_before) AS f
    JOIN schedule s ON s.id = f.schedule_id
    WHERE f.outcome IN ('failed', 'unanswered') AND f.reason IS NOT NULL AND ${readable(actor)}
    ORDER BY f.ended_at DESC LIMIT 1`;
