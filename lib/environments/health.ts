import { AwsError } from '@/lib/aws/errors';
import { assertAccount } from '@/lib/aws/identity';
import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { readGroup, schedulerOf } from '@/lib/sync/group';
import { paced } from '@/lib/sync/paced';
import { type EnvironmentRow, installationId } from './bootstrap';

const EVERY_SECONDS = 60;
/** One that is not as it should be is looked at more often: people wait for it. */
const FAILING_EVERY_SECONDS = 15;

/**
 * Looks at an environment where no process has done so for a while.
 * @returns milliseconds until the next look
 */
export async function healthTurn(environmentId: string): Promise<number> {
  const [seen] = await db().$queryRaw<{ ago: number | null; healthy: boolean | null }[]>`
    SELECT EXTRACT(EPOCH FROM now() - checked_at)::float8 AS ago, healthy FROM environment
    WHERE id = ${environmentId}`;
  const environment = seen && (await db().environment.findUnique({ where: { id: environmentId } }));
  if (!environment) return EVERY_SECONDS * 1000;
  const wait = seen.ago === null ? 0 : every(seen.healthy) - seen.ago;
  if (wait > 0) return wait * 1000;
  return every(await lookAt(environment)) * 1000;
}

const every = (healthy: boolean | null) => (healthy === false ? FAILING_EVERY_SECONDS : EVERY_SECONDS);

/**
 * Looks at an environment now: whether it answers, as the right account, and whether its group is Rota's. What is found
 * is marked, without an audit row because it is state.
 * @returns whether all is as it should be
 */
export async function lookAt(environment: EnvironmentRow): Promise<boolean> {
  const problem = await problemOf(environment);
  await db().$executeRaw`
    UPDATE environment SET checked_at = now(), healthy = ${problem === null},
      error_code = ${problem?.code ?? null}, error = ${problem?.message.slice(0, 2000) ?? null},
      unreachable_since = CASE WHEN ${problem === null} THEN NULL ELSE COALESCE(unreachable_since, now()) END
    WHERE id = ${environment.id} AND role_arn IS NOT DISTINCT FROM ${environment.roleArn}`;
  return problem === null;
}

async function problemOf(environment: EnvironmentRow): Promise<{ code: string; message: string } | null> {
  try {
    await assertAccount(environment, environment.accountId);
    const scheduler = paced(schedulerOf(environment), environment.id);
    await readGroup(environment.groupName, scheduler, await installationId());
    return null;
  } catch (error) {
    if (error instanceof AwsError) return error;
    log.error({ err: error, environmentId: environment.id }, 'an environment could not be looked at');
    return { code: 'Internal', message: 'Rota could not look at it. Its log says why.' };
  }
}
