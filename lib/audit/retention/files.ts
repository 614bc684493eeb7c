import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { CHAINS } from '../chain';
import type { Kept } from '../walk';
import { readGzip } from './gzip-lines';
import { archiveNames, type Manifest } from './manifest';
import type { ArchiveFiles } from './walk-archive';

const MANIFEST = /^(schedule|activity)-(\d{4}-\d{2})\.manifest\.json$/;

type Which = Pick<Manifest, 'chain' | 'month'>;

/**
 * Which archives a folder has, by the names of their manifests, in order.
 * @throws Error where it can't be read
 */
export async function archivesIn(folder: string): Promise<Which[]> {
  return (await readdir(folder)).sort().flatMap((name) => {
    const [, given, month] = MANIFEST.exec(name) ?? [];
    const chain = CHAINS.find((one) => one === given);
    return chain && month ? [{ chain, month }] : [];
  });
}

/**
 * The manifests in a folder of archives.
 * @throws Error where they can't be read
 */
export async function manifestsIn(folder: string): Promise<Kept[]> {
  return Promise.all(
    (await archivesIn(folder)).map(async (which) => {
      const where = path.join(folder, archiveNames(which).manifest);
      return { where, text: await readFile(where, 'utf8') };
    }),
  );
}

/** What is there of an archive in a folder, and the name of its file with the rows. */
export async function openArchive(folder: string, archive: Which): Promise<ArchiveFiles & { name: string }> {
  const names = archiveNames(archive);
  const [rows, people] = [path.join(folder, names.rows), path.join(folder, names.people)];
  return {
    name: names.rows,
    rows: (await isThere(rows)) ? readGzip(rows) : null,
    people: (await isThere(people)) ? readGzip(people).lines : null,
  };
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
