import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { CHAINS } from '../chain';
import { DigestError, hex, readSigned, type SignedDigest, signStatement } from '../digest';
import { Broken, type Kept } from '../walk';

const statement = z
  .strictObject({
    archive: z.literal(1),
    installation: z.string(),
    chain: z.enum(CHAINS),
    /** As in 2026-01, by UTC. */
    month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
    /** The numbers of the first and the last row. */
    from: z.int().positive(),
    to: z.int().positive(),
    rows: z.int().positive(),
    /** What the first row names as the one before it, and the hash of the last one. */
    firstPrevious: hex,
    lastHash: hex,
    /** Of the file with the rows, as it stands. */
    sha256: hex,
    /** When it was signed, in UTC. */
    at: z.iso.datetime(),
    /** Of rows up to `to` that stayed in the database, as `leftBehind` has it; not there where none did. */
    left: hex.optional(),
  })
  .refine(({ from, to, rows }) => rows === to - from + 1);

/** What is signed of an archive: which rows of an audit stand in its file. */
export type Manifest = z.output<typeof statement>;

/** @param key an Ed25519 private key, that of the digests */
export const signManifest = (what: Omit<Manifest, 'archive'>, key: KeyObject): SignedDigest =>
  signStatement({ archive: 1, ...what }, key);

/**
 * Reads a manifest as it was kept.
 * @param keys public keys, any of which may have signed
 * @returns what it states, and the key that signed it, as `keyId` has it
 * @throws Broken where it is none, or none of the keys signed it
 */
export function readManifest({ where, text }: Kept, keys: readonly KeyObject[]): Manifest & { key: string } {
  try {
    const { what, digest } = readSigned(text, keys, statement, 'a manifest');
    return { ...what, key: digest.key };
  } catch (error) {
    if (error instanceof DigestError) throw new Broken(where, error.message);
    throw error;
  }
}

/** The names of an archive's files: its rows, the personal values beside them, and what was signed of it. */
export const archiveNames = ({ chain, month }: Pick<Manifest, 'chain' | 'month'>) => ({
  rows: `${chain}-${month}.rows.jsonl.gz`,
  people: `${chain}-${month}.people.jsonl.gz`,
  manifest: `${chain}-${month}.manifest.json`,
});
