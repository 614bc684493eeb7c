import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a small file that is whole and on the disk, or not there; one that is there is replaced.
 * @param mode of the file, as in 0o600
 * @throws Error where it can't be written
 */
export async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  // Of its own: two processes may write the same file at once.
  const part = `${file}.${randomUUID()}.part`;
  try {
    const handle = await open(part, 'wx', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  await syncFolder(path.dirname(file));
}

/** A new name is lost in a crash until the folder is on the disk too. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
