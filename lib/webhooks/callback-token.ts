import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

const PURPOSE = 'rota webhook call-back v1';

/** @param key of ROTA_ENCRYPTION_KEY: a key of its own is derived from it (RFC 5869) */
const macOf = (text: string, key: Buffer): Buffer =>
  createHmac('sha256', Buffer.from(hkdfSync('sha256', key, '', PURPOSE, 32)))
    .update(text)
    .digest();

/** `attemptsBefore` says which sending of the run it is for: how many attempts were made before that. */
export type CallbackToken = { runId: string; attemptsBefore: number; expiresAt: Date };

/**
 * Whoever has it may say how one sending of a run ended, until it expires.
 * @returns `run.before.expiry.mac`, the expiry in seconds since 1970
 */
export function callbackToken({ runId, attemptsBefore, expiresAt }: CallbackToken, key: Buffer): string {
  const text = `${runId}.${attemptsBefore}.${Math.floor(expiresAt.getTime() / 1_000)}`;
  return `${text}.${macOf(text, key).toString('base64url')}`;
}

/** What a token says; null of one that Rota did not make. Whether it has expired is for the caller. */
export function readCallbackToken(token: string, key: Buffer): CallbackToken | null {
  const [, text = '', runId = '', before = '', expiry = '', mac = ''] =
    /^(([0-9a-z]{16})\.(\d{1,9})\.(\d{1,11}))\.([\w-]{43})$/.exec(token) ?? [];
  const given = Buffer.from(mac, 'base64url');
  const right = macOf(text, key);
  // What is decoded is compared, and must be written as Rota writes it: base64 has several texts for the same bytes.
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
  if (given.toString('base64url') !== mac) return null;
  return { runId, attemptsBefore: Number(before), expiresAt: new Date(Number(expiry) * 1_000) };
}
