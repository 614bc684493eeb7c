import { assertPlace } from '@/lib/access/place';
import { command } from '@/lib/command';
import { actorId } from '@/lib/context';
import { invalid } from '@/lib/errors';
import { newId } from '@/lib/id';
import { destinationOf } from './destination';
import { assertVersion, lockChannel, placesOf } from './load';
import { type ChannelInput, createInput, deleteInput, switchInput, updateInput } from './schema';
import { snapshotOf } from './snapshot';

export type SavedChannel = { id: string; version: number };

/** Adds a channel: what goes wrong from now on is told there. @throws RotaError as every command */
export const createChannel = command({
  permission: 'channel.create',
  input: createInput,
  at: async (_tx, { channel }) => placesOf(channel),
  async run(tx, context, { channel }): Promise<Ran> {
    await assertPlace(tx, channel);
    const destination = await destinationOf(tx, context.actor, channel, null);
    const createdBy = actorId(context.actor);
    const created = await tx.notificationChannel.create({
      data: { ...wantedOf(channel), ...destination, id: newId(), createdBy },
    });
    const after = await snapshotOf(tx, created);
    return done('channel.create', created, { after });
  },
});

/**
 * Changes a channel, but not for which team and environment it is. What waits to be sent goes where it leads from now on.
 * @throws RotaError as every command
 */
export const updateChannel = command({
  permission: 'channel.update',
  input: updateInput,
  at: async (tx, { id, channel }) => [...placesOf(await lockChannel(tx, { id })), ...placesOf(channel)],
  async run(tx, context, { id, version, channel }): Promise<Ran> {
    const earlier = await lockChannel(tx, { id });
    assertVersion(earlier, version);
    assertStays(earlier, channel);
    const destination = await destinationOf(tx, context.actor, channel, earlier);
    const before = await snapshotOf(tx, earlier);
    const changed = await tx.notificationChannel.update({
      where: { id },
      data: { ...wantedOf(channel), ...destination, version: { increment: 1 } },
    });
    await tx.$executeRaw`
      UPDATE notification_message SET due_at = clock_timestamp() WHERE channel_id = ${id} AND due_at IS NOT NULL`;
    return done('channel.update', changed, { before, after: await snapshotOf(tx, changed) });
  },
});

/** Switches a channel off or on. What was not sent when it is switched off is never sent. @throws RotaError as every command */
export const switchChannel = command({
  permission: 'channel.update',
  input: switchInput,
  at: async (tx, input) => placesOf(await lockChannel(tx, input)),
  async run(tx, _context, { id, version, enabled }): Promise<Ran> {
    assertVersion(await lockChannel(tx, { id }), version);
    const changed = await tx.notificationChannel.update({
      where: { id },
      data: { enabled, version: { increment: 1 } },
    });
    if (!enabled) {
      await tx.notificationGroup.deleteMany({ where: { channelId: id } });
      await tx.notificationMessage.updateMany({
        where: { channelId: id, dueAt: { not: null } },
        data: { dueAt: null, error: 'The channel was switched off.' },
      });
    }
    return done(enabled ? 'channel.enable' : 'channel.disable', changed, {});
  },
});

/** Deletes a channel with the history of what was sent there. @throws RotaError as every command */
export const deleteChannel = command({
  permission: 'channel.delete',
  input: deleteInput,
  at: async (tx, input) => placesOf(await lockChannel(tx, input)),
  async run(tx, _context, { id, version }): Promise<Ran> {
    const earlier = await lockChannel(tx, { id });
    assertVersion(earlier, version);
    const before = await snapshotOf(tx, earlier);
    await tx.notificationChannel.delete({ where: { id } });
    return done('channel.delete', earlier, { before });
  },
});

/** What was told of one team or environment is not for those who see another. @throws RotaError invalid */
function assertStays(earlier: Place, wanted: Place): void {
  const moved = (['teamId', 'environmentId'] as const).filter((field) => earlier[field] !== wanted[field]);
  if (moved.length === 0) return;
  const message =
    'A channel can’t be moved: what it told would be shown to others. Add a new channel, and delete this one.';
  throw invalid(moved.map((field) => ({ path: `channel.${field}`, message })));
}

type Place = Pick<ChannelInput, 'teamId' | 'environmentId'>;

/** What is told to whom, beside where it leads. */
function wantedOf({ name, teamId, environmentId, kind, wanted, gatherSeconds, repeatMinutes }: ChannelInput) {
  return { name, teamId, environmentId, kind, wanted, gatherSeconds, repeatMinutes };
}

type Done = { id: string; version: number; name: string };
type Ran = ReturnType<typeof done>;

const done = (action: string, { id, version, name }: Done, details: Record<string, unknown>) => ({
  result: { id, version } satisfies SavedChannel,
  entry: { audit: 'activity' as const, action, subject: name, details: { channelId: id, ...details } },
});
