import { expect, it } from 'vitest';
import { drainOf } from './drain';

const gate = { closed: false, served: true, waiting: 29, inFlight: 1, maxInFlight: 1, tookMs: 20_000 };

it.each([
  ['one in flight at a time', {}, 580_000],
  ['some places are free', { waiting: 2, inFlight: 1, maxInFlight: 3 }, 3_000],
  ['more wait than places are free', { waiting: 10, inFlight: 1, maxInFlight: 3 }, (8 / 3) * 20_000],
  ['the rate is slower', { tookMs: 10 }, 3_000],
  ['any number may be in flight', { maxInFlight: null, tookMs: null }, 3_000],
  ['nothing waits and no worker is up', { waiting: 0, served: false }, 0],
  ['it is closed', { closed: true }, 'closed'],
  ['no worker is up', { served: false }, 'no-worker'],
  ['nothing is known of its runs', { tookMs: null }, 'in-flight'],
] as const)('what waits takes, where %s', (_, more, expected) => {
  const { drainMs, drainUnknown } = drainOf({ ...gate, ...more }, 3_000);
  expect(drainMs ?? drainUnknown).toBe(expected);
});
