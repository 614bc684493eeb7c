import { request } from 'node:https';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import type { AllowedPrivate } from './allowed';
import { checkedAddresses, fixedLookup, hostOf, type Resolve } from './look-up';
import { retryAfterMs } from './retry-after';

/** What somebody else's server answered. */
export type PostAnswer = {
  status: number;
  /** The beginning of it, as text. */
  body: string;
  /** Whether there was more of it, or would have been: it broke off, or did not end in time. */
  cut: boolean;
  /** What Retry-After asks for (RFC 9110, section 10.2.3); null without. */
  retryAfterMs: number | null;
};

type Headers = Readonly<Record<string, string>>;

type Post = {
  url: URL;
  /** What tells the time is made by a function: that is called after `pass`. */
  headers: Headers | (() => Headers);
  body: string;
  /** For the look-up of the name, and from the connection to the end of the answer, both together. */
  timeoutMs: number;
  allowed: AllowedPrivate;
  /** PEM of authorities that are trusted beside those of Node. */
  ca?: string | undefined;
  resolve?: Resolve;
  /** So much of an answer is read. */
  answerBytes?: number;
  /** Called once its address is known, right before the connection is made: it may take its time, and what it throws is thrown. */
  pass?: (() => Promise<void>) | undefined;
  /** Called once there is a connection to the right server: from now on nobody knows what came through. */
  onSent?: () => void;
};

const ANSWER_BYTES = 2_000;

/**
 * Posts to an address that a person entered: by https only, to an address that was checked, once, without following a
 * redirect, with a certificate that must be right for the name.
 * @returns what came once there was a status, even if the rest of it broke off or did not end in time
 * @throws ForbiddenAddressError; TypeError of an address that is not https; the error of the network; a TimeoutError
 */
export async function guardedPost({
  url,
  headers,
  body,
  timeoutMs,
  allowed,
  ca,
  resolve,
  answerBytes = ANSWER_BYTES,
  pass,
  onSent,
}: Post): Promise<PostAnswer> {
  if (url.protocol !== 'https:') throw new TypeError('The address must begin with https://.');
  const host = hostOf(url);
  const began = performance.now();
  const addresses = await within(timeoutMs, (signal) => checkedAddresses(host, allowed, signal, resolve));
  const leftMs = timeoutMs - (performance.now() - began);
  await pass?.();
  const present = typeof headers === 'function' ? headers() : headers;
  return new Promise((answered, failed) => {
    // Once there is a status it counts, whatever becomes of the rest.
    let ended: (error: Error) => void = failed;
    const sending = request(
      url,
      {
        method: 'POST',
        headers: { ...present, 'content-length': Buffer.byteLength(body) },
        // No connection is used twice: the next look-up may give another address, or none that is allowed.
        agent: false,
        lookup: fixedLookup(addresses),
        ...(ca !== undefined && { secureContext: trusting(ca) }),
      },
      (answer) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        const { statusCode = 0, headers: told } = answer;
        const end = (cut: boolean) => {
          const read = Buffer.concat(parts).subarray(0, answerBytes);
          answered({
            status: statusCode,
            body: new TextDecoder().decode(read, { stream: true }),
            cut,
            retryAfterMs: retryAfterMs(told['retry-after'], new Date()),
          });
          answer.destroy();
        };
        ended = () => end(true);
        answer.on('error', ended).on('end', () => end(false));
        answer.on('data', (part: Buffer) => {
          parts.push(part);
          bytes += part.length;
          if (bytes > answerBytes) end(true);
        });
      },
    );
    sending.on('socket', (socket) => socket.once('secureConnect', () => onSent?.()));
    const timer = setTimeout(() => sending.destroy(timeoutError(timeoutMs)), leftMs);
    sending.on('close', () => clearTimeout(timer));
    sending.on('error', (error) => ended(error)).end(body);
  });
}

const contexts = new Map<string, SecureContext>();

/** What trusts these authorities beside those of Node. It is made once: that takes longer than all else that a post does here. */
function trusting(ca: string): SecureContext {
  const context = contexts.get(ca) ?? createSecureContext({ ca: [...rootCertificates, ca] });
  contexts.set(ca, context);
  return context;
}

/** What `work` resolves to; where that takes longer it is given up. @throws a TimeoutError then */
async function within<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new AbortController();
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(timeoutError(timeoutMs));
      enough.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(enough.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

function timeoutError(timeoutMs: number): Error {
  const error = new Error(`It did not answer within ${timeoutMs / 1_000} s.`);
  error.name = 'TimeoutError';
  return error;
}
