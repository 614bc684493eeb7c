import type { UnsafeBucket } from '@/lib/audit/queries-standing';

const PROBLEMS: Record<UnsafeBucket['lock'], (bucket: string) => string> = {
  none: (bucket) =>
    `Digests in the bucket ${bucket} can be removed by whoever may delete objects: it has no Object Lock.`,
  'no-period': (bucket) =>
    `Digests in the bucket ${bucket} can be removed by whoever may delete objects: it has Object Lock, but neither a default retention nor ROTA_AUDIT_DIGESTS_LOCK says for how long.`,
  unknown: (bucket) =>
    `It is not known whether digests in the bucket ${bucket} can be removed: S3 did not say. The worker’s log says why.`,
};

/** Why digests in a bucket may not be kept, as a sentence. */
export const bucketProblem = ({ bucket, lock }: UnsafeBucket): string => PROBLEMS[lock](bucket);
