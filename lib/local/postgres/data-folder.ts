import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PostgresBinaries } from './binaries';
import { chooseIdentity } from './identity';
import { runProgram } from './program';

/** The file, readable by its owner alone, that holds the superuser's password. */
export function passwordFile(dataDir: string): string {
  return `${dataDir}.password`;
}

/** Reads the superuser's password of an initialised data folder. @throws Error when the file is missing */
export async function readPassword(dataDir: string): Promise<string> {
  try {
    return (await readFile(passwordFile(dataDir), 'utf8')).trim();
  } catch (error) {
    throw new Error(
      `The password file ${passwordFile(dataDir)} of the database in ${dataDir} cannot be read. ` +
        'Restore it, or remove the data folder to start afresh.',
      { cause: error },
    );
  }
}

/**
 * Makes a PostgreSQL data folder (UTF8, builtin C.UTF-8, scram passwords) unless there is one. The work is done
 * in a folder of another name, so that an interruption never leaves half a database under the real one.
 */
export async function ensureDataFolder(dataDir: string, binaries: PostgresBinaries): Promise<void> {
  if (existsSync(path.join(dataDir, 'PG_VERSION'))) return;
  const draft = `${dataDir}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  await chmod(draft, 0o700);
  const identity = await chooseIdentity(draft);

  const pwfile = passwordFile(dataDir);
  await rm(pwfile, { force: true });
  await writeFile(pwfile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  if (identity.uid !== undefined) await chown(pwfile, identity.uid, identity.gid ?? identity.uid);

  await runProgram(identity, binaries.initdb, [
    `--pgdata=${draft}`,
    '--username=postgres',
    `--pwfile=${pwfile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-sync',
  ]);
  await rename(draft, dataDir);
}
