import { type Buckets, createBuckets, type Retention } from '@/lib/aws/s3';
import { env } from '@/lib/env';
import { taken } from './taken';

let client: Buckets | undefined;

/** What buckets are reached with: as the process itself, in its own Region. */
export function ownBuckets(): Buckets {
  client ??= createBuckets({ region: env().AWS_REGION, roleArn: null, externalId: null });
  return client;
}

/**
 * Writes a digest as an object, and never one over another.
 * @param key with the prefix
 * @param retention null: the bucket's default
 * @throws Error where it can't be written, or something else has its name
 */
export async function keepInBucket(
  { bucket, key, retention }: { bucket: string; key: string; retention: Retention | null },
  text: string,
): Promise<void> {
  if (await ownBuckets().create(bucket, key, text, retention)) return;
  if ((await ownBuckets().read(bucket, key)) !== text) throw taken(key);
}
