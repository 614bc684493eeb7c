import { db, Prisma, queryKept, type Tx } from '@/lib/db';
import { due, iceOf, MAY_RUN, NO_GATE } from './due';
import { UNSENT } from './give-back';

/** A run that this worker holds until its lease ends. */
export type Claimed = {
  runId: string;
  slotAt: Date;
  scheduleId: string;
  targetId: string;
  /** An outcome counts only with the fence of the last claim. */
  fence: number;
  step: 'send' | 'watch';
  /** From 1, and how many of them were before the last redrive. */
  attempt: number;
  attemptsBefore: number;
  since: Date;
  nominalAt: Date;
  /** The worker that made, or makes, the last attempt. */
  sender: string;
  /** When it was claimed. */
  now: Date;
  /** When the last attempt began; null before the first. */
  attemptAt: Date | null;
  /** How many attempts ended with work that had begun and failed. */
  workFailures: number;
  changedInput: string | null;
  /** Why its own input may be sent to nobody any more. */
  inputVoid: string | null;
  tasks: string[];
  /** How many tasks were asked for with them; null of those that were sent before this was kept. */
  tasksAsked: number | null;
  /** Why a person has its tasks stopped. */
  stopping: string | null;
  /** Whether its schedule was deleted since. */
  gone: boolean;
  /** Null where the target was removed since. */
  target: ClaimedTarget | null;
  /** The gate that it stands behind. */
  gateId: string | null;
  /** Of what a gate let pass: to be called right before it is sent, after all that takes time. @throws NotSentError */
  pass?: () => Promise<void>;
};

export type ClaimedTarget = {
  kind: string;
  arn: string;
  roleArn: string;
  settings: object;
  input: string | null;
  secretFields: string[];
  retryAttempts: number;
  maxAgeSeconds: number;
  timeoutSeconds: number;
  safeToRepeat: boolean;
};

export type Claimant = { environmentId: string; worker: string; leaseMs: number };

const hold = ({ worker, leaseMs }: Claimant) => Prisma.sql`
  UPDATE run_queue q SET worker = ${worker}, in_hand = false, fence = q.fence + 1,
    visible_at = clock_timestamp() + make_interval(secs => ${leaseMs / 1_000})`;

/**
 * Holds what `picked` names: with that the attempt stands written before anything is sent. An array and no join: Postgres
 * expects a tenth of the queue in `picked`, however few it is, and would read all of it.
 */
const begin = (claimant: Claimant) => Prisma.sql`
  taken AS (${hold(claimant)}, attempts = q.attempts + (q.step = 'send')::int,
      attempt_at = CASE WHEN q.step = 'send' THEN clock_timestamp() ELSE q.attempt_at END
    WHERE q.run_id = ANY (ARRAY (SELECT run_id FROM picked))
    RETURNING q.*, q.worker AS sender, clock_timestamp() AS now)`;

/** The rows of `taken`, which has those of run_queue with their sender and the time. */
export const WHAT_WAS_TAKEN = Prisma.sql`
  SELECT q.run_id AS "runId", q.slot_at AS "slotAt", q.schedule_id AS "scheduleId", q.target_id AS "targetId", q.fence,
    q.step, q.attempts AS attempt, q.attempts_before AS "attemptsBefore", q.since, q.now, q.sender, q.attempt_at AS "attemptAt",
    q.work_failures AS "workFailures", q.nominal_at AS "nominalAt", q.changed_input AS "changedInput", q.tasks, q.tasks_asked AS "tasksAsked", q.stopping,
    q.input_void AS "inputVoid", q.gate_id AS "gateId",
    (SELECT s.state = 'deleted' FROM schedule s WHERE s.id = q.schedule_id) AS gone,
    CASE WHEN t.id IS NOT NULL THEN json_build_object('kind', t.kind, 'arn', t.arn, 'roleArn', t.role_arn,
      'settings', t.settings, 'input', t.input, 'secretFields', t.secret_fields, 'retryAttempts', t.retry_attempts,
      'maxAgeSeconds', t.max_age_seconds, 'timeoutSeconds', t.timeout_seconds, 'safeToRepeat', t.safe_to_repeat) END AS target
  FROM taken q LEFT JOIN target t ON t.id = q.target_id
  ORDER BY q.priority, q.slot_at`;

/**
 * Takes runs that are due, those that people asked for first, and writes each attempt down before anything is sent.
 * Several workers never take the same. Runs of schedules that may not overlap are left to `claimExclusive`, and those
 * behind gates to `GatedClaims`.
 * @returns at most `limit`
 */
export const claimRuns = (claimant: Claimant, limit: number): Promise<Claimed[]> =>
  queryKept<Claimed>(Prisma.sql`
    WITH ${iceOf(claimant.environmentId)},
    asked AS (${due(claimant.environmentId, 0, Prisma.sql`${limit}`)}),
    timed AS (${due(claimant.environmentId, 1, Prisma.sql`${limit} - (SELECT count(*) FROM asked)`)}),
    picked AS (SELECT run_id FROM asked UNION ALL SELECT run_id FROM timed),
    ${begin(claimant)}
    ${WHAT_WAS_TAKEN}`);

/**
 * Takes over runs whose worker was not heard of until their lease ended: what it sent may have come through. What it had in
 * hand for a gate was not sent, and waits again.
 * @returns at most `limit`
 */
export const claimAbandoned = (claimant: Claimant, limit: number): Promise<Claimed[]> =>
  db().$queryRaw<Claimed[]>`
    WITH lost AS (
      SELECT run_id, worker AS sender, in_hand FROM run_queue WHERE environment_id = ${claimant.environmentId}
        AND worker IS NOT NULL AND visible_at <= now() ORDER BY visible_at LIMIT ${limit} FOR UPDATE SKIP LOCKED),
    back AS (UPDATE run_queue q SET ${UNSENT} FROM lost WHERE q.run_id = lost.run_id AND lost.in_hand),
    taken AS (${hold(claimant)} FROM lost WHERE q.run_id = lost.run_id AND NOT lost.in_hand
      RETURNING q.*, lost.sender, clock_timestamp() AS now)
    ${WHAT_WAS_TAKEN}`;

/** A target, and the schedule that it belongs to. */
export type TargetOf = { scheduleId: string; targetId: string };

/** Targets, of schedules whose runs may not overlap, that have a run which is due: any of them, so that none waits for ever. */
export const exclusiveTargets = (claimant: Claimant, limit: number): Promise<TargetOf[]> =>
  queryKept<TargetOf>(Prisma.sql`
    WITH ${iceOf(claimant.environmentId)}
    SELECT q.schedule_id AS "scheduleId", q.target_id AS "targetId" FROM run_queue q, ice
    WHERE q.environment_id = ${claimant.environmentId} AND q.worker IS NULL AND NOT q.held
      AND q.visible_at <= now() AND q.exclusive AND ${NO_GATE} AND ${MAY_RUN}
    GROUP BY q.schedule_id, q.target_id ORDER BY random() LIMIT ${limit}`);

/** Takes just these runs, where nobody has them and no gate stands before them. */
export const claimThese = (tx: Tx, claimant: Claimant, ids: readonly string[]): Promise<Claimed[]> =>
  tx.$queryRaw<Claimed[]>`
    WITH picked AS (
      SELECT q.run_id FROM run_queue q WHERE q.run_id = ANY (${[...ids]}::text[]) AND q.worker IS NULL AND ${NO_GATE}
      FOR UPDATE SKIP LOCKED),
    ${begin(claimant)} ${WHAT_WAS_TAKEN}`;

/** When the next run comes due: in so many milliseconds, or never (null), as seen at an instant of the database. */
export type NextRun = { inMs: number | null; asOf: Date };

/**
 * When the next run of an environment comes due that no gate stands before.
 * @param after an instant of the database before the last claim; what was due by then and was not claimed is kept back.
 * What came due since may have missed that claim, and counts: it is due now.
 */
export async function nextRun(environmentId: string, after: Date): Promise<NextRun> {
  const [row] = await queryKept<NextRun>(Prisma.sql`
    SELECT now() AS "asOf", (EXTRACT(EPOCH FROM min(visible_at) - clock_timestamp()) * 1000)::float8 AS "inMs" FROM (
      SELECT (SELECT min(visible_at) FROM run_queue q WHERE environment_id = ${environmentId} AND worker IS NULL AND NOT held
        AND priority = p AND visible_at > ${after}::timestamptz AND ${NO_GATE}) AS visible_at FROM generate_series(0, 1) AS p) AS due`);
  if (!row) throw new Error('The database did not say when the next run comes due.');
  return row;
}
