import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from 'ldapts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEMO_SERVICE_PASSWORD, DEMO_SERVICE_USER } from './accounts';

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rota-directory-'));
});

afterEach(() => rm(dataDir, { recursive: true }));

const start = (env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'main.ts')], {
    env: { ...process.env, ROTA_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

it.each(['SIGTERM', 'SIGINT'] as const)('says when it is ready, serves, and stops on %s', async (signal) => {
  const child = start({ ROTA_LDAPS_PORT: '0' });
  const exited = once(child, 'exit');
  const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  const ready = JSON.parse(String(line));
  expect(ready).toMatchObject({ ready: true, url: expect.stringMatching(/^ldaps:\/\/localhost:\d+$/) });
  const client = new Client({ url: ready.url, tlsOptions: { ca: await readFile(ready.caFile, 'utf8') } });
  await client.bind(DEMO_SERVICE_USER, DEMO_SERVICE_PASSWORD);
  child.kill(signal);
  expect(await exited).toEqual([0, null]);
  await client.unbind();
});

it.each([
  [{ ROTA_LDAPS_PORT: 'ldaps' }, 'ROTA_LDAPS_PORT is "ldaps"'],
  [{ NODE_ENV: 'production', ROTA_DEMO: '' }, 'production'],
])('ends with a clear error for %j', async (env, message) => {
  const child = start(env);
  const stderr = text(child.stderr as NodeJS.ReadableStream);
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(await stderr).toContain(message);
});
