import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { databaseNow } from '@/lib/schedules/load';
import type { Chain } from './chain';
import type { BucketLock } from './signing/s3-lock';

/** A bucket that does not keep digests from being removed, or of which that is not known; and when it was looked at. */
export type UnsafeBucket = { bucket: string; lock: Exclude<BucketLock, 'kept'>; at: Date };

/** How far an audit was found whole and signed. `seq` is a row's number. */
export type AuditStanding = {
  /** All rows were read from the first one on; `overdue`, where that was long ago: it is due once a day. */
  whole: { seq: string; at: Date; overdue: boolean } | null;
  /** Rows after those were read once, as each digest was made: a later change of them is not found before the next whole check. */
  added: { seq: string; at: Date } | null;
  /** What was last signed, and is kept outside the database where places for that are set; null where nothing is. */
  signed: { seq: string; at: Date } | null;
  /** What does not fit: nothing is signed after it. */
  problem: string | null;
  /** The last row that is archived, and its month as in `2031-01`: what is online begins after it. Null where none is. */
  archived: { seq: string; month: string } | null;
  /** Where digests of both audits are kept, and can be removed. */
  unsafe: UnsafeBucket[];
};

const OVERDUE_MS = 48 * 3_600_000;

/** What the worker last found of an audit, and how much of it is signed. */
export async function auditStanding(context: Context, chain: Chain): Promise<AuditStanding> {
  await authorise(context, 'audit.read');
  const [now, check, digest, archive, buckets] = await Promise.all([
    databaseNow(db()),
    db().auditCheck.findUnique({ where: { chain } }),
    db().auditDigest.findFirst({
      where: { chain, ...(env().ROTA_AUDIT_DIGESTS ? { keptAt: { not: null } } : {}) },
      orderBy: { number: 'desc' },
    }),
    db().auditArchive.findFirst({ where: { chain }, orderBy: { toSeq: 'desc' } }),
    db().auditBucket.findMany({ where: { lock: { not: 'kept' } }, orderBy: { bucket: 'asc' } }),
  ]);
  const { wholeSeq, wholeAt } = check ?? {};
  return {
    whole:
      wholeSeq != null && wholeAt
        ? { seq: String(wholeSeq), at: wholeAt, overdue: now.getTime() - wholeAt.getTime() > OVERDUE_MS }
        : null,
    added: check && check.seq > (wholeSeq ?? -1n) ? { seq: String(check.seq), at: check.at } : null,
    signed: digest && { seq: String(digest.seq), at: digest.at },
    problem: check?.problem ?? check?.wholeProblem ?? null,
    archived: archive && { seq: String(archive.toSeq), month: archive.month },
    unsafe: buckets as UnsafeBucket[],
  };
}
