import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** What people see in place of a secret, and what leaves it unchanged when it is saved again. */
export const MASK = '••••••••';

const SEALED = 'rota:sealed:v1:';

/** The one context attribute that may stand unquoted: a number. It must survive being read as JSON. */
const BARE_ATTEMPT = /(:\s*)<aws\.scheduler\.attempt-number>/g;
const ATTEMPT = 'rota:attempt-number';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Change = (value: Json, pointer: string) => Json;

/** Applies `change` to the value at each JSON pointer (RFC 6901) of an input; pointers to nothing are passed over. */
function changeFields(input: string, pointers: readonly string[], change: Change): string {
  if (pointers.length === 0) return input;
  const root = JSON.parse(input.replace(BARE_ATTEMPT, `$1"${ATTEMPT}"`)) as Json;
  for (const pointer of pointers) {
    const path = pointer
      .slice(1)
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = path.pop();
    let holder: Json | undefined = root;
    for (const part of path) holder = child(holder, part);
    if (last === undefined || child(holder, last) === undefined) continue;
    const value = change(child(holder, last) as Json, pointer);
    if (Array.isArray(holder)) holder[Number(last)] = value;
    else if (holder && typeof holder === 'object') holder[last] = value;
  }
  return JSON.stringify(root, null, 2).replaceAll(`"${ATTEMPT}"`, '<aws.scheduler.attempt-number>');
}

function child(holder: Json | undefined, part: string): Json | undefined {
  if (Array.isArray(holder)) return /^\d+$/.test(part) ? holder[Number(part)] : undefined;
  if (holder && typeof holder === 'object' && Object.hasOwn(holder, part)) return holder[part];
  return undefined;
}

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
  const earlier = new Map<string, Json>();
  if (before && pointers.length > 0)
    changeFields(before, pointers, (value, pointer) => {
      earlier.set(pointer, value);
      return value;
    });
  const sealed = changeFields(input, pointers, (value, pointer) => {
    if (value !== MASK) return seal(JSON.stringify(value), key);
    const kept = earlier.get(pointer);
    if (kept === undefined) throw new UnknownSecretError(pointer);
    return typeof kept === 'string' && kept.startsWith(SEALED) ? kept : seal(JSON.stringify(kept), key);
  });
  if (sealed.includes(MASK)) throw new UnknownSecretError('each masked field');
  return sealed;
}

/** The input as EventBridge Scheduler is given it: secrets in the clear. */
export const openInput = (stored: string, pointers: readonly string[], key: Buffer): string =>
  changeFields(stored, pointers, (value) =>
    typeof value === 'string' && value.startsWith(SEALED) ? (JSON.parse(open(value, key)) as Json) : value,
  );

/** The input as pages and audits show it. */
export const maskInput = (stored: string, pointers: readonly string[]): string =>
  changeFields(stored, pointers, () => MASK);

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
  return SEALED + sealed.toString('base64');
}

function open(text: string, key: Buffer): string {
  const bytes = Buffer.from(text.slice(SEALED.length), 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
}
