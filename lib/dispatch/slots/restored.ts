import { Prisma, type Tx } from '@/lib/db';
import { endUnsent } from '../end-unsent';
import { RESTORED } from './late';
import { AT_ONCE, inSteps } from './settle-late';

/**
 * Ends what waited in the backup that an environment was restored from: it may have run since. Tasks that ran then are
 * looked after to their end. In steps, because a backup may hold any number.
 * @param since when the recovery began: what people asked for after that goes on
 */
export async function endRestored(environmentId: string, since: Date): Promise<void> {
  const { state, reason } = RESTORED;
  const some = Prisma.sql`q.run_id IN (SELECT run_id FROM run_queue WHERE environment_id = ${environmentId}
    AND since < ${since} AND worker IS NULL AND step = 'send' LIMIT ${AT_ONCE})`;
  await inSteps(async (tx) => (await endUnsent(tx, some, state, reason)).length);
}

/** Says of the slots since the backup that nobody knows whether they ran: none of them is sent by itself. */
export async function markRestored(tx: Tx, environmentId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE schedule_clock c SET plan_gap = 'recovery' FROM schedule s
    WHERE s.id = c.schedule_id AND s.environment_id = ${environmentId} AND c.plan_at <= clock_timestamp()`;
}
