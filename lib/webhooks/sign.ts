import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A new secret that signs: 32 random bytes, written as Standard Webhooks has it. */
export const newSigningSecret = (): string => PREFIX + randomBytes(32).toString('base64');

type Message = {
  /** The same for each attempt. It has no full stop. */
  id: string;
  /** When this attempt is made. */
  at: Date;
  /** To the letter. */
  body: string;
};

/**
 * The three headers of a signed message, with a signature by each secret (Standard Webhooks 1.0.0, standardwebhooks.com:
 * `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`; several are separated by blanks).
 * @param secrets as `whsec_` and base64; the new one first
 */
export function signedHeaders({ id, at, body }: Message, secrets: readonly string[]) {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
