import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import type { ContractDomain } from '@/lib/auth/directory/contract/domain';
import { createAuthority } from '@/lib/local/directory/certificates';
import {
  CONTRACT_ACCOUNTS,
  CONTRACT_CONFIG,
  CONTRACT_LOCKOUT,
  contractSeed,
} from '@/lib/local/directory/contract-accounts';
import { withFileLock } from '@/lib/local/postgres/file-lock';
import { TEST_FOLDER_VARIABLE } from '@/lib/local/postgres/test-database';
import { sambaAdministrator } from './administrator';
import { startController } from './controller';
import { provisionDomain } from './provision';

/**
 * A Samba domain of one's own with the accounts of the contract, on two controllers. The first call of a test run
 * provisions it; each controller serves a copy, so that what one test file changes no other sees. The controllers do
 * not replicate.
 *
 * @param folder keeps the provisioned domain; that of the test run when left out
 */
export async function startSambaDomain(
  folder: string = testFolder(),
): Promise<ContractDomain & { folders: readonly string[]; stop(): Promise<void> }> {
  const [template, authority] = await Promise.all([prepareTemplate(folder), createAuthority(Date.now())]);
  const copy = () => path.join(folder, `samba-${randomUUID()}`);
  const folders = [copy(), copy()] as const;
  const first = await startController(template, folders[0], contractSeed(), authority);
  const second = await startController(template, folders[1], contractSeed(), authority);
  const config = { ...CONTRACT_CONFIG, urls: [first.url], ca: authority.cert };
  return {
    config,
    second: second.url,
    authority,
    accounts: CONTRACT_ACCOUNTS,
    administrator: sambaAdministrator(config),
    folders,
    stop: async () => {
      await first.stop();
      await second.stop();
    },
  };
}

function testFolder(): string {
  const folder = process.env[TEST_FOLDER_VARIABLE];
  if (folder) return folder;
  throw new Error(`${TEST_FOLDER_VARIABLE} is not set: test domains exist only within a vitest run.`);
}

/** One worker provisions while the others wait; the folder gets its name when it is complete. */
function prepareTemplate(folder: string): Promise<string> {
  const template = path.join(folder, 'samba');
  return withFileLock(path.join(folder, 'samba.lock'), async () => {
    if (existsSync(template)) return template;
    const unfinished = path.join(folder, `samba-${randomUUID()}`);
    await provisionDomain(unfinished, contractSeed(), CONTRACT_LOCKOUT);
    await rename(unfinished, template);
    return template;
  });
}
