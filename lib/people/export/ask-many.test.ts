import { expect, it } from 'vitest';
import { DirectoryError } from '@/lib/auth/directory';
import { log } from '@/lib/log';
import { patient } from './ask-many';

log.level = 'silent';
const ASKED = { account: 'active' as const, given: [], at: new Date(0) };
const down = () => new DirectoryError('unavailable', 'The directory is unavailable.');
const NEVER = Number.POSITIVE_INFINITY;

it('asks no more after three failures in a row, and goes on after fewer', async () => {
  const answers = [true, false, false, true, false, false, false, true];
  let calls = 0;
  const ask = patient(async () => {
    calls += 1;
    if (!answers[calls - 1]) throw down();
    return ASKED;
  }, NEVER);
  const told: string[] = [];
  for (let i = 0; i < 10; i += 1) told.push((await ask('x')).account);
  expect(told).toEqual(['active', 'unknown', 'unknown', 'active', ...Array(6).fill('unknown')]);
  expect(calls).toBe(7);
});

it('asks nobody once the time is up', async () => {
  const ask = patient(async () => Promise.reject(new Error('asked')), 0);
  expect(await ask('x')).toEqual({ account: 'unknown', why: 'there was no time left to ask the directory' });
});

it('does not take a fault of its own for the directory’s', async () => {
  const ask = patient(async () => Promise.reject(new TypeError('a fault')), NEVER);
  await expect(ask('x')).rejects.toThrow('a fault');
});
