import { CHAINS, type Chain, type Link } from './chain';

/** The personal values beside a row, as JSON, and the salt of the commitment to them. */
export type Person = { salt: Buffer; values: string };

/** An audit row as an export has it: a line of JSON. `person` is null once the personal values were erased. */
export type ExportedRow = Link & { person: Person | null };

/** A line that is no audit row. */
export class RowError extends Error {}

const HASH = /^[0-9a-f]{64}$/;
/** 16 bytes, so that nothing moves between salt and values. */
const SALT = /^[0-9a-f]{32}$/;

/** @returns one line of JSON, without its end */
export const writeExportedRow = ({ chain, seq, body, prevHash, hash, at, person }: ExportedRow): string =>
  JSON.stringify({ chain, seq, body, prevHash, hash, at, person: person && stated(person) });

/** The personal values of a row, apart from it. @returns one line of JSON, without its end */
export const writePersonLine = (seq: number, person: Person): string =>
  JSON.stringify({ seq, person: stated(person) });

/** @throws RowError where it is none */
export function readPersonLine(text: string): { seq: number; person: Person } {
  const { seq, person: said } = parsed(text);
  const person = personOf(said ?? null);
  if (typeof seq !== 'number' || person === null) throw new RowError('It is not the person of a row.');
  return { seq, person };
}

const stated = ({ salt, values }: Person) => ({ salt: salt.toString('hex'), values });

/** The first line of an export that has some rows only: it can't be verified. */
export const writePartialNote = (chain: Chain): string =>
  JSON.stringify({ partial: `A part of the ${chain} audit: it can’t be verified.` });

/** @throws RowError where it is none */
export function readExportedRow(text: string): ExportedRow {
  const row = parsed(text);
  if ('partial' in row)
    throw new RowError(
      'The export has a part only: some rows, or rows without addresses. What it left out can’t be told from what was taken away: export everything, as an administrator of everything.',
    );
  const { chain, seq, at, prevHash, hash, body } = row;
  if (
    !isChain(chain) ||
    !Number.isSafeInteger(seq) ||
    typeof seq !== 'number' ||
    typeof at !== 'string' ||
    !isHash(prevHash) ||
    !isHash(hash) ||
    typeof body !== 'string'
  )
    throw new RowError('It is not a row of an audit.');
  return { chain, seq, at, prevHash, hash, body, person: personOf(row.person) };
}

function personOf(person: unknown): Person | null {
  if (person === null) return null;
  if (typeof person === 'object' && person !== undefined && 'salt' in person && 'values' in person) {
    const { salt, values } = person;
    if (typeof salt === 'string' && SALT.test(salt) && typeof values === 'string')
      return { salt: Buffer.from(salt, 'hex'), values };
  }
  throw new RowError('What it says of the person is not readable.');
}

function parsed(text: string): Record<string, unknown> {
  try {
    const row: unknown = JSON.parse(text);
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new RowError('It is not a line of JSON.');
}

const isChain = (value: unknown): value is Chain => CHAINS.some((chain) => chain === value);
const isHash = (value: unknown): value is string => typeof value === 'string' && HASH.test(value);
