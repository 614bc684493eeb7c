import { AwsError } from '@/lib/aws/errors';
import { db } from '@/lib/db';
import { installationId } from '@/lib/environments/bootstrap';
import { log } from '@/lib/log';
import { checkMark } from '@/lib/sync/audit-mark';
import { readGroup, schedulerOf } from '@/lib/sync/group';
import { paced } from '@/lib/sync/paced';
import { untilDone } from './loops';
import { Wake } from './wake';

/** A worker that can't ask AWS goes on after so long: Rota delivers while EventBridge Scheduler's API is down. */
const PATIENCE_MS = 10_000;

/**
 * Asks AWS whether this database is behind it, before a worker plans or sends anything in an environment: a backup that
 * was restored, and that nobody declared, would have it do again what was done since. Where it is behind, the environment
 * is in recovery by then.
 * @returns resolves once AWS answered, refused, or was silent for long enough; an answer that comes later counts as well
 */
export async function firstLook(
  environmentId: string,
  stop: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const enough = new Wake(stop);
  void untilDone(`first look ${environmentId}`, stop, () => look(environmentId)).then(() => enough.now());
  await enough.wait(patienceMs);
}

async function look(environmentId: string): Promise<void> {
  const environment = await db().environment.findUniqueOrThrow({ where: { id: environmentId } });
  const scheduler = paced(schedulerOf(environment), environmentId);
  try {
    const { standing, tags } = await readGroup(environment.groupName, scheduler, await installationId());
    if (standing === 'own') await checkMark(environmentId, tags);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    log.error(
      { alert: true, err: error, environmentId },
      'AWS could not be asked whether this database was restored from a backup: the worker goes on',
    );
  }
}
