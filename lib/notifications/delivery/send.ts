import { publishNotice } from '@/lib/aws/notify';
import { db } from '@/lib/db';
import { encryptionKey } from '@/lib/encryption-key';
import { env } from '@/lib/env';
import type { NotificationChannel } from '@/lib/generated/prisma/client';
import { log } from '@/lib/log';
import { NO_AUTHORITIES, tryOutbound } from '@/lib/outbound/configured';
import { guardedPost } from '@/lib/outbound/post';
import type { Content } from '../content';
import { jsonOf } from '../formats/json';
import { slackOf } from '../formats/slack';
import { teamsOf } from '../formats/teams';
import { textOf } from '../formats/text';
import { type Wording, wordingOf } from '../formats/wording';
import { openUrl } from '../secret-url';
import { hideAddress } from './hide';

export type Message = { id: string; at: Date; content: Content };

/** How a message went: `text` is what came back, or why it did not go. */
export type Sent = { ok: boolean; text: string; retryAfterMs: number | null };

const TIMEOUT_MS = 10_000;
const TEXT_MAX = 300;

/** Sends one message to a channel, once. What the other side and the network say is an answer, not an error. */
export async function send(channel: NotificationChannel, message: Message): Promise<Sent> {
  const wording = wordingOf(message.content, env().ROTA_URL, channel.name);
  if (channel.kind === 'sns') return publish(channel, wording);
  if (channel.secret === null) throw new Error(`Channel ${channel.id} has no address.`);
  let url: string;
  try {
    url = openUrl(channel.secret, encryptionKey());
  } catch {
    return failed(
      'Its address can not be decrypted: ROTA_ENCRYPTION_KEY is not the key that it was stored under.',
    );
  }
  return post(url, JSON.stringify(bodyOf(channel, message, wording)));
}

const failed = (text: string, retryAfterMs: number | null = null): Sent => ({
  ok: false,
  text,
  retryAfterMs,
});

function bodyOf(channel: NotificationChannel, { id, at, content }: Message, wording: Wording): object {
  if (channel.kind === 'slack') return slackOf(wording);
  if (channel.kind === 'teams') return teamsOf(wording);
  return jsonOf(content, wording, {
    id,
    at: at.toISOString(),
    channel: { id: channel.id, name: channel.name },
  });
}

async function post(address: string, body: string): Promise<Sent> {
  const url = new URL(address);
  const guarded = tryOutbound();
  if (guarded === null) return failed(NO_AUTHORITIES);
  const hide = (text: string) => hideAddress(text, address).slice(0, TEXT_MAX).toWellFormed();
  try {
    const headers = { 'content-type': 'application/json', 'user-agent': 'Rota' };
    const answer = await guardedPost({ url, headers, body, timeoutMs: TIMEOUT_MS, ...guarded });
    const ok = answer.status >= 200 && answer.status < 300;
    const said = answer.body.trim() ? `: ${answer.body.trim()}` : '';
    return { ok, text: hide(`It answered ${answer.status}${said}`), retryAfterMs: answer.retryAfterMs };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return failed(hide(error.message));
  }
}

async function publish(channel: NotificationChannel, wording: Wording): Promise<Sent> {
  const { id, topicArn, roleArn, viaEnvironmentId } = channel;
  if (topicArn === null || viaEnvironmentId === null) throw new Error(`Channel ${id} has no topic.`);
  const environment = await db().environment.findUniqueOrThrow({ where: { id: viaEnvironmentId } });
  if (environment.disabledAt) return failed(`The environment ${environment.name} is disabled.`);
  const notice = { topicArn, roleArn, name: id, subject: wording.title, text: textOf(wording) };
  try {
    const answer = await publishNotice(notice, environment, TIMEOUT_MS);
    if (answer.outcome === 'failed' || answer.outcome === 'unanswered')
      return failed(answer.reason.slice(0, TEXT_MAX).toWellFormed());
    return { ok: true, text: `SNS took it: ${answer.excerpt}`, retryAfterMs: null };
  } catch (error) {
    log.error({ err: error, channel: id }, 'a notice could not be published');
    return failed('Rota could not publish it. Its log says why.');
  }
}
