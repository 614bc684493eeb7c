import { describe, expect, it } from 'vitest';
import { parseExpression } from './expression';
import { countOccurrences, listOccurrences, occurrencesBetween, previousOccurrence } from './occurrences';
import { type Occurrence, type Timetable, type TimetableOptions, timetable } from './timetable';

/**
 * Instants are worked out by hand from the zones' published rules: London goes forward at 2026-03-29T01:00Z and back
 * at 2026-10-25T01:00Z, Lord Howe by half an hour at 2026-10-03T15:30Z and back at 2026-04-04T15:00Z, Apia lost
 * 2011-12-30, Monrovia gave up its offset of -00:44:30 at 1972-01-07T00:44:30Z.
 */
const at = (text: string) => {
  const instant = Date.parse(text.length === 10 ? `${text}T00:00Z` : `${text}Z`);
  if (Number.isNaN(instant)) throw new Error(`${text} is no instant`);
  return instant;
};
const text = (instant: number) => new Date(instant).toISOString().replace(/(:00)?\.000Z$/, '');

type Options = Omit<TimetableOptions, 'timeZone' | 'start' | 'end' | 'anchor'> & {
  zone?: string;
  start?: string;
  end?: string;
  anchor?: string;
};

function compile(expression: string, { zone = 'UTC', start, end, anchor, ...rest }: Options = {}): Timetable {
  return timetable(parseExpression(expression), {
    timeZone: zone,
    ...(start && { start: new Date(at(start)) }),
    ...(end && { end: new Date(at(end)) }),
    ...(anchor && { anchor: new Date(at(anchor)) }),
    ...rest,
  });
}

function runs(table: Timetable, from: string, to: string): string[] {
  const found: string[] = [];
  table.each(at(from), at(to), (instant) => found.push(text(instant)));
  return found;
}

function kinds(table: Timetable, from: string, to: string): string[] {
  const found: string[] = [];
  const line = (one: Occurrence) => {
    if (one.kind === 'skipped') return `skipped ${one.local} to ${text(one.gapEnd)}`;
    return `${one.kind} ${one.local} ${text(one.at)}${one.kind === 'excluded' ? ` ${one.dates.label}` : ''}`;
  };
  table.occurrences(at(from), at(to), (one) => found.push(line(one)));
  return found;
}

const days = (first: string, last = first, label = 'freeze') => ({ first, last, by: 'calendar', label });

describe('kinds of occurrences', () => {
  it('says which local times clocks jump over, and where the jump ends', () => {
    const table = compile('cron(0/30 0-2 * * ? *)', { zone: 'Europe/London' });
    expect(kinds(table, '2026-03-29', '2026-03-29T12:00')).toEqual([
      'ordinary 2026-03-29T00:00:00 2026-03-29T00:00',
      'ordinary 2026-03-29T00:30:00 2026-03-29T00:30',
      'skipped 2026-03-29T01:00:00 to 2026-03-29T01:00',
      'skipped 2026-03-29T01:30:00 to 2026-03-29T01:00',
      'ordinary 2026-03-29T02:00:00 2026-03-29T01:00',
      'ordinary 2026-03-29T02:30:00 2026-03-29T01:30',
    ]);
    expect(table.count(at('2026-03-29'), at('2026-03-29T12:00'))).toBe(4);
  });

  it('says which local times occur twice, and runs them once, at the earlier', () => {
    const table = compile('cron(0/30 * * * ? *)', { zone: 'Europe/London' });
    expect(kinds(table, '2026-10-24T23:30', '2026-10-25T03:00')).toEqual([
      'ordinary 2026-10-25T00:30:00 2026-10-24T23:30',
      'repeated 2026-10-25T01:00:00 2026-10-25T00:00',
      'repeated 2026-10-25T01:30:00 2026-10-25T00:30',
      'ordinary 2026-10-25T02:00:00 2026-10-25T02:00',
      'ordinary 2026-10-25T02:30:00 2026-10-25T02:30',
    ]);
  });

  it('knows gaps and repeats of half an hour', () => {
    const table = compile('cron(0/15 1-2 ? * SUN *)', { zone: 'Australia/Lord_Howe' });
    expect(kinds(table, '2026-04-04T14:15', '2026-04-04T16:15')).toEqual([
      'ordinary 2026-04-05T01:15:00 2026-04-04T14:15',
      'repeated 2026-04-05T01:30:00 2026-04-04T14:30',
      'repeated 2026-04-05T01:45:00 2026-04-04T14:45',
      'ordinary 2026-04-05T02:00:00 2026-04-04T15:30',
      'ordinary 2026-04-05T02:15:00 2026-04-04T15:45',
      'ordinary 2026-04-05T02:30:00 2026-04-04T16:00',
    ]);
    expect(kinds(table, '2026-10-03T15:15', '2026-10-03T15:45')).toEqual([
      'ordinary 2026-10-04T01:45:00 2026-10-03T15:15',
      'skipped 2026-10-04T02:00:00 to 2026-10-03T15:30',
      'skipped 2026-10-04T02:15:00 to 2026-10-03T15:30',
      'ordinary 2026-10-04T02:30:00 2026-10-03T15:30',
    ]);
  });

  it('skips a day that a zone lost', () => {
    const table = compile('cron(0 9 * * ? *)', { zone: 'Pacific/Apia' });
    expect(kinds(table, '2011-12-29T12:00', '2011-12-31')).toEqual([
      'ordinary 2011-12-29T09:00:00 2011-12-29T19:00',
      'skipped 2011-12-30T09:00:00 to 2011-12-30T10:00',
      'ordinary 2011-12-31T09:00:00 2011-12-30T19:00',
    ]);
  });

  it('tells apart seconds where an offset has seconds', () => {
    const early = compile('cron(44 0 7 1 ? 1972)', { zone: 'Africa/Monrovia', second: 29 });
    expect(kinds(early, '1972-01-01', '1972-02-01')).toEqual([
      'skipped 1972-01-07T00:44:29 to 1972-01-07T00:44:30',
    ]);
    const late = compile('cron(44 0 7 1 ? 1972)', { zone: 'Africa/Monrovia', second: 30 });
    expect(runs(late, '1972-01-01', '1972-02-01')).toEqual(['1972-01-07T00:44:30']);
  });

  it('of a rate are ordinary through both changes of clocks', () => {
    const table = compile('rate(30 minutes)', { zone: 'Europe/London', anchor: '2026-01-01' });
    expect(kinds(table, '2026-10-25T00:30', '2026-10-25T02:00')).toEqual([
      'ordinary 2026-10-25T01:30:00 2026-10-25T00:30',
      'ordinary 2026-10-25T01:00:00 2026-10-25T01:00',
      'ordinary 2026-10-25T01:30:00 2026-10-25T01:30',
    ]);
  });

  it('of at: repeated at the earlier instant, ordinary at the end of a gap', () => {
    const [from, to] = ['2026-01-01', '2027-01-01'];
    const zone = 'Europe/London';
    expect(kinds(compile('at(2026-10-25T01:30:15)', { zone }), from, to)).toEqual([
      'repeated 2026-10-25T01:30:15 2026-10-25T00:30:15',
    ]);
    expect(kinds(compile('at(2026-03-29T01:30:00)', { zone }), from, to)).toEqual([
      'ordinary 2026-03-29T02:00:00 2026-03-29T01:00',
    ]);
  });

  it('are visited until the visitor has enough', () => {
    const seen: string[] = [];
    compile('cron(0 9 * * ? *)').occurrences(at('2026-01-01'), Number.POSITIVE_INFINITY, ({ local }) => {
      seen.push(local);
      return seen.length < 2;
    });
    expect(seen).toEqual(['2026-01-01T09:00:00', '2026-01-02T09:00:00']);
  });
});

describe('previous', () => {
  it.each<[string, string, string, Options?]>([
    ['cron(0 9 * * ? *)', '2026-01-05T09:00', '2026-01-04T09:00'],
    ['cron(0 9 * * ? *)', '2026-01-05T09:00:00.001', '2026-01-05T09:00'],
    ['cron(0/7 8,17 ? * MON-FRI *)', '2026-01-05T08:00', '2026-01-02T17:56'],
    ['cron(0 9 29 2 ? *)', '2026-01-01', '2024-02-29T09:00'],
    ['cron(0 9 29 2 ? *)', '2104-01-01', '2096-02-29T09:00'],
    ['cron(0 9 1 1 ? 2020-2022)', '2199-01-01', '2022-01-01T09:00'],
    ['cron(30 1 * * ? *)', '2026-03-29T12:00', '2026-03-28T01:30', { zone: 'Europe/London' }],
    ['cron(30 1 * * ? *)', '2026-10-25T01:45', '2026-10-25T00:30', { zone: 'Europe/London' }],
    ['cron(0/15 * * * ? *)', '2026-10-25T01:45', '2026-10-25T00:45', { zone: 'Europe/London' }],
    ['cron(* * * * ? *)', '2011-12-30T10:00', '2011-12-30T09:59', { zone: 'Pacific/Apia' }],
    ['cron(0 9 * * ? *)', '2026-01-05T09:00:31', '2026-01-05T09:00:30', { second: 30 }],
    ['rate(1 hour)', '2026-01-05T09:30', '2026-01-05T08:30', { anchor: '2026-01-01T00:30' }],
    ['at(2026-01-01T00:00:00)', '2026-01-01T00:00:00.001', '2026-01-01T00:00'],
  ])('%s before %s is %s', (expression, before, expected, options) => {
    expect(text(compile(expression, options).previous(at(before)))).toBe(expected);
  });

  it.each<[string, string, Options?]>([
    ['cron(0 9 1 1 ? 2020-2022)', '2020-01-01T09:00'],
    ['cron(0 9 * * ? *)', '1970-01-01T09:00'],
    ['cron(0 9 * * ? *)', '2026-01-05T12:00', { start: '2026-01-05T09:01' }],
    ['rate(1 hour)', '2026-01-01T00:30', { anchor: '2026-01-01T00:30' }],
    ['rate(1 hour)', '2026-01-01T01:30', { anchor: '2026-01-01T00:30', start: '2026-01-01T01:00' }],
    ['at(2026-01-01T00:00:00)', '2026-01-01T00:00'],
  ])('%s before %s is nothing', (expression, before, options) => {
    expect(compile(expression, options).previous(at(before))).toBeNaN();
  });

  it('comes as a date or null', () => {
    const daily = parseExpression('cron(0 9 * * ? *)');
    const before = new Date('2026-01-05T09:00Z');
    expect(previousOccurrence(daily, { timeZone: 'UTC', before })).toEqual(new Date('2026-01-04T09:00Z'));
    expect(previousOccurrence(daily, { timeZone: 'UTC', before: new Date('1970-01-01T00:00Z') })).toBeNull();
  });
});

describe('count', () => {
  // 2001 to 2099 have a leap year in four; 1970 to 2199 has 56 leap years, since 2100 is none
  it.each<[string, string, string, number, Options?]>([
    ['cron(0 9 * * ? *)', '2026-01-01', '2027-01-01', 365],
    ['cron(0 9 * * ? *)', '1970-01-01', '2200-01-01', 230 * 365 + 56],
    ['cron(* * * * ? *)', '1970-01-01', '2200-01-01', (230 * 365 + 56) * 1440],
    ['cron(0 9 29 2 ? *)', '1970-01-01', '2200-01-01', 56],
    ['cron(0/5 9-17 ? * MON-FRI *)', '2026-01-01', '2026-02-01', 22 * 9 * 12],
    ['cron(0/20 * * * ? *)', '2026-01-01T10:20', '2026-01-01T11:20', 3],
    ['cron(0/20 * * * ? *)', '2026-01-01T10:20:01', '2026-01-01T11:20:01', 3],
    ['cron(59 23 31 12 ? *)', '2026-12-31T23:59', '2026-12-31T23:59:01', 1],
    ['cron(59 23 31 12 ? *)', '2026-12-31T23:59:01', '2027-12-31T23:59', 0],
    // London loses four quarters of an hour in March; the hour that repeats in October counts once
    ['cron(0/15 * * * ? *)', '2026-03-29', '2026-03-30', 96, { zone: 'Europe/London' }],
    ['cron(0/15 * * * ? *)', '2026-03-28', '2026-03-31', 288, { zone: 'Europe/London' }],
    ['cron(0/15 1 * * ? *)', '2026-03-28', '2026-03-31', 8, { zone: 'Europe/London' }],
    ['cron(0/15 * * * ? *)', '2026-10-25T00:00', '2026-10-25T02:00', 4, { zone: 'Europe/London' }],
    ['cron(0 9 * * ? *)', '2011-12-01T10:00', '2011-12-31T10:00', 30, { zone: 'Pacific/Apia' }],
    ['rate(90 minutes)', '2026-01-01', '2026-01-02', 16, { anchor: '2026-01-01' }],
    ['rate(90 minutes)', '2026-01-01T00:00:01', '2026-01-02T00:00:01', 16, { anchor: '2026-01-01' }],
    ['rate(1 day)', '2026-01-01', '2027-01-01', 10, { anchor: '2026-12-22T09:00' }],
    ['rate(1 day)', '2026-01-01', '2027-01-01', 3, { anchor: '2026-12-22T09:00', end: '2026-12-24T09:00' }],
    ['at(2026-06-01T09:00:00)', '2026-06-01T09:00', '2026-06-01T09:01', 1],
    ['at(2026-06-01T09:00:00)', '2026-06-01T08:59', '2026-06-01T09:00', 0],
  ])('%s in [%s, %s) is %i', (expression, from, to, expected, options) => {
    const table = compile(expression, options);
    expect(table.count(at(from), at(to))).toBe(expected);
  });

  it('is 0 for an empty or reversed interval and takes infinite ones', () => {
    const yearly = compile('cron(0 9 1 1 ? *)');
    expect(yearly.count(at('2026-01-01T09:00'), at('2026-01-01T09:00'))).toBe(0);
    expect(yearly.count(at('2027-01-01'), at('2026-01-01'))).toBe(0);
    expect(yearly.count(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)).toBe(230);
  });

  it('agrees with the list that it spares', () => {
    const daily = parseExpression('cron(0 9 * * ? *)');
    const interval = {
      timeZone: 'UTC',
      from: new Date('2026-01-01T09:00Z'),
      to: new Date('2026-01-03T09:00Z'),
    };
    expect(countOccurrences(daily, interval)).toBe(2);
    expect(occurrencesBetween(daily, interval)).toEqual([
      new Date('2026-01-01T09:00Z'),
      new Date('2026-01-02T09:00Z'),
    ]);
  });
});

describe('tally', () => {
  it('adds each run to its minute', () => {
    const buckets = new Uint32Array(6);
    const from = at('2026-01-01T09:58');
    compile('cron(0/2 * * * ? *)', { second: 59 }).tally(buckets, from);
    compile('rate(3 minutes)', { anchor: '2026-01-01T00:01:30' }).tally(buckets, from);
    compile('at(2026-01-01T10:03:59)').tally(buckets, from);
    expect([...buckets]).toEqual([2, 0, 1, 1, 1, 1]);
  });

  it('has nothing in the second pass of a repeated hour', () => {
    const buckets = new Uint32Array(180);
    compile('cron(0/15 * * * ? *)', { zone: 'Europe/London' }).tally(buckets, at('2026-10-25T00:00'));
    const minutes = [...buckets].flatMap((count, minute) => (count ? [minute] : []));
    expect(minutes).toEqual([0, 15, 30, 45, 120, 135, 150, 165]);
  });
});

describe('seconds, anchors and bounds', () => {
  it('adds the second to each instant of a cron', () => {
    const table = compile('cron(0 9 * * ? *)', { second: 45 });
    expect(text(table.next(at('2026-01-01T09:00')))).toBe('2026-01-01T09:00:45');
    expect(text(table.next(at('2026-01-01T09:00:45')))).toBe('2026-01-02T09:00:45');
    expect(kinds(table, '2026-01-01', '2026-01-02')).toEqual([
      'ordinary 2026-01-01T09:00:45 2026-01-01T09:00:45',
    ]);
  });

  it('leaves at and rate their own seconds', () => {
    const options = { second: 45, anchor: '2026-01-01T00:00:10' };
    expect(text(compile('rate(1 hour)', options).next(at('2026-01-01')))).toBe('2026-01-01T00:00:10');
    expect(text(compile('at(2026-01-01T09:00:05)', options).next(at('2026-01-01')))).toBe(
      '2026-01-01T09:00:05',
    );
  });

  it('compares start and end with the instant, second included', () => {
    const second = 30;
    const bounds = { start: '2026-01-01T09:00:30', end: '2026-01-03T09:00:29' };
    expect(runs(compile('cron(0 9 * * ? *)', { second, ...bounds }), '2025-01-01', '2027-01-01')).toEqual([
      '2026-01-01T09:00:30',
      '2026-01-02T09:00:30',
    ]);
  });

  it('keeps within 1970 to 2199', () => {
    const table = compile('cron(0 0 1 1 ? *)');
    expect(text(table.next(Number.NEGATIVE_INFINITY))).toBe('1970-01-01T00:00');
    expect(text(table.previous(Number.POSITIVE_INFINITY))).toBe('2199-01-01T00:00');
    expect(table.next(at('2199-01-01'))).toBeNaN();
    expect(compile('rate(1 day)', { anchor: '2199-12-31' }).next(at('2199-12-31'))).toBeNaN();
  });

  it('takes fractions of a millisecond for what they are', () => {
    const table = compile('rate(1 minute)', { anchor: '2026-01-01' });
    const [first, second] = [at('2026-01-01'), at('2026-01-01T00:01')];
    expect(table.next(first - 0.5)).toBe(first);
    expect(table.next(first + 0.5)).toBe(second);
    expect(table.previous(first + 0.5)).toBe(first);
    expect(table.count(first + 0.5, second + 0.5)).toBe(1);
  });

  it('answers at once where the next run lies far off or never comes', () => {
    const started = performance.now();
    expect(text(compile('cron(0 0 29 2 ? 2196)').next(at('1970-01-01')))).toBe('2196-02-29T00:00');
    expect(compile('cron(* * * * ? 2020)').next(at('2026-01-01'))).toBeNaN();
    // 29 March 2026, 01:30, lies in London's gap
    expect(compile('cron(30 1 29 3 ? 2026)', { zone: 'Europe/London' }).next(at('2026-01-01'))).toBeNaN();
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('refuses what it cannot work with, naming it', () => {
    const table = compile('cron(0 9 * * ? *)');
    expect(() => compile('cron(0 9 * * ? *)', { second: 60 })).toThrow(/^second: 60 is not/);
    expect(() => compile('cron(0 9 * * ? *)', { second: 1.5 })).toThrow(/^second: /);
    expect(() => compile('cron(0 9 * * ? *)', { zone: 'Mars/Olympus' })).toThrow(
      /^timeZone: "Mars\/Olympus"/,
    );
    expect(() => compile('rate(1 hour)')).toThrow(/^anchor: /);
    for (const ask of [table.next, table.previous]) {
      expect(() => ask.call(table, Number.NaN)).toThrow(/^instant: /);
    }
    expect(() => table.count(0, Number.NaN)).toThrow(/^instant: /);
  });
});

describe('excluded dates', () => {
  const christmas = days('2026-12-25', '2026-12-26', 'Christmas');
  const friday = days('2026-12-25', '2026-12-25', 'Friday');

  it('run nothing and are listed with their reason', () => {
    const table = compile('cron(0 9 * * ? *)', { excluded: [christmas] });
    expect(text(table.next(at('2026-12-24T09:00')))).toBe('2026-12-27T09:00');
    expect(text(table.previous(at('2026-12-27T09:00')))).toBe('2026-12-24T09:00');
    expect(table.count(at('2026-12-24'), at('2026-12-28'))).toBe(2);
    expect(runs(table, '2026-12-24', '2026-12-28')).toEqual(['2026-12-24T09:00', '2026-12-27T09:00']);
    expect(kinds(table, '2026-12-25', '2026-12-28')).toEqual([
      'excluded 2026-12-25T09:00:00 2026-12-25T09:00 Christmas',
      'excluded 2026-12-26T09:00:00 2026-12-26T09:00 Christmas',
      'ordinary 2026-12-27T09:00:00 2026-12-27T09:00',
    ]);
  });

  it('are days of the schedule’s zone', () => {
    const table = compile('cron(0 0/12 * * ? *)', { zone: 'Pacific/Auckland', excluded: [friday] });
    // Auckland is 13 hours ahead: its 25 December runs from 24 December 11:00 UTC to 25 December 11:00 UTC
    expect(runs(table, '2026-12-23T12:00', '2026-12-25T23:00')).toEqual([
      '2026-12-23T23:00',
      '2026-12-25T11:00',
    ]);
  });

  it('may overlap, touch and stand in any order; the one that begins first is named', () => {
    const excluded = [
      days('2026-01-04', '2026-01-05', 'c'),
      days('2026-01-01', '2026-01-02', 'a'),
      days('2026-01-02', '2026-01-03', 'b'),
    ];
    const table = compile('cron(0 9 * * ? *)', { excluded });
    expect(text(table.next(at('2025-12-31T09:00')))).toBe('2026-01-06T09:00');
    expect(text(table.previous(at('2026-01-06T09:00')))).toBe('2025-12-31T09:00');
    expect(table.count(at('2026-01-01'), at('2026-01-07'))).toBe(1);
    expect(kinds(table, '2026-01-02', '2026-01-04')).toEqual([
      'excluded 2026-01-02T09:00:00 2026-01-02T09:00 a',
      'excluded 2026-01-03T09:00:00 2026-01-03T09:00 b',
    ]);
  });

  it('hold for rates by the local date of each slot, and leave the rhythm as it is', () => {
    const table = compile('rate(5 hours)', {
      zone: 'America/New_York',
      anchor: '2026-12-24T22:00',
      excluded: [friday],
    });
    // New York's 25 December runs from 05:00 UTC to 05:00 UTC
    expect(runs(table, '2026-12-24', '2026-12-26T12:00')).toEqual([
      '2026-12-24T22:00',
      '2026-12-25T03:00',
      '2026-12-26T09:00',
    ]);
    expect(table.count(at('2026-12-24'), at('2026-12-26T12:00'))).toBe(3);
    expect(text(table.next(at('2026-12-25T03:00')))).toBe('2026-12-26T09:00');
    expect(text(table.previous(at('2026-12-26T09:00')))).toBe('2026-12-25T03:00');
  });

  it('end with the local day for a rate, also where clocks change on them', () => {
    // London's 29 March ends at 23:00 UTC, its 28 March begins at 00:00 UTC
    const excluded = [days('2026-03-28', '2026-03-29')];
    const table = compile('rate(1 hour)', { zone: 'Europe/London', anchor: '2026-01-01', excluded });
    expect(text(table.next(at('2026-03-27T23:00')))).toBe('2026-03-29T23:00');
    expect(text(table.previous(at('2026-03-29T23:00')))).toBe('2026-03-27T23:00');
    expect(table.count(at('2026-03-27'), at('2026-03-31'))).toBe(24 + 25);
  });

  it('hold for a one-time schedule', () => {
    const table = compile('at(2026-12-25T09:00:00)', { excluded: [friday] });
    expect(table.next(at('2026-01-01'))).toBeNaN();
    expect(kinds(table, '2026-01-01', '2027-01-01')).toEqual([
      'excluded 2026-12-25T09:00:00 2026-12-25T09:00 Friday',
    ]);
  });

  it('are jumped over, however long', () => {
    const excluded = [days('1990-01-01', '2150-12-31')];
    const started = performance.now();
    for (const table of [
      compile('cron(* * * * ? *)', { excluded }),
      compile('rate(1 minute)', { excluded, anchor: '1980-01-01' }),
    ]) {
      expect(text(table.next(at('2026-01-01')))).toBe('2151-01-01T00:00');
      expect(text(table.previous(at('2151-01-01')))).toBe('1989-12-31T23:59');
      expect(table.count(at('1989-12-31'), at('2151-01-02'))).toBe(2 * 1440);
    }
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it.each([
    [days('2026-02-30'), /^excluded\[0\]\.first: "2026-02-30" is not a date/],
    [days('2026-12-25', '2026-12-24'), /^excluded\[0\]\.last: 2026-12-24 comes before 2026-12-25/],
    [days('25.12.2026'), /^excluded\[0\]\.first: "25\.12\.2026" is not a date/],
  ])('refuse %o', (dates, message) => {
    expect(() => compile('cron(0 9 * * ? *)', { excluded: [dates] })).toThrow(message);
  });
});

describe('a list up to a number of runs', () => {
  const list = (
    expression: string,
    options: Omit<TimetableOptions, 'timeZone'> & { runs: number; after: Date },
  ) => listOccurrences(parseExpression(expression), { timeZone: 'Europe/London', ...options });

  it('shows what is skipped between the runs without counting it', () => {
    const found = list('cron(30 1 * * ? *)', { after: new Date('2026-03-27T12:00Z'), runs: 2 });
    expect(found.map(({ kind, local }) => [kind, local])).toEqual([
      ['ordinary', '2026-03-28T01:30:00'],
      ['skipped', '2026-03-29T01:30:00'],
      ['ordinary', '2026-03-30T01:30:00'],
    ]);
  });

  it('shows of one range of excluded dates no more than so many', () => {
    const found = list('cron(0 * * * ? *)', {
      after: new Date('2026-12-24T22:30Z'),
      runs: 2,
      excluded: [days('2026-12-25', '2026-12-25', 'a'), days('2026-12-26', '2026-12-26', 'b')],
    });
    expect(found.map(({ kind, local }) => [kind, local])).toEqual([
      ['ordinary', '2026-12-24T23:00:00'],
      ['excluded', '2026-12-25T00:00:00'],
      ['excluded', '2026-12-25T01:00:00'],
      ['excluded', '2026-12-26T00:00:00'],
      ['excluded', '2026-12-26T01:00:00'],
      ['ordinary', '2026-12-27T00:00:00'],
    ]);
  });

  it('ends where the schedule ends', () => {
    const after = new Date('2026-01-01T00:00Z');
    expect(list('cron(0 9 * * ? *)', { after, runs: 5, end: new Date('2026-01-02T09:00Z') })).toHaveLength(2);
    expect(list('cron(0 9 * * ? *)', { after, runs: 0 })).toEqual([]);
  });
});
