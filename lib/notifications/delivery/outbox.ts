import { db } from '@/lib/db';
import { newId } from '@/lib/id';
import type { Content } from '../content';

/** A message that this process is to send until its lease ends. */
export type Held = {
  id: string;
  token: string;
  channelId: string;
  at: Date;
  content: Content;
  attempts: number;
  ageMs: number;
};

/** Longer than one attempt may take. */
const LEASE_SECONDS = 60;

/**
 * Takes the first message of each channel that waits for it: the next one only once that is sent or given up, so that they
 * arrive in their order.
 * @returns at most `limit`
 */
export async function takeMessages(limit: number): Promise<Held[]> {
  const token = newId();
  return db().$queryRaw<Held[]>`
    UPDATE notification_message m SET lease_token = ${token}, attempts = m.attempts + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    FROM (
      SELECT first.id FROM notification_channel c CROSS JOIN LATERAL (
        SELECT id FROM notification_message WHERE channel_id = c.id AND due_at IS NOT NULL ORDER BY seq LIMIT 1) head
      JOIN notification_message first ON first.id = head.id
      WHERE c.enabled AND first.due_at <= clock_timestamp()
        AND (first.lease_until IS NULL OR first.lease_until < clock_timestamp())
      ORDER BY first.due_at LIMIT ${limit} FOR UPDATE OF first SKIP LOCKED) due
    WHERE m.id = due.id
    RETURNING m.id, m.lease_token AS token, m.channel_id AS "channelId", m.at, m.content, m.attempts,
      (EXTRACT(EPOCH FROM clock_timestamp() - m.at) * 1000)::float8 AS "ageMs"`;
}

/** Writes down that a message was received. What another worker took over meanwhile is left. */
export async function markSent({ id, token }: Held): Promise<void> {
  await db().$executeRaw`
    UPDATE notification_message SET sent_at = clock_timestamp(), due_at = NULL, error = NULL, lease_token = NULL,
      lease_until = NULL
    WHERE id = ${id} AND lease_token = ${token}`;
}

/**
 * Writes down that it was not. One that was given up meanwhile, as its channel was switched off, stays so.
 * @param afterMs until the next attempt; null: it is given up
 */
export async function markFailed({ id, token }: Held, error: string, afterMs: number | null): Promise<void> {
  await db().$executeRaw`
    UPDATE notification_message SET error = ${error}, lease_token = NULL, lease_until = NULL,
      due_at = clock_timestamp() + make_interval(secs => ${afterMs === null ? null : afterMs / 1_000}::float8)
    WHERE id = ${id} AND lease_token = ${token} AND due_at IS NOT NULL`;
}
