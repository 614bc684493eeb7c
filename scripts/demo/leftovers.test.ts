import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { clearLeftovers } from './leftovers';

const folder = mkdtempSync(path.join(tmpdir(), 'rota-leftovers-'));
const file = path.join(folder, 'processes.json');
afterAll(() => rmSync(folder, { recursive: true }));

const sleeper = (...words: string[]) =>
  spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', ...words], { stdio: 'ignore' });
const record = (supervisor: number, ...pids: number[]) =>
  writeFileSync(file, JSON.stringify({ supervisor, children: pids.map((pid) => ({ name: 'web', pid })) }));
const GONE = 2 ** 22 - 7;

it('ends what a killed demo left, and nothing that has its number by chance', async () => {
  const left = sleeper('dist/web.js');
  const stranger = sleeper('somebody-else');
  const ended = once(left, 'exit');
  record(GONE, GONE + 1, left.pid ?? 0, stranger.pid ?? 0);
  const said: string[] = [];
  await clearLeftovers(file, (line) => said.push(line));
  expect((await ended)[1]).toBe('SIGKILL');
  expect(stranger.exitCode).toBeNull();
  expect(stranger.kill()).toBe(true);
  expect(said).toHaveLength(1);
  expect(existsSync(file)).toBe(false);
});

it('refuses to start beside a demo that runs', async () => {
  const running = sleeper('scripts/demo/main.ts');
  const child = sleeper('dist/web.js');
  record(running.pid ?? 0, child.pid ?? 0);
  await expect(clearLeftovers(file, () => undefined)).rejects.toThrow(`process ${running.pid}`);
  expect(child.kill()).toBe(true);
  running.kill();
});
