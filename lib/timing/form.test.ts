import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import expressions from './data/expressions.json';
import { parseExpression } from './expression';
import { fromExpression, type Timing, toExpression } from './form';

describe('the timing of the form', () => {
  it.each<[Timing, string]>([
    [{ mode: 'once', local: '2027-03-03T09:00' }, 'at(2027-03-03T09:00:00)'],
    [{ mode: 'every', value: 1, unit: 'hour' }, 'rate(1 hour)'],
    [{ mode: 'every', value: 15, unit: 'minute' }, 'rate(15 minutes)'],
    [{ mode: 'expression', expression: 'cron(0 9 ? * MON-FRI *)' }, 'cron(0 9 ? * MON-FRI *)'],
  ])('%j is %s and back', (timing, text) => {
    expect(toExpression(timing)).toBe(text);
    expect(fromExpression(text)).toEqual(timing);
  });

  it.each(['at(2027-03-03T09:00:30)', 'rate(05 minutes)', 'rate(1 hours)', '0 9 * * 1-5', ''])(
    'keeps "%s" as text, because the simpler forms would change it',
    (text) => expect(fromExpression(text)).toEqual({ mode: 'expression', expression: text }),
  );

  it('gives back every text as it was', () => {
    for (const { expression } of expressions)
      expect(toExpression(fromExpression(expression))).toBe(expression);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(toExpression(fromExpression(text))).toBe(text.trim());
      }),
      { seed: 20_261_121 },
    );
  });

  it('gives back every interval and moment as it was, and both are valid', () => {
    const every = fc.record({
      mode: fc.constant('every' as const),
      value: fc.integer({ min: 1, max: 10_000 }),
      unit: fc.constantFrom('minute' as const, 'hour' as const, 'day' as const),
    });
    const moment = fc
      .date({
        min: new Date('1970-01-01T00:00:00Z'),
        max: new Date('2199-12-31T23:59:00Z'),
        noInvalidDate: true,
      })
      .map((date): Timing => ({ mode: 'once', local: date.toISOString().slice(0, 16) }));
    fc.assert(
      fc.property(fc.oneof(every, moment), (timing) => {
        expect(() => parseExpression(toExpression(timing))).not.toThrow();
        expect(fromExpression(toExpression(timing))).toEqual(timing);
      }),
      { seed: 20_261_121 },
    );
  });
});
