import type { Tx } from '@/lib/db';
import { tooMany } from './limit';
import { askAllLooks, askLooks, forgetGone, missingSince } from './scan-compare';
import { release, type ScanLease } from './scan-lease';
import { unrequested } from './surplus';

/** From the end of one pass to the beginning of the next. */
const EVERY = 5 * 60_000;
/** More than so many that are gone at once are no accident of one schedule: a person looks first. */
const MOST_MISSING = 20;
/** A full read takes at most this share of the budget of calls. */
const SHARE = 1 / 4;

/**
 * Draws the conclusions of a pass that listed every page: what is missing is looked at one by one, unless it is so much
 * that a person has to confirm. Nothing is concluded where the lease was lost.
 */
export async function endPass(tx: Tx, scan: ScanLease, callsPerSecond: number): Promise<void> {
  const { environmentId, startedAt, confirmed, askedAt, full, now, listed } = scan;
  const missing = await missingSince(tx, environmentId, startedAt);
  const held = missing.length > MOST_MISSING && !confirmed;
  const kept = await release(tx, scan, {
    startedAt: null,
    page: 0,
    nextToken: null,
    listed,
    passedAt: startedAt,
    dueAt: askedAt && askedAt > startedAt ? now : new Date(now.getTime() + EVERY),
    heldMissing: held ? missing.length : 0,
    ...(full && { full: false, fullAt: now }),
  });
  if (!kept) return;
  await forgetGone(tx, environmentId);
  await tx.scanPage.deleteMany({ where: { environmentId } });
  if (held) await hold(tx, environmentId);
  else if (missing.length > 0) await askLooks(tx, missing);
  else await letGo(tx, environmentId);
  if (full) await askAllLooks(tx, environmentId, callsPerSecond * SHARE);
}

async function hold(tx: Tx, environmentId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE environment_scan SET held_since = COALESCE(held_since, clock_timestamp())
    WHERE environment_id = ${environmentId}`;
}

/** Nothing is held any more where nothing is missing and nothing surplus waits, also where that went away by itself. */
async function letGo(tx: Tx, environmentId: string): Promise<void> {
  const scan = await tx.environmentScan.findUnique({ where: { environmentId } });
  if (!scan?.heldSince) return;
  const { count, all } = await unrequested(tx, environmentId);
  if (tooMany(count, all)) return;
  await tx.$executeRaw`
    UPDATE environment_scan SET held_since = NULL, held_surplus = 0 WHERE environment_id = ${environmentId}`;
}
