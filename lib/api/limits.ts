import { addressKey } from '@/lib/auth/throttle/attempts';
import { env } from '@/lib/env';
import { type Bucket, take } from '@/lib/gates/limiter';
import { ApiRefusal } from './refusal';

/** So many buckets are remembered; beyond it the one that was used least recently is dropped. */
const MOST = 10_000;

/** Of many tokens behind one address. */
const OF_ADDRESS = 4;

const shared = globalThis as { rotaApiBuckets?: Map<string, Bucket> };

/**
 * Counts a request of an address (of an IPv6 network), before anybody knows whose it is. Each process of web counts for itself.
 * @throws ApiRefusal 429 with Retry-After
 */
export const countAddress = (ip: string | null): void => count(addressKey(ip, 'api'), OF_ADDRESS);

/** The same of a token, or of a person's session. @throws ApiRefusal 429 with Retry-After */
export const countHolder = (holder: string): void => count(holder, 1);

function count(key: string, times: number): void {
  shared.rotaApiBuckets ??= new Map();
  const buckets = shared.rotaApiBuckets;
  const rate = times * env().ROTA_API_RATE;
  const limits = { rate, burst: 10 * rate, rampSeconds: 0 };
  const now = performance.now();
  const before = buckets.get(key) ?? { tokens: limits.burst, at: now, rampAt: null };
  const { granted, bucket, waitMs } = take(before, limits, now, 1);
  // A Map keeps the order in which keys came.
  buckets.delete(key);
  buckets.set(key, bucket);
  if (buckets.size > MOST) for (const oldest of buckets.keys()) if (buckets.delete(oldest)) break;
  if (granted === 1) return;
  throw new ApiRefusal(
    429,
    `Too many requests: ${rate} a second are allowed. Wait as long as Retry-After says.`,
    {
      'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1_000))),
    },
  );
}
