import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { spansAt } from './json-spans';
import { MASK } from './mask';

const SEALED = 'rota:sealed:v1:';

type Change = (value: string, pointer: string) => string;

/** Applies `change` to the JSON text at each pointer (RFC 6901) of an input; pointers to nothing are passed over. */
function changeFields(input: string, pointers: readonly string[], change: Change): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { pointer, start, end } of spansAt(input, pointers)) {
    pieces.push(input.slice(from, start), change(input.slice(start, end), pointer));
    from = end;
  }
  return pieces.join('') + input.slice(from);
}

/** The text of a JSON string; null of any other value. */
const textOf = (value: string): string | null =>
  value.startsWith('"') ? (JSON.parse(value) as string) : null;

/**
 * The input as it is stored: each secret field encrypted (AES-256-GCM).
 * @param before the stored input that the person saw masked; a mask that comes back keeps its secret
 * @throws UnknownSecretError where a mask stands for no earlier secret
 */
export function sealInput(
  input: string,
  pointers: readonly string[],
  key: Buffer,
  before?: string | null,
): string {
  const earlier = new Map<string, string>();
  if (before)
    changeFields(before, pointers, (value, pointer) => {
      earlier.set(pointer, value);
      return value;
    });
  const sealed = changeFields(input, pointers, (value, pointer) => {
    if (textOf(value) !== MASK) return seal(value, key);
    const kept = earlier.get(pointer);
    if (kept === undefined) throw new UnknownSecretError(pointer);
    return textOf(kept)?.startsWith(SEALED) ? kept : seal(kept, key);
  });
  if (sealed.includes(MASK)) throw new UnknownSecretError('each masked field');
  return sealed;
}

/** The input as EventBridge Scheduler is given it: secrets in the clear. */
export const openInput = (stored: string, pointers: readonly string[], key: Buffer): string =>
  changeFields(stored, pointers, (value) => {
    const text = textOf(value);
    return text?.startsWith(SEALED) ? open(text, key) : value;
  });

/**
 * What one secret field of a stored input holds: the text of a string, the JSON of any other value. Null where there is
 * no such field, or it holds no secret.
 * @throws Error where it was stored under another key
 */
export function openField(stored: string, pointer: string, key: Buffer): string | null {
  let found: string | null = null;
  changeFields(stored, [pointer], (value) => {
    const text = textOf(value);
    if (text?.startsWith(SEALED)) found = open(text, key);
    return value;
  });
  return found === null ? null : (textOf(found) ?? found);
}

/** The same; null where the secrets were encrypted with another key: Node's cipher has no other error. */
export function tryOpenInput(stored: string, pointers: readonly string[], key: Buffer): string | null {
  try {
    return openInput(stored, pointers, key);
  } catch {
    return null;
  }
}

/** The input as pages and audits show it. */
export const maskInput = (stored: string, pointers: readonly string[]): string =>
  changeFields(stored, pointers, () => JSON.stringify(MASK));

/** The same of a target's input; null of one that has none. */
export const maskedInput = (target: { input: string | null; secretFields: readonly string[] }) =>
  target.input === null ? null : maskInput(target.input, target.secretFields);

/**
 * Tells one set of stored secrets from another without telling anything of them: it is made of what they were
 * encrypted to. Null where there are none.
 */
export function secretVersion(stored: string): string | null {
  const sealed = stored.match(/rota:sealed:v1:[\w+/=]+/g);
  return sealed && createHash('sha256').update(sealed.join()).digest('hex').slice(0, 8);
}

/** A mask was sent for a field that holds no secret yet. */
export class UnknownSecretError extends Error {
  constructor(readonly pointer: string) {
    super(`Enter the value of ${pointer}: no secret is stored for it yet.`);
    this.name = 'UnknownSecretError';
  }
}

function seal(text: string, key: Buffer): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return JSON.stringify(SEALED + sealed.toString('base64'));
}

function open(text: string, key: Buffer): string {
  const bytes = Buffer.from(text.slice(SEALED.length), 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
}
