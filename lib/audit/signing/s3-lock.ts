import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { databaseNow } from '@/lib/schedules/load';
import { ownBuckets } from './s3';

const EVERY_MS = 24 * 3_600_000;
const AFTER_ERROR_MS = 10 * 60_000;

/**
 * Whether a bucket keeps digests from being removed: `none` where it has no Object Lock, `no-period` where it has it and
 * nothing says of an object how long, `unknown` where S3 did not say.
 */
export type BucketLock = 'kept' | 'none' | 'no-period' | 'unknown';

/**
 * A turn of the worker, at its start and once a day: keeps of each bucket for digests whether they can be removed, for the
 * pages, and says so in the log where they can or it is not known. @returns milliseconds until the next one
 */
export async function lockTurn(): Promise<number> {
  const { ROTA_AUDIT_DIGESTS: places = [] } = env();
  const buckets = new Set(places.flatMap((place) => (place.kind === 's3' ? [place.bucket] : [])));
  const found: BucketLock[] = [];
  for (const bucket of buckets) {
    const lock = await lockOf(bucket);
    const at = await databaseNow(db());
    await db().auditBucket.upsert({
      where: { bucket },
      create: { bucket, lock, at },
      update: { lock, at },
    });
    found.push(lock);
  }
  await db().auditBucket.deleteMany({ where: { bucket: { notIn: [...buckets] } } });
  return found.includes('unknown') ? AFTER_ERROR_MS : EVERY_MS;
}

async function lockOf(bucket: string): Promise<BucketLock> {
  try {
    const { enabled, byDefault } = await ownBuckets().lockOf(bucket);
    if (enabled && (byDefault || env().ROTA_AUDIT_DIGESTS_LOCK)) return 'kept';
    log.warn(
      { alert: true, bucket, objectLock: enabled },
      'digests can be removed by whoever may delete objects',
    );
    return enabled ? 'no-period' : 'none';
  } catch (error) {
    log.warn({ alert: true, err: error, bucket }, 'it is not known whether digests can be removed');
    return 'unknown';
  }
}
