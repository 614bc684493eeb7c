import { Prisma, type Tx } from '@/lib/db';
import { type EventKind, type Topic, topicOf } from '../kinds';
import type { StoredEvent } from './events';
import { ENVIRONMENT, NEWS_FOR, SILENT_AFTER } from './levels';

/** Where something bad lasts, or is over. */
export type Trouble = { topic: Topic; kind: EventKind; environmentId: string | null; teamId: string | null };

/** Remembers what lasts: of each subject the last thing that went wrong. */
export async function keepTroubles(tx: Tx, events: readonly StoredEvent[]): Promise<void> {
  const rows = new Map(
    events.flatMap((event) => {
      if (!event.lasting) return [];
      const { kind, scheduleId, targetId, environmentId, slotAt, at } = event;
      const topic = topicOf(kind);
      const subject = topic === 'runs' ? `${scheduleId}/${targetId}` : scheduleId;
      const row = { topic, subject, kind, environment_id: environmentId, schedule_id: scheduleId };
      return [[`${topic} ${subject}`, { ...row, target_id: targetId, slot_at: slotAt, at }]];
    }),
  );
  if (rows.size === 0) return;
  await tx.$executeRaw`
    INSERT INTO notification_trouble (topic, subject, kind, environment_id, schedule_id, target_id, slot_at, at)
    SELECT * FROM jsonb_to_recordset(${JSON.stringify([...rows.values()])}::jsonb) AS d (topic text, subject text, kind text,
      environment_id text, schedule_id text, target_id text, slot_at timestamptz, at timestamptz)
    ON CONFLICT (topic, subject) DO UPDATE SET kind = EXCLUDED.kind, slot_at = EXCLUDED.slot_at, at = EXCLUDED.at`;
}

/** It came through again, for the same slot or a later one. */
const RUNS_AGAIN = Prisma.sql`t.topic = 'runs' AND EXISTS (
  SELECT FROM run r WHERE r.schedule_id = t.schedule_id AND r.target_id = t.target_id AND r.slot_at >= t.slot_at
    AND r.ended_at > t.at AND r.state IN ('succeeded', 'delivered'))`;

const IN_STEP = Prisma.sql`t.topic = 'sync' AND EXISTS (
  SELECT FROM schedule_sync y WHERE y.schedule_id = t.schedule_id AND y.status = 'live')`;

const REACHED = Prisma.sql`t.topic = 'sync' AND EXISTS (
  SELECT FROM environment e WHERE t.subject = ${ENVIRONMENT} || e.id AND e.unreachable_since IS NULL)`;

const HEARD_OF = Prisma.sql`t.topic = 'workers' AND EXISTS (
  SELECT FROM worker w WHERE w.id = t.subject AND (w.seen_at > t.at OR w.stopped_at IS NOT NULL))`;

/** A worker that began after the silent one was last heard of is up, and every environment was looked after since. */
const REPLACED = Prisma.sql`t.topic = 'workers' AND EXISTS (
  SELECT FROM worker w WHERE w.started_at > t.at AND w.stopped_at IS NULL
    AND w.seen_at > clock_timestamp() - ${SILENT_AFTER}::interval AND NOT EXISTS (
      SELECT FROM environment e LEFT JOIN dispatch_lane l ON l.environment_id = e.id
      WHERE e.disabled_at IS NULL AND COALESCE(l.alive_at < w.started_at, true)))`;

/** Takes away what is over. @returns it */
export const endTroubles = (tx: Tx): Promise<Trouble[]> =>
  tx.$queryRaw<Trouble[]>`
    WITH over AS (DELETE FROM notification_trouble t WHERE (${RUNS_AGAIN}) OR (${IN_STEP}) OR (${REACHED})
      OR (${HEARD_OF}) OR (${REPLACED}) RETURNING *)
    SELECT o.topic, o.kind, o.environment_id AS "environmentId", s.team_id AS "teamId"
    FROM over o LEFT JOIN schedule s ON s.id = o.schedule_id`;

/** What is complete runs again only where somebody has it run: for so long its end is waited for. */
const AGAIN_WITHIN = '1 hour';

/**
 * Takes away what nobody waits for any more: of what was deleted, switched off, completed or forgotten, what is old, and
 * workers that are silent for so long that nobody will start another in their place.
 */
export async function forgetTroubles(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM notification_trouble t WHERE t.at < clock_timestamp() - interval '90 days'
      OR t.topic = 'workers' AND (t.at < clock_timestamp() - ${NEWS_FOR}::interval
        OR NOT EXISTS (SELECT FROM worker w WHERE w.id = t.subject))
      OR EXISTS (SELECT FROM schedule s WHERE s.id = t.schedule_id AND (s.state IN ('deleted', 'disabled')
        OR s.state = 'completed' AND t.at < clock_timestamp() - ${AGAIN_WITHIN}::interval))
      OR t.target_id IS NOT NULL AND NOT EXISTS (SELECT FROM target g WHERE g.id = t.target_id)
      OR EXISTS (SELECT FROM environment e WHERE e.id = t.environment_id AND e.disabled_at IS NOT NULL)`;
}

/** What lasts, counted. */
export const openTroubles = (tx: Tx): Promise<(Trouble & { count: number })[]> =>
  tx.$queryRaw<(Trouble & { count: number })[]>`
    SELECT t.topic, t.kind, t.environment_id AS "environmentId", s.team_id AS "teamId", count(*)::int AS count
    FROM notification_trouble t LEFT JOIN schedule s ON s.id = t.schedule_id GROUP BY 1, 2, 3, 4`;
