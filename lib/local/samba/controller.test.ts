import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'ldapts';
import { describe, expect, it } from 'vitest';
import { TEST_FOLDER_VARIABLE } from '@/lib/local/postgres/test-database';
import { startChild } from '@/lib/local/test-child';
import { SAMBA_START_MS, sambaProblem } from './availability';
import { startSambaDomain } from './test-domain';

const folder = process.env[TEST_FOLDER_VARIABLE] ?? '';
const answers = (url: string) => {
  const client = new Client({ url, connectTimeout: 500, tlsOptions: { rejectUnauthorized: false } });
  return client.search('', { scope: 'base' }).then(
    () => true,
    () => false,
  );
};

describe.skipIf(sambaProblem() !== null)('a Samba controller', { timeout: SAMBA_START_MS }, () => {
  it('ends with the process that started it, even a killed one', async () => {
    const child = startChild(path.join(import.meta.dirname, 'fixture.ts'), {
      [TEST_FOLDER_VARIABLE]: folder,
    });
    const { url } = await child.until((line) => typeof line.url === 'string');
    expect(await answers(String(url))).toBe(true);
    await child.kill();
    while (await answers(String(url))) await wait(20);
  });

  it('leaves neither a process nor a folder when it is stopped', async () => {
    const domain = await startSambaDomain();
    const url = domain.config.urls[0] ?? '';
    expect(await answers(url)).toBe(true);
    expect(domain.folders.map((folder) => existsSync(folder))).toEqual([true, true]);
    await domain.stop();
    expect(await answers(url)).toBe(false);
    expect(domain.folders.map((folder) => existsSync(folder))).toEqual([false, false]);
  });
});
