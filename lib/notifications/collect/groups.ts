import { Prisma, type Tx } from '@/lib/db';
import { newId } from '@/lib/id';
import { storableJson } from '@/lib/storable';
import type { Content } from '../content';
import type { Group } from '../grouping/group';
import type { GroupKey, Scope } from './covers';

/** A channel that is on. */
export type Listener = Scope & { id: string; gatherSeconds: number; repeatMinutes: number };

/** Channels that are on, which nobody switches off or changes until the transaction ends. */
export const loadListeners = (tx: Tx): Promise<Listener[]> =>
  tx.$queryRaw<Listener[]>`
    SELECT id, team_id AS "teamId", environment_id AS "environmentId", wanted, gather_seconds AS "gatherSeconds",
      repeat_minutes AS "repeatMinutes"
    FROM notification_channel WHERE enabled ORDER BY id FOR SHARE`;

/** What was counted for a channel, and whether it is to be looked at though nothing happened. */
export type StoredGroup = GroupKey & { channelId: string; state: Group; due: boolean };

export const loadGroups = (tx: Tx): Promise<StoredGroup[]> =>
  tx.$queryRaw<StoredGroup[]>`
    SELECT channel_id AS "channelId", environment_id AS "environmentId", topic, state,
      coalesce(due_at <= clock_timestamp(), false) AS due
    FROM notification_group`;

/** What a group is from now on; null where nothing more needs to be known of it. */
export type Saved = GroupKey & { channelId: string; state: Group | null; dueAt: number | null };

export async function saveGroups(tx: Tx, groups: readonly Saved[]): Promise<void> {
  const rows = groups.map(({ channelId, environmentId, topic, state, dueAt }) => ({
    channel_id: channelId,
    environment_id: environmentId,
    topic,
    state,
    due_at: dueAt === null ? null : new Date(dueAt),
  }));
  const said = Prisma.sql`jsonb_to_recordset(${storableJson(rows)}::jsonb) AS d (channel_id text, environment_id text,
    topic text, state jsonb, due_at timestamptz)`;
  await tx.$executeRaw`
    DELETE FROM notification_group g USING ${said}
    WHERE g.channel_id = d.channel_id AND g.environment_id = d.environment_id AND g.topic = d.topic
      AND jsonb_typeof(d.state) IS DISTINCT FROM 'object'`;
  await tx.$executeRaw`
    INSERT INTO notification_group (channel_id, environment_id, topic, state, due_at)
    SELECT * FROM ${said} WHERE jsonb_typeof(d.state) = 'object'
    ON CONFLICT (channel_id, environment_id, topic) DO UPDATE SET state = EXCLUDED.state, due_at = EXCLUDED.due_at`;
}

/** What was sent stays in the history for so long. */
const KEPT = '90 days';

/** Puts messages into the outbox, in this order. */
export async function addMessages(
  tx: Tx,
  messages: readonly { channelId: string; content: Content }[],
): Promise<void> {
  const rows = messages.map(({ channelId, content }) => ({ id: newId(), channel_id: channelId, content }));
  await tx.$executeRaw`
    DELETE FROM notification_message WHERE channel_id = ANY (${messages.map(({ channelId }) => channelId)}::text[])
      AND due_at IS NULL AND at < clock_timestamp() - ${KEPT}::interval`;
  await tx.$executeRaw`
    INSERT INTO notification_message (id, channel_id, at, content, due_at)
    SELECT d.id, d.channel_id, clock_timestamp(), d.content, clock_timestamp()
    FROM ROWS FROM (jsonb_to_recordset(${storableJson(rows)}::jsonb) AS (id text, channel_id text, content jsonb))
      WITH ORDINALITY AS d (id, channel_id, content, place) ORDER BY d.place`;
}

/** Milliseconds until a group is to be looked at again; null where none is. */
export async function untilNextGroup(tx: Pick<Tx, '$queryRaw'>): Promise<number | null> {
  const [row] = await tx.$queryRaw<{ wait: number | null }[]>`
    SELECT (EXTRACT(EPOCH FROM min(due_at) - clock_timestamp()) * 1000)::float8 AS wait FROM notification_group`;
  return row?.wait ?? null;
}

/** What messages say of environments, by their ids. */
export async function loadEnvironments(tx: Tx): Promise<Map<string, NonNullable<Content['environment']>>> {
  const rows = await tx.environment.findMany({ select: { id: true, name: true, production: true } });
  return new Map(rows.map((row) => [row.id, row]));
}
