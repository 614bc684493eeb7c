import { mkdir, open, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive } from './postmaster';

const RETRY_MS = 50;
const LIMIT_MS = 60_000;
const HALF_WRITTEN_MS = 2_000;

/**
 * Runs `work` while holding a lock file, so that of several processes one at a time does it. A lock whose
 * holder died is taken over.
 *
 * @throws Error naming the file and its holder when it is still held after a minute
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + LIMIT_MS;
  while (!(await acquire(file))) {
    if (Date.now() > deadline) {
      throw new Error(
        `Process ${await holder(file)} has held ${file} for over a minute. Remove the file if it is no part of Rota.`,
      );
    }
    await wait(RETRY_MS);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function acquire(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (await isAbandoned(file)) await removeAbandoned(file);
  return false;
}

/** One at a time, and looking again: the file may be a new holder's by now. */
async function removeAbandoned(file: string): Promise<void> {
  const guard = `${file}.takeover`;
  try {
    await mkdir(guard);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  if (await isAbandoned(file)) await rm(file, { force: true });
  await rmdir(guard);
}

async function isAbandoned(file: string): Promise<boolean> {
  const pid = Number(await holder(file));
  if (pid > 0) return !isAlive(pid);
  const made = await stat(file).catch(() => undefined);
  return made !== undefined && Date.now() - made.mtimeMs > HALF_WRITTEN_MS;
}

async function holder(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
