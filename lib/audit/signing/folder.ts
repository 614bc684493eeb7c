import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '../whole-file';
import { taken } from './taken';

/**
 * Writes a file that is whole or not there, and never one over another.
 * @throws Error where it can't be written, or something else has its name
 */
export async function keepInFolder(folder: string, name: string, text: string): Promise<void> {
  const file = path.join(folder, name);
  const there = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (there === text) return;
  if (there !== null) throw taken(name);
  await writeWhole(file, text, 0o440);
}
