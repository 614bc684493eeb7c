import { Prisma, queryKept } from '@/lib/db';
import { storableJson } from '@/lib/storable';
import type { Answer } from '../answer';
import type { Claimed } from './claim';
import type { Next } from './next-step';

/** How one attempt of a claimed run ended, and what follows. Without an answer nothing was sent. */
export type Outcome = { claimed: Claimed; answer: Answer | null; next: Next };

type Claim = Pick<Claimed, 'runId' | 'fence'>;

/** Of a target as it was sent: it may have been changed since. */
const taskCountOf = ({ target }: Claimed): number | null =>
  (target?.settings as { taskCount?: number } | undefined)?.taskCount ?? null;

/** One worker may have held the same run twice: only the later claim counts. */
export const claimOf = ({ runId, fence }: Claim): string => `${runId} ${fence}`;

/**
 * Writes down how attempts ended, and whether their runs are over or come again: all or none of them. What another
 * worker claimed since is left as it is: its lease had ended here. What a person stopped meanwhile is not sent again.
 * @returns the claims that still held, as `claimOf` has them
 */
export async function recordOutcomes(outcomes: readonly Outcome[], worker: string): Promise<Set<string>> {
  // What is undefined is left out of the JSON: Postgres takes as long to read a null as a value.
  const rows = outcomes.map(({ claimed, answer, next }) => ({
    run_id: claimed.runId,
    slot_at: claimed.slotAt,
    fence: claimed.fence,
    attempt: claimed.attempt,
    sender: claimed.sender,
    attempt_at: claimed.attemptAt ?? undefined,
    sent: claimed.step === 'send' && answer === null ? claimed.attempt - 1 : claimed.attempt,
    state: 'done' in next ? next.done : undefined,
    reason: next.reason ?? undefined,
    step: 'done' in next ? undefined : next.step,
    after: 'done' in next ? undefined : next.afterMs / 1_000,
    outcome: answer?.outcome,
    said: answer && 'reason' in answer ? answer.reason : undefined,
    status: answer?.status ?? undefined,
    excerpt: answer?.excerpt ?? undefined,
    request_id: answer?.requestId ?? undefined,
    links: answer?.links.length ? answer.links : undefined,
    tasks: answer?.outcome === 'running' ? answer.tasks : undefined,
    asked: answer?.outcome === 'running' && claimed.step === 'send' ? taskCountOf(claimed) : undefined,
    worked: (answer?.outcome === 'failed' && answer.ran) || undefined,
  }));
  const held = await queryKept<Claim>(Prisma.sql`
    WITH said AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${storableJson(rows)}::json) AS d (run_id text, slot_at timestamptz, fence int,
        attempt int, sent int, sender text, attempt_at timestamptz, state text, reason text, step text, after float8, outcome text, said text,
        status int, excerpt text, request_id text, links jsonb, tasks text[], asked int, worked boolean)),
    gone AS (
      DELETE FROM run_queue q USING said d WHERE q.run_id = d.run_id AND q.fence = d.fence AND q.worker = ${worker}
        AND d.state IS NOT NULL RETURNING q.run_id, q.fence),
    later AS (
      UPDATE run_queue q SET worker = NULL, in_hand = false, step = CASE WHEN q.stopping IS NULL THEN d.step ELSE 'watch' END, visible_at = clock_timestamp() + make_interval(secs => d.after),
        tasks = COALESCE(d.tasks, q.tasks), tasks_asked = COALESCE(d.asked, q.tasks_asked), work_failures = q.work_failures + COALESCE(d.worked, false)::int
      FROM said d WHERE q.run_id = d.run_id AND q.fence = d.fence AND q.worker = ${worker} AND d.state IS NULL
      RETURNING q.run_id, q.fence),
    held AS (SELECT * FROM gone UNION ALL SELECT * FROM later),
    attempts AS (
      INSERT INTO run_attempt AS a (run_id, slot_at, attempt, worker, started_at, ended_at, outcome, reason, status, excerpt,
        request_id, links)
      SELECT d.run_id, d.slot_at, d.attempt, d.sender, d.attempt_at,
        CASE WHEN d.outcome <> 'running' THEN clock_timestamp() END, d.outcome, d.said, d.status, d.excerpt, d.request_id, COALESCE(d.links, '[]')
      FROM said d JOIN held h USING (run_id, fence) WHERE d.outcome IS NOT NULL
      ON CONFLICT (run_id, slot_at, attempt) DO UPDATE SET ended_at = EXCLUDED.ended_at, outcome = EXCLUDED.outcome,
        reason = EXCLUDED.reason, excerpt = COALESCE(EXCLUDED.excerpt, a.excerpt),
        links = CASE WHEN EXCLUDED.links = '[]' THEN a.links ELSE EXCLUDED.links END),
    runs AS (
      UPDATE run r SET state = d.state, reason = d.reason, attempts = d.sent, tasks = COALESCE(d.tasks, r.tasks),
        started_at = COALESCE(r.started_at, CASE WHEN d.sent > 0 THEN d.attempt_at END),
        ended_at = CASE WHEN d.state IS NOT NULL THEN clock_timestamp() END
      FROM said d JOIN held h USING (run_id, fence) WHERE r.id = d.run_id AND r.slot_at = d.slot_at)
    SELECT run_id AS "runId", fence FROM held`);
  return new Set(held.map(claimOf));
}
