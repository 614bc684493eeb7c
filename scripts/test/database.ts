import { chmodSync, mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stopPostgres } from '@/lib/local/postgres/launcher';
import { isAlive } from '@/lib/local/postgres/postmaster';
import { TEST_FOLDER_VARIABLE, testDataFolder } from '@/lib/local/postgres/test-database';

const PREFIX = 'rota-test-';

/**
 * Vitest's global set-up: a folder for the run's database server, which the first test that asks for a database
 * starts. The end of the run stops the server and removes the folder. With TEST_DATABASE_URL (a superuser's
 * address) that server is used instead.
 */
export default async function setup(): Promise<() => Promise<void>> {
  await removeAbandoned();
  const folder = mkdtempSync(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  chmodSync(folder, 0o711);
  process.env[TEST_FOLDER_VARIABLE] = folder;
  return () => remove(folder);
}

/** A run that was killed could not clean up: the process id in its folder's name tells. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await remove(path.join(tmpdir(), name));
  }
}

async function remove(folder: string): Promise<void> {
  await stopPostgres(testDataFolder(folder));
  await rm(folder, { recursive: true, force: true });
}
