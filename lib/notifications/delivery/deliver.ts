import { db } from '@/lib/db';
import type { NotificationChannel } from '@/lib/generated/prisma/client';
import { log } from '@/lib/log';
import { storable } from '@/lib/storable';
import { type Held, markFailed, markSent, takeMessages } from './outbox';
import { type Sent, send } from './send';

const AT_ONCE = 10;
const NAP = 2_000;
/** Messages are tried for so long. */
const DAY_MS = 24 * 60 * 60_000;
const FIRST_MS = 15_000;
const LONGEST_MS = 15 * 60_000;

/**
 * A turn of the worker: sends the messages that are due, each at least once, until it is received or a day old.
 * @returns milliseconds until the next one
 */
export async function deliverTurn(): Promise<number> {
  const held = await takeMessages(AT_ONCE);
  await Promise.all(held.map(deliver));
  return held.length > 0 ? 0 : NAP;
}

async function deliver(message: Held): Promise<void> {
  const channel = await db().notificationChannel.findUnique({ where: { id: message.channelId } });
  if (!channel) return;
  const { ok, text, retryAfterMs } = await attempt(channel, message);
  if (ok) return markSent(message);
  const givenUp = message.ageMs >= DAY_MS;
  const about = { channel: channel.name, message: message.id, attempts: message.attempts, error: text };
  if (givenUp) log.error({ alert: true, ...about }, 'a notification was given up');
  else log.warn(about, 'a notification was not received');
  await markFailed(
    message,
    storable(text),
    givenUp
      ? null
      : Math.max(pause(message.attempts, Math.random()), Math.min(retryAfterMs ?? 0, LONGEST_MS)),
  );
}

/** What is wrong with one message must not hold up its channel for ever: it is given up as one that nobody takes. */
async function attempt(channel: NotificationChannel, message: Held): Promise<Sent> {
  try {
    return await send(channel, message);
  } catch (error) {
    const about = { alert: true, err: error, channel: channel.name, message: message.id };
    log.error(about, 'a notification could not be sent');
    return { ok: false, text: 'Rota could not send it. Its log says why.', retryAfterMs: null };
  }
}

/** Milliseconds until the next attempt: half of an exponential ceiling, and up to all of it. `random` is in [0, 1). */
function pause(attempts: number, random: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 20));
  return (ceiling / 2) * (1 + random);
}
