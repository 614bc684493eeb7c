import { AwsError } from '@/lib/aws/errors';
import type { AwsListed, Scheduler } from '@/lib/aws/scheduler';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { type EnvironmentRow, installationId } from '@/lib/environments/bootstrap';
import { schedulerOf } from './group';
import { paced } from './paced';
import { beginPass } from './pass-begin';
import { endPass } from './pass-end';
import { compare } from './scan-compare';
import { release, releaseFailed, type ScanLease, takeScan } from './scan-lease';
import { lookAtUnknown } from './unknown';

/** So many unknown names are read in one turn, within its lease; the page is listed again for the rest. */
const READ_AT_ONCE = 25;

/**
 * Lists one page of an environment whose scan is due. What AWS says was changed, and what it no longer has, is looked
 * at by the reconciler under the schedule's own lease: a list alone decides nothing.
 * @returns whether a page was due
 */
export async function scanPage(environmentId: string): Promise<boolean> {
  const scan = await takeScan(environmentId);
  if (!scan) return false;
  try {
    const environment = await db().environment.findUniqueOrThrow({ where: { id: environmentId } });
    await advance(scan, environment, paced(schedulerOf(environment), environmentId));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    await releaseFailed(scan, error);
  }
  return true;
}

async function advance(given: ScanLease, environment: EnvironmentRow, scheduler: Scheduler): Promise<void> {
  const own = await installationId();
  const scan = given.page === 0 ? await beginPass(given, environment, scheduler, own) : given;
  const { listed, nextToken } = await listPage(scheduler, environment.groupName, scan.nextToken);
  const unknown = await compare(environment.id, listed);
  for (const one of unknown.slice(0, READ_AT_ONCE)) await lookAtUnknown(scheduler, environment, own, one);
  if (unknown.length > READ_AT_ONCE) return void (await release(db(), scan, {}));
  const names = listed.map(({ name }) => name);
  const { environmentId, page } = scan;
  await db().$transaction(async (tx) => {
    const key = { environmentId_page: { environmentId, page } };
    await tx.scanPage.upsert({ where: key, create: { environmentId, page, names }, update: { names } });
    const total = scan.listed + listed.length;
    if (nextToken === null) return endPass(tx, { ...scan, listed: total }, env().ROTA_AWS_CALLS_PER_SECOND);
    await release(tx, scan, { page: page + 1, nextToken, listed: total });
  });
}

/** A group that is not there has no schedules. */
async function listPage(
  scheduler: Scheduler,
  groupName: string,
  token: string | null,
): Promise<{ listed: AwsListed[]; nextToken: string | null }> {
  try {
    return await scheduler.list(groupName, token);
  } catch (error) {
    if (error instanceof AwsError && error.kind === 'missing') return { listed: [], nextToken: null };
    throw error;
  }
}
