import {
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type Access, clientConfig } from './credentials';
import { classify } from './errors';

/** How long an object can't be removed: COMPLIANCE by nobody, GOVERNANCE by whoever may bypass it. */
export type Retention = { mode: 'COMPLIANCE' | 'GOVERNANCE'; until: Date };

/** The calls of S3 that Rota makes. Every method throws AwsError and nothing else. */
export type Buckets = {
  /**
   * Writes an object where none has its name.
   * @param retention null: the bucket's default
   * @returns false where one is there, or is written by somebody else at this moment: it stays as it is
   */
  create(bucket: string, key: string, text: string, retention: Retention | null): Promise<boolean>;
  read(bucket: string, key: string): Promise<string>;
  /** Whether a bucket has Object Lock, and a default retention. Versioning comes with it (Object Lock, S3 user guide). */
  lockOf(bucket: string): Promise<{ enabled: boolean; byDefault: boolean }>;
};

/** The name is taken, or is being taken at this moment (PutObject, S3 API reference). */
const TAKEN = ['PreconditionFailed', 'ConditionalRequestConflict'];

/**
 * A client of one Region, in which the buckets are. The endpoint comes from the process environment (AWS_ENDPOINT_URL_S3).
 * It tries once: retries belong to the caller.
 */
export function createBuckets(access: Access): Buckets {
  const client = new S3Client(clientConfig(access));
  return {
    create: async (Bucket, Key, text, retention) => {
      try {
        await client.send(
          new PutObjectCommand({
            Bucket,
            Key,
            Body: text,
            ContentType: 'application/json',
            IfNoneMatch: '*',
            // Object Lock asks for one (PutObject, S3 API reference); the client computes it.
            ChecksumAlgorithm: 'SHA256',
            ...(retention && { ObjectLockMode: retention.mode, ObjectLockRetainUntilDate: retention.until }),
          }),
        );
        return true;
      } catch (error) {
        if (TAKEN.some((name) => named(error, name))) return false;
        throw classify(error);
      }
    },
    read: async (Bucket, Key) => {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        return (await Body?.transformToString()) ?? '';
      } catch (error) {
        throw classify(error);
      }
    },
    lockOf: async (Bucket) => {
      try {
        const { ObjectLockConfiguration: lock } = await client.send(
          new GetObjectLockConfigurationCommand({ Bucket }),
        );
        const enabled = lock?.ObjectLockEnabled === 'Enabled';
        return { enabled, byDefault: enabled && lock.Rule?.DefaultRetention !== undefined };
      } catch (error) {
        if (named(error, 'ObjectLockConfigurationNotFoundError')) return { enabled: false, byDefault: false };
        throw classify(error);
      }
    },
  };
}

const named = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;
