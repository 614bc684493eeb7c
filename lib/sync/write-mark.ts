import { AwsError } from '@/lib/aws/errors';
import { db } from '@/lib/db';
import { installationId } from '@/lib/environments/bootstrap';
import { log } from '@/lib/log';
import { checkMark, MARK_TAG, markText, ownMark } from './audit-mark';
import { readGroup, schedulerOf } from './group';
import { paced } from './paced';

/** The mark is written at most so often, and only where the audit has gone on. */
const EVERY_SECONDS = 60;

/**
 * Tells AWS how far the audit has come, so that a database which is restored from an earlier time learns of it. Where
 * AWS is ahead it is not written over: the environment goes into recovery.
 * @returns whether it was written
 */
export async function writeMark(environmentId: string): Promise<boolean> {
  const mark = await ownMark();
  if (!(await takeTurn(environmentId, mark.seq))) return false;
  const environment = await db().environment.findUniqueOrThrow({ where: { id: environmentId } });
  const { groupName } = environment;
  const scheduler = paced(schedulerOf(environment), environmentId);
  try {
    const { standing, tags } = await readGroup(groupName, scheduler, await installationId());
    if (standing !== 'own' || (await checkMark(environmentId, tags))) return false;
    await scheduler.tagGroup(groupName, { [MARK_TAG]: markText(mark) });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    log.warn({ err: error, environmentId }, 'AWS could not be told how far the audit has come');
    return false;
  }
  await db().environmentSync.update({ where: { environmentId }, data: { taggedSeq: mark.seq } });
  return true;
}

/** One worker a minute, where there is something to tell and the environment is not in recovery. */
async function takeTurn(environmentId: string, seq: bigint): Promise<boolean> {
  const taken = await db().$executeRaw`
    INSERT INTO environment_sync AS sync (environment_id, tagged_at) VALUES (${environmentId}, clock_timestamp())
    ON CONFLICT (environment_id) DO UPDATE SET tagged_at = clock_timestamp()
    WHERE sync.recovery_since IS NULL AND COALESCE(sync.tagged_seq, -1) < ${seq}
      AND (sync.tagged_at IS NULL OR sync.tagged_at < clock_timestamp() - make_interval(secs => ${EVERY_SECONDS}))`;
  return taken > 0;
}
