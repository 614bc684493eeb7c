import { jsonOf } from '@/lib/api/body';
import { ApiRefusal } from '@/lib/api/refusal';
import { ThrottledError } from '@/lib/auth/throttle/attempts';
import { countRefusal } from '@/lib/auth/throttle/refusals';
import { parse } from '@/lib/command';
import { db } from '@/lib/db';
import { encryptionKey } from '@/lib/encryption-key';
import { databaseNow } from '@/lib/schedules/load';
import { callbackInput, endByCallback } from './callback';
import { readCallbackToken } from './callback-token';

const BODY_MAX = 16 * 1024;

/**
 * Takes one call-back. It comes from outside, without a session: the token in its address is all that lets it in. What it
 * leaves is the end of the run's attempt.
 * @param ip whence it comes: forged ones are counted for it, within the budget of refused sign-ins and apart from them
 * @throws ApiRefusal, or RotaError invalid of what it says: nothing was changed
 */
export async function takeCallback(token: string, request: Request, ip: string | null): Promise<void> {
  const read = readCallbackToken(token, encryptionKey());
  if (read === null) {
    await countForged(ip);
    throw new ApiRefusal(401, 'Rota did not make this address. Use the header rota-callback-url as it came.');
  }
  if (read.expiresAt <= (await databaseNow(db())))
    throw new ApiRefusal(410, 'This address has expired: the run is over.');
  const callback = parse(callbackInput, await jsonOf(request, BODY_MAX));
  if (await endByCallback(read, callback)) return;
  throw new ApiRefusal(
    409,
    'The run is over, was sent again since, or does not wait for this: nothing was changed.',
  );
}

/** @throws ApiRefusal where there were too many: what the API says then is of tokens, and here is none */
async function countForged(ip: string | null): Promise<void> {
  try {
    await countRefusal(ip, 'callback');
  } catch (error) {
    if (!(error instanceof ThrottledError)) throw error;
    throw new ApiRefusal(
      429,
      'Too many forged addresses came, from where you are or at once. Wait as long as Retry-After says.',
      { 'Retry-After': error.retryAfter },
    );
  }
}
