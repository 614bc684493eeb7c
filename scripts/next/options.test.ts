import { describe, expect, it } from 'vitest';
import { ExpressionError } from '@/lib/timing/expression';
import { readOptions, UsageError } from './options';

const NOW = new Date('2026-11-01T12:00:00.789Z');
const DAILY = 'cron(0 9 * * ? *)';

describe('options of the command line', () => {
  it('look from now on, in whole seconds, in UTC, for five runs', () => {
    const now = new Date('2026-11-01T12:00:00Z');
    expect(readOptions([DAILY], NOW)).toMatchObject({
      mode: 'list',
      from: now,
      until: null,
      count: 5,
      timetable: { timeZone: 'UTC', anchor: now },
    });
  });

  it('count a rate from its anchor, else its start, else where to look from', () => {
    const [anchor, start, from] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'];
    const anchorOf = (...args: string[]) => {
      const options = readOptions(['rate(1 hour)', '--from', from, ...args], NOW);
      return options.mode === 'list' && options.timetable.anchor;
    };
    expect(anchorOf('--start', start, '--anchor', anchor)).toEqual(new Date(anchor));
    expect(anchorOf('--start', start)).toEqual(new Date(start));
    expect(anchorOf()).toEqual(new Date(from));
  });

  it.each<[string[], RegExp]>([
    [[DAILY, '--zone', 'Europe/Londn'], /^--zone: "Europe\/Londn" is not an IANA/],
    [[DAILY, '--zone', '+01:00'], /^--zone: /],
    [[DAILY, '--from', '2026-02-30T00:00:00Z'], /^--from: "2026-02-30T00:00:00Z" is not an instant/],
    [[DAILY, '--until', '2026-02-03T00:00:00'], /^--until: .* is not an instant/],
    [[DAILY, '--start', '2026-02-03'], /^--start: /],
    [[DAILY, '--end', '2026-02-03T00:00:00+25:00'], /^--end: /],
    [[DAILY, '--anchor', ''], /^--anchor: /],
    [[DAILY, '--count', '0'], /^--count: "0" is not a whole number from 1/],
    [[DAILY, '--count', '1e3'], /^--count: /],
    [[DAILY, '--second', '60'], /^--second: "60" is not a whole number from 0 to 59/],
    [[DAILY, '--tomorrow'], /'--tomorrow'/],
    [[DAILY, '--count'], /'--count <value>' argument missing/],
    [['cron(0', '9', '*'], /in quotes, but also "9"/],
    [[], /expression is missing/],
    [['--batch', '--json'], /^--batch: stands alone/],
  ])('refuse %j', (args, message) => {
    expect(() => readOptions(args, NOW)).toThrow(UsageError);
    expect(() => readOptions(args, NOW)).toThrow(message);
  });

  it('refuse a bad expression as the parser does', () => {
    expect(() => readOptions(['rate(1 hours)'], NOW)).toThrow(ExpressionError);
  });
});
