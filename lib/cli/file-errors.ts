import { type CliError, failed } from './errors';

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'you may not read or write it',
  EPERM: 'you may not read or write it',
  EROFS: 'nothing can be written there',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder, not a file',
  EEXIST: 'it is a file, not a folder',
  ELOOP: 'its links lead around',
  ENAMETOOLONG: 'its name is too long',
  ENOSPC: 'there is no room left',
};

/** What the file system refused, in words; null of any other error. */
export function ofFile(error: unknown): CliError | null {
  if (!(error instanceof Error)) return null;
  const { code = '', path = 'A file' } = error as NodeJS.ErrnoException;
  const words = WORDS[code];
  return words === undefined ? null : failed(`${path}: ${words} (${code}).`);
}
