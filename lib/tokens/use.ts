import { type ActivityEntry, record } from '@/lib/audit/record';
import { addressKey } from '@/lib/auth/throttle/attempts';
import type { Context } from '@/lib/context';
import { db, type Tx } from '@/lib/db';
import type { FoundToken } from './find';
import { subjectOf } from './subject';

/** What a request asks for: its method, and its path without what stands after `?`. */
export type Asked = { method: string; path: string };

/** A path is kept up to here. */
const PATH_MAX = 300;

/** Whether a method only reads (RFC 9110, section 9.2.1). */
export const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD';

/**
 * Records that a token is used, before anything is done: reading once for each address and hour, all else always.
 * Where it can't be recorded, nothing is done.
 */
export async function recordUse(
  context: Context,
  { token, readKept, useKept }: Pick<FoundToken, 'token' | 'readKept' | 'useKept'>,
  { method, path }: Asked,
): Promise<void> {
  const reading = isSafe(method);
  if (reading && readKept && useKept) return;
  const entry: ActivityEntry = {
    audit: 'activity',
    action: 'token.use',
    subject: subjectOf(token),
    details: { token: token.id, method, path: path.slice(0, PATH_MAX) },
  };
  await db().$transaction(async (tx) => {
    if (!useKept)
      await tx.$executeRaw`
        UPDATE api_token SET last_used_at = now(), last_used_ip = ${context.ip} WHERE id = ${token.id}`;
    if (!reading || (!readKept && (await firstOfHour(tx, token.id, context.ip))))
      await record(tx, context, entry);
  });
}

/** Claims the hour for an address; what is kept of hours before is dropped. */
async function firstOfHour(tx: Tx, tokenId: string, ip: string | null): Promise<boolean> {
  const claimed = await tx.$executeRaw`
    INSERT INTO api_token_use (token_id, address_key, hour)
    VALUES (${tokenId}, ${addressKey(ip, 'token')}, date_trunc('hour', now(), 'UTC')) ON CONFLICT DO NOTHING`;
  if (claimed === 0) return false;
  await tx.$executeRaw`
    DELETE FROM api_token_use WHERE token_id = ${tokenId} AND hour < date_trunc('hour', now(), 'UTC')`;
  return true;
}
