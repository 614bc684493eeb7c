import { validation } from '../errors';

/** A NextToken holds the key of the last row shown, so that changes in between neither skip nor repeat rows. */
export const writeToken = (key: string[]) => Buffer.from(JSON.stringify(key)).toString('base64url');

/** Throws ValidationException for a token that `writeToken` did not make. */
export function readToken(token: string | undefined, length: number): string[] | undefined {
  if (token === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(key) && key.length === length && key.every((part) => typeof part === 'string'))
      return key;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw validation('Invalid NextToken.');
}

/** Cuts `rows`, read with a limit one above `size`, to a page and the key of its end when more follow. */
export function pageOf<T>(rows: T[], size: number, key: (row: T) => string[]) {
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  return { shown, next: rows.length > size && last ? { NextToken: writeToken(key(last)) } : {} };
}
