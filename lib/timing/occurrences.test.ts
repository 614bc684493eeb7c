import { describe, expect, it } from 'vitest';
import { parseExpression } from './expression';
import { nextOccurrence, nextOccurrences } from './occurrences';

/** When expressions run is written down in oracles/table. */
describe('occurrences', () => {
  const daily = parseExpression('cron(0 9 * * ? *)');
  const after = new Date('2026-01-01T00:00:00Z');

  it('gives an empty list for a count of 0', () => {
    expect(nextOccurrences(daily, { timeZone: 'UTC', after, count: 0 })).toEqual([]);
    expect(
      nextOccurrences(parseExpression('at(2026-06-01T09:00:00)'), { timeZone: 'UTC', after, count: 0 }),
    ).toEqual([]);
  });

  it('refuses what it cannot work with, naming it', () => {
    const rate = parseExpression('rate(1 hour)');
    expect(() => nextOccurrence(rate, { timeZone: 'UTC', after })).toThrow(/^anchor: /);
    expect(() => nextOccurrence(daily, { timeZone: 'Europe/Londn', after })).toThrow(
      /^timeZone: "Europe\/Londn"/,
    );
    expect(() => nextOccurrence(daily, { timeZone: 'UTC', after: new Date(Number.NaN) })).toThrow(/^after: /);
    expect(() => nextOccurrences(daily, { timeZone: 'UTC', after, count: -1 })).toThrow(/^count: /);
  });
});
