import { describe, expect, it } from 'vitest';
import type { ScheduleTiming } from './timing';
import { clockCase } from './timing-preview-clocks';
import { frequency, runsWithin } from './timing-preview-counts';
import { comingRows } from './timing-preview-rows';

const timing = (expression: string, fields: Partial<ScheduleTiming> = {}): ScheduleTiming => ({
  expression,
  timeZone: 'Europe/London',
  startAt: null,
  endAt: null,
  rateAnchor: null,
  second: 0,
  excluded: [],
  ...fields,
});
const at = (text: string) => new Date(text);
const run = (text: string, fields: object = {}) => ({
  kind: 'run',
  at: at(text),
  clocks: null,
  again: null,
  ...fields,
});

/** London: clocks go forward on 28 March 2027 at 01:00 UTC, back on 31 October 2027 at 01:00 UTC. */
const spring = at('2027-03-26T12:00:00Z');
const autumn = at('2027-10-29T12:00:00Z');

describe('what comes next', () => {
  it('marks the run before which the clocks change', () => {
    expect(comingRows(timing('cron(0 9 * * ? *)'), spring, 3)).toEqual([
      run('2027-03-27T09:00:00Z'),
      run('2027-03-28T08:00:00Z', { clocks: { from: 0, to: 60 } }),
      run('2027-03-29T08:00:00Z'),
    ]);
  });

  it('shows a time that the clocks jump over as a row of its own, which is no run', () => {
    expect(comingRows(timing('cron(30 1 ? * SUN *)'), spring, 2)).toEqual([
      {
        kind: 'skipped',
        first: '2027-03-28T01:30:00',
        last: '2027-03-28T01:30:00',
        gapEnd: at('2027-03-28T01:00:00Z'),
      },
      run('2027-04-04T00:30:00Z'),
      run('2027-04-11T00:30:00Z'),
    ]);
  });

  it('shows all times of one jump as one row', () => {
    expect(comingRows(timing('cron(0/15 1 ? * SUN *)'), spring, 1)[0]).toEqual({
      kind: 'skipped',
      first: '2027-03-28T01:00:00',
      last: '2027-03-28T01:45:00',
      gapEnd: at('2027-03-28T01:00:00Z'),
    });
  });

  it('marks no change of the clocks before its start', () => {
    const [first] = comingRows(
      timing('cron(0 9 * * ? *)', { startAt: at('2027-06-01T00:00:00Z') }),
      spring,
      1,
    );
    expect(first).toEqual(run('2027-06-01T08:00:00Z'));
  });

  it('marks no change of the clocks before what runs once', () => {
    expect(comingRows(timing('at(2027-06-01T09:00:00)'), spring, 10)).toEqual([run('2027-06-01T08:00:00Z')]);
  });

  it('says when a time comes again at which it does not run again', () => {
    expect(comingRows(timing('cron(30 1 * * ? *)'), autumn, 3)).toEqual([
      run('2027-10-30T00:30:00Z'),
      run('2027-10-31T00:30:00Z', { again: at('2027-10-31T01:30:00Z') }),
      run('2027-11-01T01:30:00Z', { clocks: { from: 60, to: 0 } }),
    ]);
  });

  it('shows excluded times in a row as one, with calendar, label and number', () => {
    const holiday = { first: '2027-12-25', last: '2027-12-25', by: 'Bank holidays', label: 'Christmas Day' };
    const freeze = { first: '2027-12-27', last: '2027-12-31', by: 'Freeze', label: 'End of year' };
    const rows = comingRows(
      timing('cron(0 * * * ? *)', { excluded: [holiday, freeze] }),
      at('2027-12-24T22:30:00Z'),
      26,
    );
    expect(rows.filter(({ kind }) => kind === 'excluded')).toEqual([
      { kind: 'excluded', at: at('2027-12-25T00:00:00Z'), times: 24, dates: holiday },
      { kind: 'excluded', at: at('2027-12-27T00:00:00Z'), times: 120, dates: freeze },
    ]);
    expect(rows.filter(({ kind }) => kind === 'run')).toHaveLength(26);
    expect(rows.at(-1)).toEqual(run('2028-01-01T00:00:00Z'));
  });

  it('shows a single time that is excluded, and no run', () => {
    const dates = { first: '2027-12-25', last: '2027-12-25', by: 'Bank holidays', label: 'Christmas Day' };
    const once = timing('at(2027-12-25T09:00:00)', { excluded: [dates] });
    expect(comingRows(once, spring, 10)).toEqual([
      { kind: 'excluded', at: at('2027-12-25T09:00:00Z'), times: 1, dates },
    ]);
  });

  it('counts among excluded times none that the clocks jump over anyway', () => {
    const dates = { first: '2027-03-27', last: '2027-03-29', by: 'Freeze', label: 'Clocks' };
    const rows = comingRows(timing('cron(30 1,9 * * ? *)', { excluded: [dates] }), spring, 1);
    expect(rows.map((row) => ('times' in row ? row.times : row.kind))).toEqual([5, 'run']);
  });

  it('shows some of the jumps where every time is jumped over', () => {
    // New York's clocks jump from 02:00 to 03:00 on each second Sunday of March, since 2007
    const rows = comingRows(timing('cron(30 2 ? 3 SUN#2 *)', { timeZone: 'America/New_York' }), spring, 3);
    expect(rows.map((row) => (row.kind === 'skipped' ? row.first : row.kind))).toEqual([
      '2028-03-12T02:30:00',
      '2029-03-11T02:30:00',
      '2030-03-10T02:30:00',
      '2031-03-09T02:30:00',
      '2032-03-14T02:30:00',
      '2033-03-13T02:30:00',
    ]);
  });

  it('answers at once where years of minutes are excluded', () => {
    const dates = { first: '2027-01-01', last: '2197-12-31', by: 'Freeze', label: 'For good' };
    const started = performance.now();
    const rows = comingRows(timing('cron(* * * * ? *)', { excluded: [dates] }), spring, 10);
    expect(rows).toHaveLength(11);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('carries the second', () => {
    const [first] = comingRows(timing('cron(0 9 * * ? *)', { second: 30 }), spring, 1);
    expect(first).toEqual(run('2027-03-27T09:00:30Z'));
  });
});

describe('how often', () => {
  it.each([
    ['cron(0 9 1 * ? *)', { per: 'month', runs: 1, exact: true }],
    ['cron(30 0 1 * ? *)', { per: 'month', runs: 1, exact: true }],
    ['cron(0 9 ? * 6L *)', { per: 'month', runs: 1, exact: true }],
    // 52 weeks and a day or two: 260 to 262 of them in twelve months
    ['cron(0 9 ? * MON-FRI *)', { per: 'month', runs: 22, exact: false }],
    ['cron(0 9 ? * SUN *)', { per: 'month', runs: 4, exact: false }],
    ['cron(0 9 25 12 ? *)', { per: 'year', runs: 1 }],
    ['cron(0 9 29 2 ? *)', { per: 'year', runs: 1 }],
    ['cron(0 9 1 1 ? 2040)', { per: 'year', runs: 0 }],
    ['at(2027-06-01T09:00:00)', null],
  ])('%s', (expression, often) => {
    expect(frequency(timing(expression), spring)).toEqual(often);
  });

  it('counts what is left where it ends within the year, and not what is excluded', () => {
    const endAt = at('2027-04-05T00:00:00Z');
    const excluded = [{ first: '2027-03-29', last: '2027-03-31', by: 'Freeze', label: 'Stocktaking' }];
    expect(frequency(timing('cron(0 9 * * ? *)', { endAt, excluded }), spring)).toEqual({
      per: 'rest',
      runs: 6,
    });
  });

  it('counts the runs of thirty days', () => {
    const minutely = timing('rate(1 minute)', { rateAnchor: at('2027-01-01T00:00:00Z') });
    expect(runsWithin(minutely, spring, 30)).toBe(43_200);
    expect(runsWithin(timing('at(2027-06-01T00:00:00)'), spring, 30)).toBe(0);
  });
});

describe('cases that AWS leaves open', () => {
  it('a single time in a gap runs at the first moment after it', () => {
    expect(clockCase(timing('at(2027-03-28T01:30:00)'), spring)).toEqual({
      kind: 'gap',
      at: at('2027-03-28T01:00:00Z'),
    });
  });

  it('a single time that comes twice runs at the first', () => {
    expect(clockCase(timing('at(2027-10-31T01:30:00)'), spring)).toEqual({
      kind: 'repeated',
      at: at('2027-10-31T00:30:00Z'),
      later: at('2027-10-31T01:30:00Z'),
    });
  });

  it('several times of a repeated hour run in its first pass, and none in the second', () => {
    expect(clockCase(timing('cron(0/15 * * * ? *)'), spring)).toEqual({
      kind: 'pause',
      at: at('2027-10-31T01:00:00Z'),
      later: at('2027-10-31T02:00:00Z'),
    });
    expect(clockCase(timing('cron(0/10 * * * ? *)', { timeZone: 'Australia/Lord_Howe' }), spring)).toEqual({
      kind: 'pause',
      at: at('2027-04-03T15:00:00Z'),
      later: at('2027-04-03T15:30:00Z'),
    });
  });

  it.each([
    ['cron(0 9 * * ? *)', 'Europe/London'],
    // AWS says what it does: the earlier of the two
    ['cron(0,30 1 * * ? *)', 'Europe/London'],
    ['cron(0/15 * * * ? *)', 'Asia/Kathmandu'],
    ['rate(15 minutes)', 'Europe/London'],
    ['at(2027-06-01T09:00:00)', 'Europe/London'],
  ])('%s in %s meets none', (expression, timeZone) => {
    expect(clockCase(timing(expression, { timeZone }), spring)).toBeNull();
  });
});
