import type { Tx } from '@/lib/db';
import type { EventKind } from '../kinds';

/** What went wrong, with what a message says of it. */
export type StoredEvent = {
  id: bigint;
  kind: EventKind;
  at: Date;
  environmentId: string | null;
  scheduleId: string | null;
  targetId: string | null;
  slotAt: Date | null;
  lasting: boolean;
  reason: string | null;
  scheduleName: string | null;
  teamId: string | null;
  teamName: string | null;
};

/**
 * Takes away what was not collected yet, in its order: whatever commits later is there the next time.
 * @returns at most `limit`
 */
export async function takeEvents(tx: Tx, limit: number): Promise<StoredEvent[]> {
  const events = await tx.$queryRaw<StoredEvent[]>`
    WITH taken AS (
      DELETE FROM notification_event WHERE id IN (SELECT id FROM notification_event ORDER BY id LIMIT ${limit}) RETURNING *)
    SELECT e.id, e.kind, e.at, e.environment_id AS "environmentId", e.schedule_id AS "scheduleId", e.target_id AS "targetId",
      e.slot_at AS "slotAt", e.lasting, e.reason, s.name AS "scheduleName", s.team_id AS "teamId", t.name AS "teamName"
    FROM taken e LEFT JOIN schedule s ON s.id = e.schedule_id LEFT JOIN team t ON t.id = s.team_id`;
  return events.sort((one, other) => (one.id < other.id ? -1 : 1));
}
