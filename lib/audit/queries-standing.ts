import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import type { Chain } from './chain';

/** How far an audit was found whole and signed. `seq` is a row's number. */
export type AuditStanding = {
  checked: { seq: string; at: Date } | null;
  /** What was last signed; null where nothing ever was. */
  signed: { seq: string; at: Date } | null;
  /** What does not fit: nothing is signed after it. */
  problem: string | null;
};

/** What the worker last found of an audit, and how much of it is signed. */
export async function auditStanding(context: Context, chain: Chain): Promise<AuditStanding> {
  await authorise(context, 'audit.read');
  const [check, digest] = await Promise.all([
    db().auditCheck.findUnique({ where: { chain } }),
    db().auditDigest.findFirst({ where: { chain }, orderBy: { number: 'desc' } }),
  ]);
  const { wholeSeq, wholeAt } = check ?? {};
  const whole = wholeSeq != null && wholeAt ? { seq: String(wholeSeq), at: wholeAt } : null;
  const latest = check && { seq: String(check.seq), at: check.at };
  return {
    checked: whole && latest && whole.at > latest.at ? whole : latest,
    signed: digest && { seq: String(digest.seq), at: digest.at },
    problem: check?.problem ?? null,
  };
}
