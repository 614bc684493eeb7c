import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GateRow } from '@/lib/gates/queries';
import { byBuildUp, kindText, rateParts, rateText } from './gate-text';

const gate = (name: string, waiting: number, drainMs: number | null): GateRow => ({
  id: name,
  environmentId: 'one',
  environmentName: 'One',
  production: false,
  version: 1,
  name,
  description: '',
  ratePerSecond: 1,
  burst: 1,
  maxInFlight: null,
  rampSeconds: 0,
  circuitFailures: null,
  probeSeconds: 30,
  closedBy: drainMs === null ? 'hand' : null,
  closedByName: null,
  closedReason: null,
  closedSince: null,
  closedUntil: null,
  probing: false,
  closesAt: null,
  rateNow: 1,
  inFlight: 0,
  waiting,
  oldest: null,
  held: 0,
  drainMs,
  drainUnknown: drainMs === null ? 'closed' : null,
  targets: 0,
});

describe('a rate', () => {
  it.each([
    [10, '10 a second'],
    [2.5, '2.5 a second'],
    [0.1, '6 a minute'],
    [1 / 3600, '1 an hour'],
    [0.0001, '0.36 an hour'],
    [10_000, '10,000 a second'],
    [0, 'none'],
  ])('of %d a second is %s', (perSecond, text) => {
    expect(rateText(perSecond)).toBe(text);
  });

  it('of a whole number of any unit is that number again, in a unit that fits', () => {
    const units = [1, 60, 3600];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 59 }), fc.constantFrom(...units), (count, seconds) => {
        const { rate, unit } = rateParts(count / seconds);
        expect([rate, unit]).toEqual([count, ['second', 'minute', 'hour'][units.indexOf(seconds)]]);
      }),
    );
  });
});

it('puts first what waits behind a closed gate, then what takes longest, and leaves the others in their order', () => {
  const gates = [
    gate('quiet', 0, 0),
    gate('closed and quiet', 0, null),
    gate('quick', 9, 900),
    gate('slow', 2, 2000),
    gate('closed', 1, null),
    gate('closed, more', 3, null),
  ];
  expect(byBuildUp(gates).map(({ name }) => name)).toEqual([
    'closed, more',
    'closed',
    'slow',
    'quick',
    'quiet',
    'closed and quiet',
  ]);
});

it('names the kind of a rule, and any where it has none', () => {
  expect([kindText('lambda'), kindText(null)]).toEqual(['Lambda function', 'Any kind']);
});
