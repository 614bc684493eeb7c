import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { log } from '@/lib/log';
import { insist } from './insist';

vi.mock('node:timers/promises', () => ({
  setTimeout: async (ms: number) => {
    now += ms;
  },
}));

let now = 0;
let alerts: unknown[];

beforeEach(() => {
  now = 0;
  alerts = [];
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.spyOn(log, 'error').mockImplementation((said: unknown) => {
    if ((said as { alert: boolean }).alert) alerts.push(said);
  });
});
afterEach(() => vi.restoreAllMocks());

/** A database that is slow to refuse. @returns how long it was tried, in seconds */
async function tried(refusesInMs: number, stop: AbortSignal | undefined, each = () => {}) {
  const refuse = async () => {
    each();
    now += refusesInMs;
    throw new Error('The database is away.');
  };
  await insist(['run'], 'not written', refuse, stop);
  return Math.round(now / 1_000);
}

it('what must not be lost is tried for ten minutes, however slow the database is to refuse it, and then told', async () => {
  expect(await tried(20_000, undefined)).toBeLessThanOrEqual(620);
  expect(now).toBeGreaterThanOrEqual(600_000);
  expect(alerts).toHaveLength(1);
});

it('what must not be lost is tried for fifteen seconds once the worker is stopped', async () => {
  const stop = new AbortController();
  const stopAt100 = () => {
    if (now >= 100_000) stop.abort();
  };
  expect(await tried(500, stop.signal, stopAt100)).toBeLessThanOrEqual(117);
  expect(now).toBeGreaterThanOrEqual(115_000);
});

it('what is taken is not tried again', async () => {
  const write = vi.fn(async () => {});
  await insist(['run'], 'not written', write, undefined);
  expect(write).toHaveBeenCalledOnce();
  expect(alerts).toEqual([]);
});
