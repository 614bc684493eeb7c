import { ThrottledError } from '@/lib/auth/throttle/attempts';
import { countRefusal } from '@/lib/auth/throttle/refusals';
import { db } from '@/lib/db';
import { databaseNow } from '@/lib/schedules/load';
import { encryptionKey } from '@/lib/schedules/write';
import { callbackInput, endByCallback } from './callback';
import { readCallbackToken } from './callback-token';

/** What is told to who called back. */
export type Told = {
  status: 200 | 400 | 401 | 409 | 410 | 413 | 415 | 422 | 429;
  detail: string;
  /** After so many seconds it may be tried again. */
  retryAfterSeconds?: number;
};

const BODY_MAX = 16 * 1024;

/**
 * Takes one call-back. It comes from outside, without a session: the token in its address is all that lets it in. What it
 * leaves is the end of the run's attempt.
 * @param ip whence it comes: forged ones are counted for it
 */
export async function takeCallback(token: string, request: Request, ip: string | null): Promise<Told> {
  const read = readCallbackToken(token, encryptionKey());
  if (read === null) return forged(ip);
  if (read.expiresAt <= (await databaseNow(db())))
    return told(410, 'This address has expired: the run is over.');
  if (Number(request.headers.get('content-length') ?? 0) > BODY_MAX) return TOO_LARGE;
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > BODY_MAX) return TOO_LARGE;
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json')
    return told(415, 'Send JSON, with the header Content-Type: application/json.');
  const body = jsonOf(bytes);
  if (body === undefined) return told(400, 'The body is not JSON, in UTF-8.');
  const parsed = callbackInput.safeParse(body);
  if (!parsed.success)
    return told(422, parsed.error.issues.map(({ path, message }) => [...path, message].join(': ')).join(' '));
  if (await endByCallback(read, parsed.data)) return told(200, 'The run has ended.');
  return told(409, 'The run is over, was sent again since, or does not wait for this: nothing was changed.');
}

const told = (status: Told['status'], detail: string): Told => ({ status, detail });

const TOO_LARGE = told(413, `The body is too large: at most ${BODY_MAX} bytes.`);

/** Within the budget of refused sign-ins of an address, and apart from them. */
async function forged(ip: string | null): Promise<Told> {
  try {
    await countRefusal(ip, 'callback');
  } catch (error) {
    if (!(error instanceof ThrottledError)) throw error;
    const retryAfterSeconds = Math.max(1, Math.ceil((error.until.getTime() - Date.now()) / 1_000));
    const detail = 'Too many call-backs with forged addresses came. Wait as long as Retry-After says.';
    return { status: 429, detail, retryAfterSeconds };
  }
  return told(401, 'Rota did not make this address. Use the header rota-callback-url as it came.');
}

/** Undefined of what is no JSON. */
function jsonOf(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    return undefined;
  }
}
