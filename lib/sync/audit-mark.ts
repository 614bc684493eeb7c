import { db } from '@/lib/db';
import { enterRecovery } from './recovery';

/** The tag of a schedule group that says which audit row was the latest when AWS was last told. */
export const MARK_TAG = 'rota:audit-seq';

const HASH_DIGITS = 16;

/** The latest row of the schedules' audit: how many there are, and which history it is. */
export type Mark = { seq: bigint; hash: string };

/** As the tag has it: the number, a colon, the first digits of the chain's hash. */
export const markText = ({ seq, hash }: Mark): string => `${seq}:${hash}`;

/** Null of anything else. */
export function parseMark(text: string | undefined): Mark | null {
  const [, seq, hash = ''] = /^(\d{1,18})(?::([0-9a-f]{16}))?$/.exec(text ?? '') ?? [];
  return seq === undefined ? null : { seq: BigInt(seq), hash };
}

/** The latest row of this database's audit. */
export async function ownMark(): Promise<Mark> {
  const { seq, hash } = await db().auditHead.findUniqueOrThrow({ where: { chain: 'schedule' } });
  return { seq, hash: digits(hash) };
}

const digits = (hash: Uint8Array) => Buffer.from(hash).toString('hex').slice(0, HASH_DIGITS);

/**
 * Enters recovery where a group's tag tells of a row that this database does not have: it was restored from an earlier
 * time, or it is a copy that went its own way.
 * @returns whether this database is behind
 */
export async function checkMark(environmentId: string, tags: Record<string, string>): Promise<boolean> {
  const tagged = parseMark(tags[MARK_TAG]);
  if (!tagged) return false;
  const reason = await behind(tagged);
  if (reason === null) return false;
  await enterRecovery(environmentId, reason);
  return true;
}

async function behind({ seq, hash }: Mark): Promise<string | null> {
  const own = await ownMark();
  if (seq > own.seq)
    return `AWS was last written when the audit had ${seq} rows; this database has ${own.seq}.`;
  if (!hash) return null;
  const row = await db().scheduleAudit.findFirst({ where: { seq }, select: { hash: true } });
  if (!row || digits(row.hash) === hash) return null;
  return `AWS was last written by a database whose audit row ${seq} is another one: the two are copies that went different ways.`;
}
