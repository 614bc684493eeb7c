import type { KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Chain } from '../chain';
import { publicKeysIn } from '../public-keys';
import { manifestsIn, openArchive } from '../retention/files';
import { digestsOfLines } from '../signing/syslog-lines';
import { type Archives, type Kept, type Report, verifyExport } from '../verify';
import { UsageError } from './options';

/** What to verify: exported files in their order, folders with the digests and the archives, PEM files with public keys. */
export type Files = {
  files: readonly string[];
  digests: string;
  keys: readonly string[];
  only: readonly Chain[];
  archive?: string | null;
  /** Instants in UTC: backups of these times were restored. */
  restoredAfter?: readonly string[];
};

/**
 * Verifies exported files, read line by line.
 * @throws UsageError naming what can't be read
 */
export async function verifyFiles({
  files,
  digests,
  keys,
  only,
  archive,
  restoredAfter,
}: Files): Promise<Report> {
  const given = (await Promise.all(keys.map(readKeys))).flat();
  const archives = archive ? await archivesOf(archive) : undefined;
  return verifyExport(linesOf(files), await digestsIn(digests), given, only, archives, restoredAfter);
}

async function archivesOf(folder: string): Promise<Archives> {
  try {
    return { manifests: await manifestsIn(folder), open: (archive) => openArchive(folder, archive) };
  } catch (error) {
    throw new UsageError(
      `The archives can't be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function* linesOf(files: readonly string[]): AsyncGenerator<Kept> {
  for (const file of files) {
    const input = await opened(file);
    let line = 0;
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1;
      if (text !== '') yield { where: `${file}, line ${line}`, text };
    }
    if (line === 0)
      throw new UsageError(
        `${file} is empty: an export without rows, or one that was broken off. Export again, or leave it out.`,
      );
  }
}

async function opened(file: string) {
  if ((await stat(file).catch(() => null))?.isDirectory())
    throw new UsageError(`${file} is a folder: name the exported files in it.`);
  const input = createReadStream(file, 'utf8');
  await new Promise<void>((resolve, reject) => {
    input.once('open', () => resolve());
    input.once('error', (error) => reject(new UsageError(`${file} can't be read: ${error.message}`)));
  });
  return input;
}

/** A folder with a file each, or a file with one a line, as a SIEM gives them back. One that has two names counts once. */
async function digestsIn(place: string): Promise<Kept[]> {
  try {
    if ((await stat(place)).isFile()) return digestsOfLines(place, await readFile(place, 'utf8'));
    const names = (await readdir(place)).filter((name) => name.endsWith('.json')).sort();
    const kept = await Promise.all(
      names.map(async (name) => ({
        where: path.join(place, name),
        text: await readFile(path.join(place, name), 'utf8'),
      })),
    );
    const seen = new Set<string>();
    return kept.filter(({ text }) => !seen.has(text) && seen.add(text));
  } catch (error) {
    throw new UsageError(
      `The digests can't be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function readKeys(file: string): Promise<KeyObject[]> {
  try {
    return publicKeysIn(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file} is no key: ${error instanceof Error ? error.message : String(error)}`);
  }
}
