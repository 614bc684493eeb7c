import { AwsError } from '@/lib/aws/errors';
import type { Scheduler } from '@/lib/aws/scheduler';
import { db } from '@/lib/db';
import type { EnvironmentRow } from '@/lib/environments/bootstrap';
import { checkMark } from './audit-mark';
import { assertOwn } from './group';
import type { ScanLease } from './scan-lease';

/** Every schedule is read once a day, from this hour (UTC) on. */
const NIGHT = 2;

/**
 * Forgets the pages of an earlier pass, sees whose the group is and whether this database is behind it, and decides
 * whether every schedule is to be read.
 * @throws AwsError rejected, where the group is somebody else's: it is read-only then
 */
export async function beginPass(
  scan: ScanLease,
  environment: EnvironmentRow,
  scheduler: Scheduler,
  installationId: string,
): Promise<ScanLease> {
  const { environmentId } = scan;
  await db().scanPage.deleteMany({ where: { environmentId } });
  const tags = await scheduler.groupTags(environment.groupName);
  if (tags) {
    await noteOwner(environmentId, () => assertOwn(tags, environment.groupName, installationId));
    await checkMark(environmentId, tags);
  }
  const first = scan.fullAt === null;
  const full = scan.full || (scan.fullAt !== null && isNightDue(scan.fullAt, scan.now));
  if (first || full !== scan.full)
    await db().environmentScan.update({
      where: { environmentId },
      data: { full, ...(first && { fullAt: scan.now }) },
    });
  return { ...scan, full };
}

/** Keeps why an environment is read-only, for its page. */
async function noteOwner(environmentId: string, assert: () => void): Promise<void> {
  const keep = (foreignReason: string | null) =>
    db().environmentSync.upsert({
      where: { environmentId },
      create: { environmentId, foreignReason },
      update: { foreignReason },
    });
  try {
    assert();
  } catch (error) {
    if (error instanceof AwsError) await keep(error.message);
    throw error;
  }
  await db().environmentSync.updateMany({
    where: { environmentId, foreignReason: { not: null } },
    data: { foreignReason: null },
  });
}

/** Whether the last full read was before the present night. */
export function isNightDue(fullAt: Date, now: Date): boolean {
  const night = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), NIGHT);
  return now.getTime() >= night && fullAt.getTime() < night;
}
