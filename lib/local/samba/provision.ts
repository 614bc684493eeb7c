import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type LockoutPolicy, toFileTime } from '@/lib/local/directory/bind';
import type { DirectorySeed } from '@/lib/local/directory/seed';
import { run } from './run';
import { configFile, smbConf } from './settings';

/** Of the domain's Administrator, who may change everything. */
export const ADMINISTRATOR_PASSWORD = 'Adm1n-Passw0rd!';

/**
 * Makes the data folder of a new domain and fills it, in some seconds; nothing is served yet.
 *
 * @param folder an empty or missing folder
 * @throws Error with the last words of the program that failed
 */
export async function provisionDomain(
  folder: string,
  seed: DirectorySeed,
  lockout: LockoutPolicy,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const nothing = path.join(folder, 'empty.conf');
  await writeFile(nothing, '');
  const options = {
    targetdir: folder,
    realm: seed.domain.toUpperCase(),
    domain: seed.netbios,
    'server-role': 'dc',
    'dns-backend': 'NONE',
    adminpass: ADMINISTRATOR_PASSWORD,
    'host-name': 'dc1',
    'host-ip': '127.0.0.1',
  };
  await run('samba-tool', [
    'domain',
    'provision',
    ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
    `--configfile=${nothing}`,
    `--option=lock directory=${folder}`,
    '--option=ldb:nosync=yes',
    `--option=log file=${path.join(folder, 'log.provision')}`,
  ]);
  const settings = { folder, address: '127.0.0.1', domain: seed.domain, netbios: seed.netbios };
  await writeFile(configFile(folder), smbConf(settings));
  const users = seed.users.map(({ expires, ...user }) => ({
    ...user,
    ...(expires && { expiresFileTime: String(toFileTime(expires.getTime())) }),
  }));
  // Samba's modules belong to the system's own Python.
  await run(
    '/usr/bin/python3',
    [path.join(import.meta.dirname, 'seed.py'), configFile(folder)],
    JSON.stringify({ seed: { ...seed, users }, lockout }),
  );
}
