import type { Header } from '@/lib/targets/kinds/webhook-headers';
import { openField, openInput, sealInput, secretVersion } from '@/lib/targets/secrets';

type Named = Pick<Header, 'name'>;

const nameOf = ({ name }: Named): string => name.toLowerCase();

/** Where the value of a header stands in what is stored: a JSON pointer (RFC 6901). */
export const pointerOf = (header: Named): string => `/${nameOf(header).replaceAll('~', '~0')}`;

/**
 * What secret headers hold, as it is stored: a JSON object by their names in lower case, each value encrypted.
 * @param earlier what is stored; a mask keeps the value that stands there. Null where none may be kept
 * @throws UnknownSecretError of a mask that stands for no value, with its `pointerOf`
 */
export function sealHeaders(headers: readonly Header[], key: Buffer, earlier: string | null): string {
  const secret = headers.filter((header) => header.secret);
  const values = Object.fromEntries(secret.map((header) => [nameOf(header), header.value]));
  return sealInput(JSON.stringify(values), secret.map(pointerOf), key, earlier);
}

/** Tells one set of secret headers from another; null where there are none. */
export const headersVersion = (sealed: string): string | null => secretVersion(sealed);

/** A secret header has no value where those are stored. */
export class MissingSecretError extends Error {
  override name = 'MissingSecretError';

  constructor({ name }: Named) {
    super(`No value is stored for the secret header ${name}. Enter it again.`);
  }
}

/**
 * The headers of a webhook with their values.
 * @throws MissingSecretError; Error where they were stored under another key
 */
export function openHeaders(headers: readonly Header[], sealed: string, key: Buffer): Header[] {
  const pointers = headers.filter(({ secret }) => secret).map(pointerOf);
  const values = new Map(
    Object.entries(JSON.parse(openInput(sealed, pointers, key)) as Record<string, string>),
  );
  return headers.map((header) => {
    if (!header.secret) return header;
    const value = values.get(nameOf(header));
    if (value === undefined) throw new MissingSecretError(header);
    return { ...header, value };
  });
}

const SIGNING = '/secret';

/** A signing secret as it is stored. */
export const sealSigning = (secret: string, key: Buffer): string =>
  sealInput(JSON.stringify({ secret }), [SIGNING], key);

/** The way back. @throws Error where it was stored under another key */
export function openSigning(sealed: string, key: Buffer): string {
  const secret = openField(sealed, SIGNING, key);
  if (secret === null) throw new Error('What is stored is no signing secret.');
  return secret;
}
