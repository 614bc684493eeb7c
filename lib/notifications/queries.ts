import type { Scope } from '@/lib/auth/access';
import { allows, authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { allowedAt } from '@/lib/schedules/readable';
import { scheduleId } from '@/lib/schedules/schema';
import type { ChannelKind } from './channel';
import type { Content } from './content';
import type { Wanted } from './kinds';
import { placesOf } from './load';

/** A channel as a list shows it. Of the address of a webhook there is its host, never more. */
export type ChannelRow = {
  id: string;
  name: string;
  kind: ChannelKind;
  host: string | null;
  topicArn: string | null;
  teamId: string | null;
  teamName: string | null;
  environmentId: string | null;
  environmentName: string | null;
  enabled: boolean;
  lastSentAt: Date | null;
  /** How many messages wait, and what was said against the first of them. */
  waiting: number;
  error: string | null;
};

export type MessageRow = {
  id: string;
  at: Date;
  content: Content;
  attempts: number;
  dueAt: Date | null;
  sentAt: Date | null;
  error: string | null;
};

export type ChannelDetail = ChannelRow & {
  version: number;
  roleArn: string | null;
  viaEnvironmentId: string | null;
  viaEnvironmentName: string | null;
  wanted: Wanted[];
  gatherSeconds: number;
  repeatMinutes: number;
  /** What whoever asks may do with it. */
  mayChange: boolean;
  mayTest: boolean;
  mayDelete: boolean;
  /** The newest first. */
  messages: MessageRow[];
};

const SHOWN = 30;
const COLUMNS = { team: Prisma.sql`c.team_id`, environment: Prisma.sql`c.environment_id` };

/** The channels that somebody may see, by name. One for all teams tells of all: it is for those who may see all of them. */
export async function listChannels(context: Context): Promise<ChannelRow[]> {
  const { actor } = await authorise(context, 'channel.read');
  return rowsOf(allowedAt(actor, 'channel.read', COLUMNS));
}

/** Channels `c`, by name. */
const rowsOf = (where: Prisma.Sql): Promise<ChannelRow[]> =>
  db().$queryRaw<ChannelRow[]>`
    SELECT c.id, c.name, c.kind, c.host, c.topic_arn AS "topicArn", c.team_id AS "teamId", t.name AS "teamName",
      c.environment_id AS "environmentId", e.name AS "environmentName", c.enabled,
      (SELECT max(sent_at) FROM notification_message m WHERE m.channel_id = c.id) AS "lastSentAt", open.waiting, open.error
    FROM notification_channel c LEFT JOIN team t ON t.id = c.team_id LEFT JOIN environment e ON e.id = c.environment_id,
    LATERAL (SELECT count(*)::int AS waiting, (array_agg(m.error ORDER BY m.seq))[1] AS error FROM notification_message m
      WHERE m.channel_id = c.id AND m.due_at IS NOT NULL) open
    WHERE ${where} ORDER BY lower(c.name), c.id`;

/**
 * One channel with what was sent there last.
 * @throws RotaError not-found; forbidden
 */
export async function getChannel(context: Context, id: string): Promise<ChannelDetail> {
  if (!scheduleId.safeParse(id).success) throw notFound('This channel');
  const channel = await db().notificationChannel.findUnique({ where: { id }, include: { via: true } });
  if (!channel) throw notFound('This channel');
  const { actor } = await authorise(context, 'channel.read', channel);
  const [row] = await rowsOf(Prisma.sql`c.id = ${id}`);
  if (!row) throw notFound('This channel');
  const messages = await db().notificationMessage.findMany({
    where: { channelId: id },
    orderBy: { seq: 'desc' },
    take: SHOWN,
    omit: { seq: true, channelId: true, leaseToken: true, leaseUntil: true },
  });
  const may = (permission: 'channel.update' | 'channel.test' | 'channel.delete') =>
    placesOf(channel).every((place: Scope) => allows(actor, permission, place));
  const { version, roleArn, viaEnvironmentId, via, wanted, gatherSeconds, repeatMinutes } = channel;
  return {
    ...row,
    version,
    roleArn,
    viaEnvironmentId,
    viaEnvironmentName: via?.name ?? null,
    wanted: wanted as Wanted[],
    gatherSeconds,
    repeatMinutes,
    mayChange: may('channel.update'),
    mayTest: may('channel.test'),
    mayDelete: may('channel.delete'),
    messages: messages.map((message) => ({ ...message, content: message.content as unknown as Content })),
  };
}

export type ChannelChoices = {
  teams: { id: string; name: string }[];
  environments: { id: string; name: string; production: boolean }[];
  /** Whether it can be for all teams, and for all environments. */
  allTeams: boolean;
  allEnvironments: boolean;
};

/** For what somebody may have a channel: what the form offers. */
export async function channelChoices(context: Context): Promise<ChannelChoices> {
  const { actor } = await authorise(context, 'channel.create');
  const [teams, environments] = await Promise.all([
    db().team.findMany({ select: { id: true, name: true }, orderBy: { name: 'asc' } }),
    db().environment.findMany({
      select: { id: true, name: true, production: true },
      orderBy: { name: 'asc' },
    }),
  ]);
  const may = (scope: Scope) => allows(actor, 'channel.create', scope);
  return {
    teams: teams.filter(({ id }) => may({ teamId: id })),
    environments: environments.filter(({ id }) => may({ environmentId: id })),
    allTeams: may({ teamId: null }),
    allEnvironments: may({ environmentId: null }),
  };
}
