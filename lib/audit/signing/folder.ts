import { open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';

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
  if (there !== null) throw new Error(`${name} is there already, and says something else.`);
  const part = `${file}.part`;
  const handle = await open(part, 'w', 0o440);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(part, file);
}
