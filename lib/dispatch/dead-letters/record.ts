import type { Tx } from '@/lib/db';
import { storableJson } from '@/lib/storable';
import { createRuns, type NewRun } from '../create';
import { type KnownSchedule, knownSchedules } from '../intake/schedules';
import { canTellOf } from '../intake/taking';
import { type Letter, reasonOf } from './letter';
import { withoutSecrets } from './without-secrets';

/** In the place of a worker's name. */
const SENDER = 'EventBridge Scheduler';

/** `unknown`: its schedule is none of this environment; `refused`: its schedule can't have had its instant. */
type Verdict = 'recorded' | 'refused' | 'unknown';

/**
 * Writes down what EventBridge Scheduler gave up as runs that failed, each with its last attempt. A slot that has a run
 * already keeps it.
 * @returns of each letter, in their order, what became of it; nothing is written but of those that are recorded
 */
export async function recordLetters(
  tx: Tx,
  environmentId: string,
  letters: readonly Letter[],
  now: Date,
): Promise<Verdict[]> {
  const ids = letters.map(({ scheduleId }) => scheduleId);
  const schedules = await knownSchedules(tx, environmentId, ids);
  const failures = letters.flatMap((letter) => {
    const schedule = schedules.get(letter.scheduleId);
    return schedule && canTellOf(letter.at, now) ? failureAt(schedule, letter) : [];
  });
  await writeAttempts(tx, failures, await createRuns(tx, failures));
  return letters.map(({ scheduleId, at }) => {
    if (!schedules.has(scheduleId)) return 'unknown';
    return canTellOf(at, now) ? 'recorded' : 'refused';
  });
}

type Failure = NewRun & { ended: { state: 'failed'; reason: string }; letter: Letter };

/** The slot has the second of the schedule, which AWS does not know. */
function failureAt(
  { id, environmentId, generation, second, targets }: KnownSchedule,
  letter: Letter,
): Failure {
  const slotAt = new Date(letter.at.getTime() + second * 1_000);
  const target = targets.find((one) => one.id === letter.targetId);
  const message = target ? withoutSecrets(letter.message, target) : null;
  return {
    environmentId,
    scheduleId: id,
    targetId: letter.targetId,
    generation,
    slotAt,
    nominalAt: slotAt,
    origin: 'direct',
    dueAt: slotAt,
    ended: { state: 'failed', reason: reasonOf(letter, message) },
    letter,
  };
}

/**
 * Writes the last attempt of each run that was made: when it began AWS does not say, so that it stands from the slot on.
 * @param made the ids of the runs that were not there before
 */
async function writeAttempts(tx: Tx, failures: readonly Failure[], made: readonly string[]): Promise<void> {
  const rows = failures.map(({ scheduleId, targetId, slotAt, ended, letter }) => ({
    schedule_id: scheduleId,
    target_id: targetId,
    slot_at: slotAt,
    attempts: letter.attempts,
    reason: ended.reason,
    request_id: letter.executionId,
  }));
  await tx.$executeRaw`
    WITH said AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS d (schedule_id text, target_id text,
        slot_at timestamptz, attempts int, reason text, request_id text)),
    runs AS (
      UPDATE run r SET attempts = d.attempts, started_at = d.slot_at FROM said d
      WHERE r.id = ANY (${[...made]}::text[]) AND r.schedule_id = d.schedule_id AND r.target_id = d.target_id
        AND r.slot_at = d.slot_at
      RETURNING r.id, r.slot_at, r.attempts, r.reason, r.ended_at, d.request_id)
    INSERT INTO run_attempt (run_id, slot_at, attempt, worker, started_at, ended_at, outcome, reason, request_id)
    SELECT id, slot_at, attempts, ${SENDER}, slot_at, ended_at, 'failed', reason, request_id FROM runs`;
}
