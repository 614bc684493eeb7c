import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import type { Chain } from './chain';
import type { BucketLock } from './signing/s3-lock';

/** A bucket that does not keep digests from being removed, or of which that is not known; and when it was looked at. */
export type UnsafeBucket = { bucket: string; lock: Exclude<BucketLock, 'kept'>; at: Date };

/** How far an audit was found whole and signed. `seq` is a row's number. */
export type AuditStanding = {
  checked: { seq: string; at: Date } | null;
  /** What was last signed, and is kept outside the database where places for that are set; null where nothing is. */
  signed: { seq: string; at: Date } | null;
  /** What does not fit: nothing is signed after it. */
  problem: string | null;
  /** The last row that is archived, and its month as in `2031-01`: what is online begins after it. Null where none is. */
  archived: { seq: string; month: string } | null;
  /** Where digests of both audits are kept, and can be removed. */
  unsafe: UnsafeBucket[];
};

/** What the worker last found of an audit, and how much of it is signed. */
export async function auditStanding(context: Context, chain: Chain): Promise<AuditStanding> {
  await authorise(context, 'audit.read');
  const [check, digest, archive, buckets] = await Promise.all([
    db().auditCheck.findUnique({ where: { chain } }),
    db().auditDigest.findFirst({
      where: { chain, ...(env().ROTA_AUDIT_DIGESTS ? { keptAt: { not: null } } : {}) },
      orderBy: { number: 'desc' },
    }),
    db().auditArchive.findFirst({ where: { chain }, orderBy: { toSeq: 'desc' } }),
    db().auditBucket.findMany({ where: { lock: { not: 'kept' } }, orderBy: { bucket: 'asc' } }),
  ]);
  const { wholeSeq, wholeAt } = check ?? {};
  const whole = wholeSeq != null && wholeAt ? { seq: String(wholeSeq), at: wholeAt } : null;
  const latest = check && { seq: String(check.seq), at: check.at };
  return {
    checked: whole && latest && whole.at > latest.at ? whole : latest,
    signed: digest && { seq: String(digest.seq), at: digest.at },
    problem: check?.problem ?? check?.wholeProblem ?? null,
    archived: archive && { seq: String(archive.toSeq), month: archive.month },
    unsafe: buckets as UnsafeBucket[],
  };
}
