import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function demo(
  env: Record<string, string>,
): Promise<{ code: number | null; said: string; dataDir: string }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'rota-demo-'));
  cleanUps.push(() => rm(dataDir, { recursive: true }));
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/demo/main.ts'], {
    env: { ...process.env, ROTA_DATA_DIR: dataDir, ...env },
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said, dataDir };
}

it('names a busy port and starts nothing', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const { code, said, dataDir } = await demo({ PORT: String(port) });
  expect(code).toBe(1);
  expect(said).toContain(String(port));
  expect(said).toMatch(/in use/);
  expect(await readdir(dataDir)).toEqual([]);
});

it('refuses a port that is none', async () => {
  const { code, said } = await demo({ PORT: '99999' });
  expect(code).toBe(1);
  expect(said).toContain('PORT is "99999"');
});
