import { authorise, type Command, command, parse } from '@/lib/command';
import { db } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { newId } from '@/lib/id';
import type { Content } from './content';
import { type Sent, send } from './delivery/send';
import { lockChannel, placesOf } from './load';
import { channelId } from './schema';

export type ChannelTest = { ok: boolean; message: string };

/**
 * Sends a message that says that it is a test, now and once, also to a channel that is switched off.
 * @returns what came back; what does not come through is an answer, not an error
 * @throws RotaError as every command; not-found
 */
export const testChannel: Command<ChannelTest> = async (context, raw) => {
  await authorise(context, 'channel.test');
  const { id } = parse(channelId, raw);
  const channel = await db().notificationChannel.findUnique({ where: { id } });
  if (!channel) throw notFound('This channel');
  for (const place of placesOf(channel)) await authorise(context, 'channel.test', place);
  const now = new Date();
  const sent = await send(channel, { id: newId(), at: now, content: contentOf(now) });
  return telling(sent)(context, raw);
};

/** Recorded once it is known how it went. */
const telling = ({ ok, text }: Sent) =>
  command({
    permission: 'channel.test',
    input: channelId,
    at: async (tx, input) => placesOf(await lockChannel(tx, input)),
    async run(tx, _context, { id }) {
      const { name } = await lockChannel(tx, { id });
      const result: ChannelTest = { ok, message: text };
      const outcome = ok ? 'ok' : 'failed';
      const entry = { audit: 'activity', action: 'channel.test', subject: name } as const;
      return { result, entry: { ...entry, outcome, reason: text, details: { channelId: id } } };
    },
  });

const contentOf = (now: Date): Content => ({
  type: 'test',
  topic: 'runs',
  counts: {},
  again: false,
  since: now.toISOString(),
  total: {},
  ended: 0,
  open: 0,
  schedules: [],
  more: false,
  teams: [],
  environment: null,
  reason: null,
});
