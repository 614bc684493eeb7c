import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bucketLimits } from '@/lib/gates/limiter';
import { createInput } from '@/lib/gates/schema';
import { EMPTY_GATE, entriesOf, type GateEntries, goodBurst, toGateInput } from './gate-entries';

const stored = { id: '', environmentId: '', environmentName: '', production: false, version: 1 };
const entered: GateEntries = { ...EMPTY_GATE, name: 'CRM', ratePerSecond: '6', unit: 'minute' };
const checked = (entries: GateEntries) =>
  createInput.shape.gate.parse(toGateInput(entries), { reportInput: false });

it('takes a rate in the unit that was chosen, and nothing for no limit and no circuit', () => {
  expect(checked(entered)).toMatchObject({ ratePerSecond: 0.1, maxInFlight: null, circuitFailures: null });
});

it('keeps what was typed where it is no number, so that the field says what is wanted', () => {
  const input = toGateInput({ ...entered, ratePerSecond: 'many', burst: '' });
  expect([input.ratePerSecond, input.burst]).toEqual(['many', '']);
});

it('shows a stored gate as it was entered', () => {
  const number = (max: number) => fc.integer({ min: 1, max }).map(String);
  fc.assert(
    fc.property(
      fc.record({
        ratePerSecond: number(59),
        unit: fc.constantFrom('second', 'minute', 'hour'),
        burst: number(100),
        maxInFlight: fc.oneof(fc.constant(''), number(100)),
        rampSeconds: number(100),
        circuitFailures: fc.oneof(fc.constant(''), number(100)),
        probeSeconds: number(100),
      }),
      (fields) => {
        const entries = { ...entered, ...fields };
        expect(entriesOf({ ...stored, ...checked(entries) })).toEqual(entries);
      },
    ),
  );
});

it.each([
  ['', null],
  ['10', { least: 2, busy: 4 }],
  ['1', { least: 2, busy: 3 }],
  ['40', { least: 3, busy: 10 }],
])('advises for a rate of %j a second a burst of %j', (ratePerSecond, burst) => {
  expect(goodBurst({ ...EMPTY_GATE, ratePerSecond })).toEqual(burst);
});

it('advises no burst that keeps back some of the rate, and none that is larger than needed for that', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), (rate) => {
      const { least = 0 } = goodBurst({ ...EMPTY_GATE, ratePerSecond: String(rate) }) ?? {};
      const used = (burst: number) => bucketLimits({ rate, burst, rampSeconds: 0 }).rate / rate;
      expect(used(least)).toBe(1);
      expect(used(least - 1)).toBeLessThan(1);
    }),
  );
});
