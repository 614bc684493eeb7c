import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Bytes that nobody can guess, in each token. */
export const SECRET_BYTES = 32;
/** So many characters of base 62 hold 256 bits, and 32. */
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SHAPE = new RegExp(
  `^(rota_([0-9a-hjkmnp-tv-z]{16})_[0-9A-Za-z]{${SECRET_LENGTH}})([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`,
);

/** Why a text can be no token: it does not look like one, or a character of it is wrong. */
export type FormatProblem = 'malformed' | 'bad-checksum';

/** What of a token is shown after it was made, and may stand in logs. @param id as `newId` makes it */
export const prefixOf = (id: string): string => `rota_${id}`;

/**
 * A token as its owner gets it: `rota_`, its id, `_`, the secret in base 62, and the CRC-32 of all that in base 62, so
 * that typing errors and finds of secret scanners are told without the database.
 * @param secret SECRET_BYTES random bytes
 */
export function writeToken(id: string, secret: Uint8Array): string {
  const digits = base62(BigInt(`0x${Buffer.from(secret).toString('hex')}`), SECRET_LENGTH);
  const text = `${prefixOf(id)}_${digits}`;
  return `${text}${checksumOf(text)}`;
}

/** The id of a token, or why a text is none. */
export function readToken(text: string): { id: string } | { problem: FormatProblem; id: string | null } {
  const [, signed = '', id = '', checksum] = SHAPE.exec(text) ?? [];
  if (checksum === undefined) return { problem: 'malformed', id: null };
  return checksumOf(signed) === checksum ? { id } : { problem: 'bad-checksum', id };
}

/** What is kept of a token: a secret of 256 bits needs no slower hash. */
export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

const checksumOf = (text: string): string => base62(BigInt(crc32(text)), CHECKSUM_LENGTH);

function base62(value: bigint, length: number): string {
  let digits = '';
  for (let rest = value; digits.length < length; rest /= 62n) digits = DIGITS[Number(rest % 62n)] + digits;
  return digits;
}
