import { createHash } from 'node:crypto';

export const CHAINS = ['schedule', 'activity'] as const;
export type Chain = (typeof CHAINS)[number];

/** An audit row as its chain has it. `at` is in UTC with microseconds, `body` the canonical text as stored. */
export type Link = {
  chain: Chain;
  seq: number;
  at: string;
  /** SHA-256 in hex of the row before, and of this one. */
  prevHash: string;
  hash: string;
  body: string;
};

/** What stands before the first row of a chain, in hex. */
export const genesis = (chain: Chain): string =>
  createHash('sha256').update(`rota ${chain} audit`).digest('hex');

/** The hash of a row, in hex: that of the database's function audit_append. */
export const hashOf = ({ prevHash, seq, at, body }: Omit<Link, 'chain' | 'hash'>): string =>
  createHash('sha256').update(prevHash, 'hex').update(`${seq}|${at}|${body}`).digest('hex');

/** What a row's body says in place of the personal values beside it, in hex. */
export const commitment = (salt: Buffer, values: string): string =>
  createHash('sha256').update(salt).update(values).digest('hex');
