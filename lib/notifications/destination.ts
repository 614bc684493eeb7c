import { allEntries } from '@/lib/allow-lists/entries';
import { aimProblem } from '@/lib/allow-lists/refusal';
import { allows } from '@/lib/command';
import type { Actor } from '@/lib/context';
import type { Tx } from '@/lib/db';
import { encryptionKey } from '@/lib/encryption-key';
import { type FieldError, invalid } from '@/lib/errors';
import type { NotificationChannel } from '@/lib/generated/prisma/client';
import { allowedPrivate } from '@/lib/outbound/configured';
import { literalProblem } from '@/lib/outbound/look-up';
import { parseArn } from '@/lib/targets/arn';
import { MASK } from '@/lib/targets/mask';
import type { ChannelInput } from './schema';
import { sealUrl } from './secret-url';

type Destination = Pick<NotificationChannel, 'secret' | 'host' | 'topicArn' | 'roleArn' | 'viaEnvironmentId'>;

const NOWHERE: Destination = {
  secret: null,
  host: null,
  topicArn: null,
  roleArn: null,
  viaEnvironmentId: null,
};

/**
 * Where a channel leads, as it is stored.
 * @param earlier the channel as it is; null of a new one. A masked address is its own
 * @throws RotaError invalid, of an address that is not public, or a topic or role that the allow-lists do not have
 */
export async function destinationOf(
  tx: Tx,
  actor: Actor,
  channel: ChannelInput,
  earlier: NotificationChannel | null,
): Promise<Destination> {
  if (channel.kind === 'sns') {
    await assertTopic(tx, actor, channel, earlier);
    const { topicArn, roleArn, viaEnvironmentId } = channel;
    return { ...NOWHERE, topicArn, roleArn, viaEnvironmentId };
  }
  if (channel.url === MASK) {
    if (!earlier?.secret) throw wrong('url', 'Enter the address: none is stored yet.');
    return { ...NOWHERE, secret: earlier.secret, host: earlier.host };
  }
  const url = new URL(channel.url);
  const problem = literalProblem(url, allowedPrivate());
  if (problem) throw wrong('url', problem);
  return { ...NOWHERE, secret: sealUrl(channel.url, encryptionKey()), host: url.host };
}

const wrong = (path: string, message: string) => invalid([{ path: `channel.${path}`, message }]);

type Topic = Extract<ChannelInput, { kind: 'sns' }>;

/** The same lists hold that say what the schedules of a team may run, and with which roles. */
async function assertTopic(
  tx: Tx,
  actor: Actor,
  channel: Topic,
  earlier: NotificationChannel | null,
): Promise<void> {
  const environment = await tx.environment.findUnique({ where: { id: channel.viaEnvironmentId } });
  if (!environment) throw wrong('viaEnvironmentId', 'This environment does not exist. Choose another.');
  const { region, account } = parseArn(channel.topicArn) ?? {};
  if (region !== environment.region || account !== environment.accountId)
    throw wrong(
      'topicArn',
      `This topic is in account ${account}, Region ${region}, but the environment is in account ${environment.accountId}, Region ${environment.region}. Choose another.`,
    );
  const same = (['teamId', 'topicArn', 'roleArn', 'viaEnvironmentId'] as const).every(
    (field) => earlier?.[field] === channel[field],
  );
  if (same) return;
  const team = channel.teamId === null ? null : await tx.team.findUnique({ where: { id: channel.teamId } });
  const where = {
    teamId: channel.teamId ?? '',
    team: team?.name ?? 'all teams',
    environmentId: environment.id,
    environment: environment.name,
  };
  const entries = (await allEntries(tx)).map((entry) =>
    entry.teamId !== null && allows(actor, 'schedule.read', { teamId: entry.teamId })
      ? entry
      : { ...entry, team: null },
  );
  const problems: FieldError[] = [];
  const check = (field: 'arn' | 'roleArn', path: string, arn: string | null) => {
    const message = arn === null ? null : aimProblem(entries, where, field, arn);
    if (message) problems.push({ path: `channel.${path}`, message });
  };
  check('arn', 'topicArn', channel.topicArn);
  check('roleArn', 'roleArn', channel.roleArn);
  if (problems.length > 0) throw invalid(problems);
}
