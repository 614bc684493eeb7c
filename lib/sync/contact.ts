import { AwsError } from '@/lib/aws/errors';
import type { Tx } from '@/lib/db';

/** AWS answered for a schedule of this environment: what it has is known again. */
export async function noteReached(tx: Tx, environmentId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE environment_sync SET unreachable_since = NULL, unreachable_error = NULL, reached_at = clock_timestamp()
    WHERE environment_id = ${environmentId} AND unreachable_since IS NOT NULL`;
}

/** Whether an error means that nothing is known of AWS, rather than that AWS said no. */
export const isUnreachable = (error: unknown): error is AwsError =>
  error instanceof AwsError &&
  (error.kind === 'credentials' ||
    (error.kind === 'unreachable' && error.code !== 'InternalServerException'));

/** AWS could not be asked: from the first time on, what it has is unknown. */
export async function noteUnreachable(tx: Tx, environmentId: string, error: AwsError): Promise<void> {
  const message = error.message.slice(0, 2000);
  await tx.$executeRaw`
    INSERT INTO environment_sync AS sync (environment_id, unreachable_since, unreachable_error)
    VALUES (${environmentId}, clock_timestamp(), ${message})
    ON CONFLICT (environment_id) DO UPDATE SET unreachable_since = clock_timestamp(), unreachable_error = ${message}
    WHERE sync.unreachable_since IS NULL`;
}
