import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { dnKey } from './dn';
import type { Credentials, Entry } from './entry';
import type { Store } from './store';

export interface LockoutPolicy {
  /** Wrong passwords that lock an account; 0 never locks. */
  threshold: number;
  /** How long an account stays locked, in milliseconds. */
  durationMs: number;
  /** Wrong passwords older than this no longer count, in milliseconds. */
  windowMs: number;
}

/** Sub-codes of Active Directory behind result code 49. */
export type SubCode = '52e' | '530' | '531' | '532' | '533' | '701' | '773' | '775';

export type BindResult =
  | { ok: true; entry: Entry | null; unauthenticated: boolean }
  | { ok: false; subCode: SubCode };

const UAC_DISABLED = 0x2;
const UAC_PASSWORD_NEVER_EXPIRES = 0x10000;
const MAX_PASSWORD_AGE_MS = 42 * 86_400_000;
const NEVER = 9223372036854775807n;

const derive = (password: string, salt: Buffer) => scryptSync(password, salt, 32, { N: 1024 });

/** Makes credentials; accounts that share a password share the costly derivation. */
export function credentialFactory(): (password: string) => Credentials {
  const derived = new Map<string, Pick<Credentials, 'salt' | 'hash'>>();
  return (password) => {
    const salt = randomBytes(16);
    const known = derived.get(password) ?? { salt, hash: derive(password, salt) };
    derived.set(password, known);
    return { ...known, failures: 0, lastFailure: 0, lockedUntil: 0 };
  };
}

/** A time in Active Directory's unit: 100 ns since 1601. */
export const toFileTime = (epochMs: number) => (BigInt(Math.trunc(epochMs)) + 11644473600000n) * 10000n;
const fromFileTime = (fileTime: bigint) => Number(fileTime / 10000n - 11644473600000n);

/**
 * A simple bind as a domain controller does it: by UPN, DN, DOMAIN\name or name@DOMAIN; not by bare name.
 * An empty password succeeds without authenticating anybody (RFC 4513, section 5.1.2), and a text ends at
 * its first NUL: a client that does not refuse both lets people in.
 */
export function bind(
  store: Store,
  policy: LockoutPolicy,
  now: number,
  sentName: string,
  sentPassword: string,
): BindResult {
  const name = sentName.split('\0', 1)[0] ?? '';
  const password = sentPassword.split('\0', 1)[0] ?? '';
  if (password === '') return { ok: true, entry: null, unauthenticated: true };
  const account = findAccount(store, name);
  if (!account) {
    derive(password, Buffer.alloc(16));
    return { ok: false, subCode: '52e' };
  }
  const { entry, credentials } = account;
  if (credentials.lockedUntil > now) return { ok: false, subCode: '775' };
  if (!timingSafeEqual(credentials.hash, derive(password, credentials.salt))) {
    countFailure(credentials, policy, now);
    return { ok: false, subCode: '52e' };
  }
  credentials.failures = 0;
  const subCode = refusal(entry, now);
  return subCode ? { ok: false, subCode } : { ok: true, entry, unauthenticated: false };
}

function findAccount(store: Store, name: string): { entry: Entry; credentials: Credentials } | null {
  const wanted = name.trim().normalize('NFC').toLowerCase();
  const key = dnKey(name);
  for (const entry of store.entries) {
    const { credentials } = entry;
    if (!credentials) continue;
    const sam = entry.text('sAMAccountName').toLowerCase();
    const names = [
      entry.text('userPrincipalName').toLowerCase(),
      `${store.netbios.toLowerCase()}\\${sam}`,
      `${sam}@${store.netbios.toLowerCase()}`,
      `${sam}@${store.domain.toLowerCase()}`,
    ];
    if ((key !== null && key === entry.key) || names.includes(wanted)) return { entry, credentials };
  }
  return null;
}

function countFailure(credentials: Credentials, policy: LockoutPolicy, now: number): void {
  if (now - credentials.lastFailure > policy.windowMs) credentials.failures = 0;
  credentials.failures += 1;
  credentials.lastFailure = now;
  if (policy.threshold === 0 || credentials.failures < policy.threshold) return;
  credentials.lockedUntil = now + policy.durationMs;
  credentials.failures = 0;
}

/** Why an account with the right password may not sign in now, read from its attributes. */
function refusal(entry: Entry, now: number): SubCode | null {
  const control = Number(entry.text('userAccountControl'));
  if (control & UAC_DISABLED) return '533';
  const expires = BigInt(entry.text('accountExpires') || '0');
  if (expires !== 0n && expires !== NEVER && fromFileTime(expires) <= now) return '701';
  const hours = entry.values('logonHours')[0];
  if (Buffer.isBuffer(hours) && hours.every((byte) => byte === 0)) return '530';
  if (entry.text('userWorkstations') !== '') return '531';
  const passwordSet = BigInt(entry.text('pwdLastSet') || '0');
  if (passwordSet === 0n) return '773';
  const age = now - fromFileTime(passwordSet);
  return age > MAX_PASSWORD_AGE_MS && !(control & UAC_PASSWORD_NEVER_EXPIRES) ? '532' : null;
}
