import type { AwsError } from '@/lib/aws/errors';
import { db, type Tx } from '@/lib/db';
import { newId } from '@/lib/id';
import { backoff } from './backoff';
import { noteUnreachable } from './contact';

/** Longer than a page takes: a list, and a read of each of its names that is not known. */
const LEASE_SECONDS = 120;
/** A pass that takes longer begins anew: what its first pages said is too old. */
const LONGEST_PASS = 60 * 60_000;

/** The right to scan an environment for one page, and how far its pass has come. */
export type ScanLease = {
  environmentId: string;
  token: string;
  /** When the pass began. */
  startedAt: Date;
  page: number;
  nextToken: string | null;
  /** Whether every schedule is to be read at the end of the pass. */
  full: boolean;
  fullAt: Date | null;
  listed: number;
  attempts: number;
  askedAt: Date | null;
  /** Whether a person has confirmed what the last pass stopped at, or is to decide on each difference anyway. */
  confirmed: boolean;
  now: Date;
};

/** Takes the lease of an environment's scan; null where it is not due, somebody else is at it, or its environment is disabled. */
export async function takeScan(environmentId: string): Promise<ScanLease | null> {
  await db().$executeRaw`
    INSERT INTO environment_scan (environment_id) VALUES (${environmentId}) ON CONFLICT DO NOTHING`;
  const [scan] = await db().$queryRaw<ScanLease[]>`
    UPDATE environment_scan s SET lease_token = ${newId()}, lease_until = now() + make_interval(secs => ${LEASE_SECONDS}),
      started_at = COALESCE(s.started_at, now())
    WHERE s.environment_id = ${environmentId} AND s.due_at <= now() AND (s.lease_until IS NULL OR s.lease_until < now())
      AND EXISTS (SELECT FROM environment e WHERE e.id = s.environment_id AND e.disabled_at IS NULL)
    RETURNING s.environment_id AS "environmentId", s.lease_token AS token, s.started_at AS "startedAt", s.page,
      s.next_token AS "nextToken", s."full", s.full_at AS "fullAt", s.listed, s.attempts, s.asked_at AS "askedAt",
      COALESCE(s.confirmed_at >= s.held_since, FALSE) OR in_recovery(s.environment_id) AS confirmed, clock_timestamp() AS now`;
  if (!scan) return null;
  return scan.now.getTime() - scan.startedAt.getTime() > LONGEST_PASS ? anew(scan) : scan;
}

const anew = (scan: ScanLease): ScanLease => ({
  ...scan,
  startedAt: scan.now,
  page: 0,
  nextToken: null,
  listed: 0,
});

/** Milliseconds until an environment's scan is due; null where it has none yet. */
export async function untilNextScan(environmentId: string): Promise<number | null> {
  const [row] = await db().$queryRaw<{ wait: number | null }[]>`
    SELECT (EXTRACT(EPOCH FROM GREATEST(due_at, lease_until) - now()) * 1000)::float8 AS wait
    FROM environment_scan WHERE environment_id = ${environmentId}`;
  return row?.wait ?? null;
}

type Progress = Partial<{
  startedAt: Date | null;
  page: number;
  nextToken: string | null;
  listed: number;
  full: boolean;
  fullAt: Date;
  passedAt: Date;
  dueAt: Date;
  heldSince: Date | null;
  heldMissing: number;
}>;

/** Writes how far a scan has come and gives its lease back. @returns false where the lease was lost: nothing is written */
export async function release(tx: Tx, scan: ScanLease, progress: Progress): Promise<boolean> {
  const { environmentId, token, startedAt, now } = scan;
  const { count } = await tx.environmentScan.updateMany({
    where: { environmentId, leaseToken: token },
    data: {
      leaseToken: null,
      leaseUntil: null,
      startedAt,
      dueAt: now,
      attempts: 0,
      error: null,
      errorCode: null,
      ...progress,
    },
  });
  if (count === 0) return false;
  await tx.environmentSync.upsert({
    where: { environmentId },
    create: { environmentId, reachedAt: now },
    update: { reachedAt: now, unreachableSince: null, unreachableError: null },
  });
  return true;
}

/** A list that fails so tells nothing of what AWS has. */
const BLIND: readonly AwsError['kind'][] = ['unreachable', 'credentials', 'denied'];

/** A page failed: no conclusion is drawn, and it is tried again; from the start where AWS no longer knows the page. */
export async function releaseFailed(scan: ScanLease, error: AwsError): Promise<void> {
  const { environmentId, token, attempts, now } = scan;
  const begin = error.kind === 'rejected' ? { page: 0, nextToken: null, startedAt: null, listed: 0 } : {};
  await db().$transaction(async (tx) => {
    const { count } = await tx.environmentScan.updateMany({
      where: { environmentId, leaseToken: token },
      data: {
        ...begin,
        leaseToken: null,
        leaseUntil: null,
        dueAt: new Date(now.getTime() + backoff(attempts, Math.random())),
        attempts: attempts + 1,
        error: error.message.slice(0, 2000),
        errorCode: error.code,
      },
    });
    if (count > 0 && BLIND.includes(error.kind)) await noteUnreachable(tx, environmentId, error);
  });
}
