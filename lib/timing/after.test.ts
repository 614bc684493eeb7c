import { describe, expect, it } from 'vitest';
import { fromExpression, toExpression } from './builder';
import { builderProblem } from './builder-problem';
import { describe as inEnglish } from './describe';
import { ExpressionError, parseExpression } from './expression';
import { countOccurrences, listOccurrences, nextOccurrences, previousOccurrence } from './occurrences';

const at = (text: string) => new Date(`${text}Z`);
const run = (expression: string, options: object = {}) =>
  nextOccurrences(parseExpression(expression), {
    timeZone: 'Europe/London',
    anchor: at('2026-12-24T18:00:07.250'),
    after: at('2026-01-01T00:00'),
    count: 3,
    ...options,
  }).map((date) => date.toISOString());

describe('what comes after a run', () => {
  it.each([
    ['after(1 minute)', '2026-12-24T18:01:07.250Z'],
    ['after(10 minutes)', '2026-12-24T18:10:07.250Z'],
    ['after(8760 hours)', '2027-12-24T18:00:07.250Z'],
    ['after(365 days)', '2027-12-24T18:00:07.250Z'],
  ])('%s has one run, counted from where the one before ended', (expression, expected) => {
    expect(run(expression)).toEqual([expected]);
    expect(run(expression, { after: new Date(expected) })).toEqual([]);
  });

  it('has none while the one before is not over', () => {
    expect(run('after(10 minutes)', { anchor: undefined })).toEqual([]);
    const options = { timeZone: 'UTC', before: at('2100-01-01T00:00') };
    expect(previousOccurrence(parseExpression('after(10 minutes)'), options)).toBeNull();
    const all = { timeZone: 'UTC', from: at('1970-01-01T00:00'), to: at('2199-01-01T00:00') };
    expect(countOccurrences(parseExpression('after(10 minutes)'), all)).toBe(0);
    const listed = { timeZone: 'UTC', after: at('1970-01-01T00:00'), runs: 5 };
    expect(listOccurrences(parseExpression('after(10 minutes)'), listed)).toEqual([]);
  });

  it('waits for its start, and has none after its end', () => {
    expect(run('after(10 minutes)', { start: at('2026-12-25T00:00') })).toEqual(['2026-12-25T00:00:00.000Z']);
    expect(run('after(10 minutes)', { end: at('2026-12-24T18:10:07.250') })).toHaveLength(1);
    expect(run('after(10 minutes)', { end: at('2026-12-24T18:10:07') })).toEqual([]);
  });

  // In Apia 30 December 2011 was left out: the clocks went from the end of the 29th to the 31st at 10:00 UTC.
  it('waits for the end of excluded dates, by the clocks of its zone', () => {
    const excluded = [
      { first: '2026-12-24', last: '2026-12-25', by: 'Bank holidays', label: 'Christmas' },
      { first: '2026-12-26', last: '2026-12-26', by: 'Bank holidays', label: 'Boxing Day' },
    ];
    expect(run('after(10 minutes)', { excluded })).toEqual(['2026-12-27T00:00:00.000Z']);
    expect(run('after(10 minutes)', { excluded, timeZone: 'America/New_York' })).toEqual([
      '2026-12-27T05:00:00.000Z',
    ]);
    expect(run('after(3 days)', { excluded })).toEqual(['2026-12-27T18:00:07.250Z']);
    const apia = { timeZone: 'Pacific/Apia', anchor: at('2011-12-29T20:00'), after: at('2011-01-01T00:00') };
    const day = [{ first: '2011-12-29', last: '2011-12-29', by: 'x', label: 'x' }];
    expect(run('after(1 hour)', { ...apia, excluded: day })).toEqual(['2011-12-30T10:00:00.000Z']);
  });
});

describe('its expression', () => {
  it.each([
    ['after(1 minute)', '1 minute after the previous run ended'],
    ['after(10 minutes)', '10 minutes after the previous run ended'],
    ['after(2 hours)', '2 hours after the previous run ended'],
    ['after(365 days)', '365 days after the previous run ended'],
  ])('%s in plain English, and in parts', (expression, english) => {
    expect(inEnglish(parseExpression(expression), 'Europe/London')).toBe(english);
    const builder = fromExpression(expression);
    expect(builder.mode).toBe('after');
    expect(toExpression(builder)).toBe(expression);
  });

  it.each([
    ['after(0 minutes)', 'from 1 to 525600', undefined],
    ['after(525601 minutes)', 'from 1 to 525600', undefined],
    ['after(8761 hours)', 'from 1 to 8760', undefined],
    ['after(366 days)', 'from 1 to 365', undefined],
    ['after(1 minutes)', 'singular', 'after(1 minute)'],
    ['after(10 minute)', 'plural', 'after(10 minutes)'],
    ['after(90 min)', 'not minutes', 'after(90 minutes)'],
    ['After 2h', 'small letters', 'after(2 hours)'],
    ['10 minutes after the previous run ended', '', 'after(10 minutes)'],
    ['after(30 seconds)', 'not minutes', undefined],
    ['after()', 'a number, one space and a unit', undefined],
  ])('%s is refused with the reason', (text, reason, suggestion) => {
    const error = thrownBy(() => parseExpression(text));
    expect(error.reason).toContain(reason);
    expect(error.suggestion).toBe(suggestion);
  });

  it('in parts says what would be right', () => {
    for (const value of [0, 1.5, 366, Number.NaN])
      expect(builderProblem({ mode: 'after', value, unit: 'day' })).toEqual({
        part: 'value',
        message: 'Enter a whole number of days from 1 to 365, which is a year.',
      });
  });
});

function thrownBy(act: () => unknown): ExpressionError {
  try {
    act();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
  }
  throw new Error('It was not refused.');
}
