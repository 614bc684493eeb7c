import { db } from '@/lib/db';
import { type Chain, genesis } from '../chain';
import { readingKeys } from '../signing/keys';
import { Broken } from '../walk';
import type { Manifest } from './manifest';
import { readArchives } from './series';

/**
 * The last row of an audit that is archived, and its hash; row 0 and the chain's beginning where none is. And the archive
 * that has it, where its manifest was read.
 */
export type Boundary = { seq: number; hash: string; archive?: Manifest };

/**
 * Where the rows of an audit begin in the database. It is taken from the signed manifests, as whoever could remove rows
 * could record a false archive too; where no key is set it is taken as it is recorded.
 * @throws Broken where a manifest is missing, or was signed neither with the key that signs now nor with a former one
 */
export async function boundaryOf(chain: Chain): Promise<Boundary> {
  const rows = await db().auditArchive.findMany({ where: { chain }, orderBy: { toSeq: 'asc' } });
  const last = rows.at(-1);
  if (!last) return { seq: 0, hash: genesis(chain) };
  const recorded = { seq: Number(last.toSeq), hash: Buffer.from(last.lastHash).toString('hex') };
  const keys = readingKeys();
  if (keys.length === 0) return recorded;
  const kept = rows.map(({ month, manifest }) => ({ where: `the archive of ${month}`, text: manifest }));
  const signed = readArchives(chain, kept, keys).at(-1);
  if (signed?.to !== recorded.seq || signed.lastHash !== recorded.hash)
    throw new Broken(
      `the archive of ${last.month}`,
      `The ${chain} audit is recorded as archived up to another row than was signed.`,
    );
  return { ...recorded, archive: signed };
}
