import type { Tx } from '@/lib/db';

/** Longer than the pages need to call a worker silent: nobody is to be woken by a pause. */
export const SILENT_AFTER = '60 seconds';
/** A worker that was forgotten for so long is no news. */
export const NEWS_FOR = '1 day';
/** What can not be reached is told once it lasts. */
const UNREACHABLE_AFTER = '60 seconds';
/** So long after a gap the workers that are left have time to say that they are up. */
const STEADY_AFTER = '30 seconds';

/**
 * Takes the right to collect until the transaction ends, and notes where no worker collected for a while: whoever is back
 * first tells it. Which runs became late meanwhile is not looked for: they are missed now, or late when they start.
 * @returns false where another worker has it
 */
export async function takeTurn(tx: Tx): Promise<boolean> {
  const turn = await tx.$queryRaw<object[]>`SELECT 1 FROM notification_turn FOR UPDATE SKIP LOCKED`;
  if (turn.length === 0) return false;
  await tx.$executeRaw`
    INSERT INTO notification_event (kind, at, lasting, reason)
    SELECT 'worker_silent', at, false, 'No worker was at work from ' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')
      || ' to ' || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC.'
    FROM notification_turn WHERE at < clock_timestamp() - ${SILENT_AFTER}::interval`;
  await tx.$executeRaw`
    UPDATE notification_turn SET at = clock_timestamp(),
      steady_since = CASE WHEN at > clock_timestamp() - ${SILENT_AFTER}::interval THEN steady_since ELSE clock_timestamp() END,
      late_to = CASE WHEN at > clock_timestamp() - ${SILENT_AFTER}::interval THEN late_to ELSE clock_timestamp() END`;
  return true;
}

/** Notes what goes wrong without anybody writing it down: workers that are silent, environments that can not be reached. */
export async function noteLevels(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    WITH silent AS (
      INSERT INTO notification_trouble (topic, subject, kind, at)
      SELECT 'workers', w.id, 'worker_silent', w.seen_at FROM worker w, notification_turn t
      WHERE w.stopped_at IS NULL AND w.seen_at < clock_timestamp() - ${SILENT_AFTER}::interval
        AND w.seen_at > clock_timestamp() - ${NEWS_FOR}::interval
        AND t.steady_since < clock_timestamp() - ${STEADY_AFTER}::interval
      ON CONFLICT DO NOTHING RETURNING subject, at)
    INSERT INTO notification_event (kind, at, lasting, reason)
    SELECT 'worker_silent', s.at, false, 'The worker on ' || w.host || ' was last heard of at '
      || to_char(s.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC.'
    FROM silent s JOIN worker w ON w.id = s.subject`;
  await tx.$executeRaw`
    WITH lost AS (
      INSERT INTO notification_trouble (topic, subject, kind, environment_id, at)
      SELECT 'sync', ${ENVIRONMENT} || id, 'sync_failed', id, unreachable_since FROM environment
      WHERE unreachable_since < clock_timestamp() - ${UNREACHABLE_AFTER}::interval AND disabled_at IS NULL
      ON CONFLICT DO NOTHING RETURNING environment_id, at)
    INSERT INTO notification_event (kind, at, environment_id, lasting, reason)
    SELECT 'sync_failed', at, environment_id, false, 'AWS can not be reached there, or refuses Rota.' FROM lost`;
}

/** Before the id of an environment that can not be reached: the other subjects of this topic are schedules. */
export const ENVIRONMENT = 'environment:';
