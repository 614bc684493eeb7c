import { jsonOf } from '@/lib/api/body';
import { ApiRefusal } from '@/lib/api/refusal';
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
 * @throws ApiRefusal, ThrottledError, or RotaError invalid of what it says: nothing was changed
 */
export async function takeCallback(token: string, request: Request, ip: string | null): Promise<void> {
  const read = readCallbackToken(token, encryptionKey());
  if (read === null) {
    await countRefusal(ip, 'callback');
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
