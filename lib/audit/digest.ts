import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { CHAINS } from './chain';

/** A SHA-256 as it is stated. */
export const hex = z.string().regex(/^[0-9a-f]{64}$/);

const statement = z.strictObject({
  installation: z.string(),
  chain: z.enum(CHAINS),
  /** Counts the digests of a chain from 1 on, without a gap. */
  number: z.int().positive(),
  /** The last row when it was signed, and its hash; 0 and the chain's beginning where there was none. */
  seq: z.int().nonnegative(),
  hash: hex,
  /** When it was signed, in UTC. */
  at: z.iso.datetime(),
  /** SHA-256 in hex of the statement before; null in the first. */
  previous: hex.nullable(),
});

const signed = z.strictObject({
  /** The statement as JSON: it is signed and hashed as it stands. */
  statement: z.string(),
  /** Of the key that signed, as `keyId` has it. */
  key: z.string(),
  /** Ed25519 (RFC 8032) over the statement's UTF-8 bytes, in base64. */
  signature: z.string(),
});

/** What is known of a chain at a moment. */
export type Statement = z.output<typeof statement>;

/** A statement with its signature, as it is kept outside the database. */
export type SignedDigest = z.output<typeof signed>;

/** Short name of a public key: the beginning of its SHA-256, in hex. */
export const keyId = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);

/** @param key an Ed25519 private key */
export const signDigest = (what: Statement, key: KeyObject): SignedDigest => signStatement(what, key);

/**
 * Signs whatever is stated of an audit.
 * @param key an Ed25519 private key
 */
export function signStatement(what: object, key: KeyObject): SignedDigest {
  const text = JSON.stringify(what);
  const signature = sign(null, Buffer.from(text), key).toString('base64');
  return { statement: text, key: keyId(createPublicKey(key)), signature };
}

/** The hash by which the next digest names this one. */
export const digestHash = ({ statement }: Pick<SignedDigest, 'statement'>): string =>
  createHash('sha256').update(statement).digest('hex');

/** A digest, or something else that should be signed, that can't be believed. */
export class DigestError extends Error {}

/**
 * Reads a digest as it was kept.
 * @param keys public keys, any of which may have signed
 * @throws DigestError where it is none, or none of the keys signed it
 */
export function readDigest(
  text: string,
  keys: readonly KeyObject[],
): { digest: SignedDigest; what: Statement } {
  return readSigned(text, keys, statement, 'a digest');
}

/**
 * Reads what was signed, as it was kept.
 * @param schema of what it states
 * @param name what it should be, as in `a digest`
 * @throws DigestError where it is none, or none of the keys signed it
 */
export function readSigned<S extends z.ZodType>(
  text: string,
  keys: readonly KeyObject[],
  schema: S,
  name: string,
): { digest: SignedDigest; what: z.output<S> } {
  const digest = parsed(signed, text, `It is not ${name}.`);
  const key = keys.find((one) => keyId(one) === digest.key);
  if (!key) throw new DigestError(`It was signed with the key ${digest.key}, which is not given.`);
  if (!verify(null, Buffer.from(digest.statement), key, Buffer.from(digest.signature, 'base64')))
    throw new DigestError('Its signature is wrong.');
  return { digest, what: parsed(schema, digest.statement, 'What it states is not readable.') };
}

function parsed<S extends z.ZodType>(schema: S, text: string, message: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) throw new DigestError(message);
    throw error;
  }
}
