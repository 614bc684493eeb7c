import type { Answer } from '@/lib/aws/send/answer';
import { failed } from '@/lib/aws/send/failures';
import { callbackMs, type Settings } from '@/lib/targets/kinds/webhook';
import type { Header } from '@/lib/targets/kinds/webhook-headers';
import { answerOf } from './answer';
import { callbackToken } from './callback-token';
import { formsOf } from './header-forms';
import { type Post, postOnce } from './post';
import { MissingSecretError, openHeaders, openSigning } from './secrets';
import { signedHeaders } from './sign';
import type { StoredSecrets } from './stored';

/** One attempt. */
export type WebhookCall = {
  runId: string;
  /** How many attempts of the run were made before somebody last sent it again. */
  attemptsBefore: number;
  url: string;
  settings: Settings;
  /** To the letter. */
  body: string;
  timeoutMs: number;
};

export type WebhookMeans = {
  /** Of ROTA_ENCRYPTION_KEY. */
  key: Buffer;
  stored: StoredSecrets;
  outbound: Pick<Post, 'allowed' | 'ca' | 'resolve'>;
  /** Of Rota, as other hosts call it. */
  rotaUrl: string;
  /** Called right before it is posted: what it throws is thrown, and nothing is sent. */
  pass?: (() => Promise<void>) | undefined;
};

/**
 * Posts a signed message to a webhook, once.
 * @returns how it ended, with what was read of the answer, and the secrets that this may show: they are to be masked
 */
export async function deliverWebhook(
  call: WebhookCall,
  { key, stored, outbound, rotaUrl, pass }: WebhookMeans,
): Promise<{ answer: Answer; cut: boolean; secrets: string[] }> {
  const opened = tryOpen(call.settings.headers, stored, key);
  if ('problem' in opened)
    return { answer: failed(opened.problem, { permanent: true }), cut: false, secrets: [] };
  const { runId, attemptsBefore } = call;
  const mayTakeMs = callbackMs(call.settings);
  let at = new Date();
  const callback = () => {
    if (mayTakeMs === null) return null;
    const until = new Date(at.getTime() + mayTakeMs);
    return { until, token: callbackToken({ runId, attemptsBefore, expiresAt: until }, key) };
  };
  const headersNow = () => {
    at = new Date();
    const token = callback()?.token;
    return {
      'content-type': 'application/json',
      'user-agent': 'Rota',
      ...Object.fromEntries(opened.headers.map(({ name, value }) => [name.toLowerCase(), value])),
      ...(token !== undefined && { 'rota-callback-url': new URL(`/api/callbacks/${token}`, rotaUrl).href }),
      ...signedHeaders({ id: runId, at, body: call.body }, opened.signing),
    };
  };
  const posted = await postOnce({
    ...outbound,
    pass,
    url: new URL(call.url),
    headers: headersNow,
    body: call.body,
    timeoutMs: call.timeoutMs,
  });
  const told = callback();
  const secrets = [
    ...opened.headers.flatMap(({ secret, value }) => (secret ? formsOf(value) : [])),
    ...(told ? [told.token] : []),
  ];
  if ('outcome' in posted) return { answer: posted, cut: false, secrets };
  const waitMs = told && told.until.getTime() - Date.now();
  return { answer: answerOf(posted, waitMs), cut: posted.cut, secrets };
}

type Opened = { headers: Header[]; signing: string[] };

/** Says why nothing may be sent where a value is missing or was stored under another key: Node's cipher has no other error. */
function tryOpen(
  headers: readonly Header[],
  stored: StoredSecrets,
  key: Buffer,
): Opened | { problem: string } {
  try {
    return {
      headers: openHeaders(headers, stored.headers, key),
      signing: stored.signing.map((one) => openSigning(one, key)),
    };
  } catch (error) {
    if (error instanceof MissingSecretError) return { problem: error.message };
    const problem =
      'A secret of the webhook can not be opened: it was stored with another ROTA_ENCRYPTION_KEY.';
    return { problem };
  }
}
