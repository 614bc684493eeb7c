import { describe, expect, it } from 'vitest';
import { parseExpression } from './expression';
import { nextOccurrence, nextOccurrences } from './occurrences';

/**
 * Worked out by hand with a calendar and the zones' published rules, from the grammar and the daylight saving
 * rules of https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html. All instants are UTC.
 * "end" closes a list after which nothing follows.
 */
type Row = [
  expression: string,
  expected: string,
  options?: { zone?: string; after?: string; anchor?: string },
];

const NEW_YEAR = '2026-01-01T00:00'; // a Thursday

const CALENDAR: Row[] = [
  ['cron(0 10 * * ? *)', '2026-01-01T10:00 2026-01-02T10:00'],
  ['cron(15 12 * * ? *)', '2026-01-01T12:15 2026-01-02T12:15'],
  ['cron(0 18 ? * MON-FRI *)', '2026-01-01T18:00 2026-01-02T18:00 2026-01-05T18:00'],
  ['cron(0 18 ? * 2-6 *)', '2026-01-01T18:00 2026-01-02T18:00 2026-01-05T18:00'],
  ['cron(0 8 1 * ? *)', '2026-01-01T08:00 2026-02-01T08:00 2026-03-01T08:00'],
  ['cron(0/15 * * * ? *)', '2026-01-01T00:15 2026-01-01T00:30 2026-01-01T00:45 2026-01-01T01:00'],
  ['cron(*/15 * * * ? *)', '2026-01-01T00:15 2026-01-01T00:30'],
  ['cron(1/10 * * * ? *)', '2026-01-01T00:01 2026-01-01T00:11 2026-01-01T00:21'],
  ['cron(0/10 * ? * MON-FRI *)', '2026-01-02T23:50 2026-01-05T00:00', { after: '2026-01-02T23:40' }],
  ['cron(0/5 8-17 ? * MON-FRI *)', '2026-01-01T17:55 2026-01-02T08:00', { after: '2026-01-01T17:50' }],
  ['cron(15 10 ? * 6L 2022-2023)', '2022-01-28T10:15 2022-02-25T10:15', { after: '2022-01-01T00:00' }],
  ['cron(15 10 ? * 6L 2022-2023)', '2023-12-29T10:15 end', { after: '2023-11-30T00:00' }],
  [
    'cron(0/30 20-2 ? * MON-FRI *)',
    '2026-01-02T23:30 2026-01-05T00:00 2026-01-05T00:30',
    { after: '2026-01-02T23:00' },
  ],
  ['cron(0 9 ? * 2#1 *)', '2026-01-05T09:00 2026-02-02T09:00 2026-03-02T09:00'],
  ['cron(0 9 ? * 3#2 *)', '2026-01-13T09:00 2026-02-10T09:00 2026-03-10T09:00'],
  ['cron(0 9 ? * 7#3 *)', '2026-01-17T09:00 2026-02-21T09:00 2026-03-21T09:00'],
  ['cron(0 9 ? * SUN#1 *)', '2026-01-04T09:00 2026-02-01T09:00 2026-03-01T09:00'],
  ['cron(0 9 ? * FRI#5 *)', '2026-01-30T09:00 2026-05-29T09:00'],
  ['cron(0 9 ? * 6L *)', '2026-01-30T09:00 2026-02-27T09:00 2026-03-27T09:00 2026-04-24T09:00'],
  ['cron(0 9 ? * FRIL *)', '2026-01-30T09:00 2026-02-27T09:00'],
  ['cron(0 9 ? * 1L *)', '2026-01-25T09:00 2026-02-22T09:00 2026-03-29T09:00'],
  ['cron(0 9 ? * L *)', '2026-01-03T09:00 2026-01-10T09:00'],
  ['cron(0 9 L * ? *)', '2026-01-31T09:00 2026-02-28T09:00 2026-03-31T09:00 2026-04-30T09:00'],
  ['cron(0 9 L 2 ? *)', '2028-02-29T09:00 2029-02-28T09:00', { after: '2028-02-01T00:00' }],
  [
    'cron(0 9 LW * ? *)',
    '2026-01-30T09:00 2026-02-27T09:00 2026-03-31T09:00 2026-04-30T09:00 2026-05-29T09:00',
  ],
  ['cron(0 9 15W * ? *)', '2026-01-15T09:00 2026-02-16T09:00 2026-03-16T09:00 2026-04-15T09:00'],
  ['cron(0 9 15W 8 ? *)', '2026-08-14T09:00'],
  ['cron(0 9 1W 8 ? *)', '2026-08-03T09:00 2027-08-02T09:00'],
  ['cron(0 9 31W * ? *)', '2026-01-30T09:00 2026-03-31T09:00 2026-05-29T09:00 2026-07-31T09:00'],
  ['cron(0 9 30W * ? *)', '2026-01-30T09:00 2026-03-30T09:00 2026-04-30T09:00 2026-05-29T09:00'],
  ['cron(0 9 28W 2 ? *)', '2026-02-27T09:00 2027-02-26T09:00'],
  ['cron(0 9 29 2 ? *)', '2028-02-29T09:00 2032-02-29T09:00'],
  ['cron(0 9 29 2 ? *)', '2096-02-29T09:00 2104-02-29T09:00', { after: '2092-03-01T00:00' }],
  ['cron(0 0 1 1 ? *)', '2027-01-01T00:00 2028-01-01T00:00'],
  ['cron(0 12 31 * ? *)', '2026-01-31T12:00 2026-03-31T12:00 2026-05-31T12:00 2026-07-31T12:00'],
  ['cron(0 12 30 * ? *)', '2026-03-30T12:00 2026-04-30T12:00', { after: '2026-01-31T00:00' }],
  ['cron(0 12 1,15 * ? *)', '2026-01-01T12:00 2026-01-15T12:00 2026-02-01T12:00'],
  ['cron(0 12 1-3 * ? *)', '2026-01-01T12:00 2026-01-02T12:00 2026-01-03T12:00 2026-02-01T12:00'],
  [
    'cron(0 12 30-2 * ? *)',
    '2026-01-01T12:00 2026-01-02T12:00 2026-01-30T12:00 2026-01-31T12:00 2026-02-01T12:00',
  ],
  [
    'cron(0 12 */10 * ? *)',
    '2026-01-01T12:00 2026-01-11T12:00 2026-01-21T12:00 2026-01-31T12:00 2026-02-01T12:00',
  ],
  ['cron(0 12 5/10 * ? *)', '2026-01-05T12:00 2026-01-15T12:00 2026-01-25T12:00 2026-02-05T12:00'],
  [
    'cron(0 12 1-10/3 * ? *)',
    '2026-01-01T12:00 2026-01-04T12:00 2026-01-07T12:00 2026-01-10T12:00 2026-02-01T12:00',
  ],
  ['cron(0 12 1 JAN,JUL ? *)', '2026-01-01T12:00 2026-07-01T12:00 2027-01-01T12:00'],
  ['cron(0 12 1 1/3 ? *)', '2026-01-01T12:00 2026-04-01T12:00 2026-07-01T12:00 2026-10-01T12:00'],
  ['cron(0 12 1 NOV-FEB ? *)', '2026-01-01T12:00 2026-02-01T12:00 2026-11-01T12:00 2026-12-01T12:00'],
  [
    'cron(0 12 ? * FRI-MON *)',
    '2026-01-02T12:00 2026-01-03T12:00 2026-01-04T12:00 2026-01-05T12:00 2026-01-09T12:00',
  ],
  ['cron(0 12 ? * 2,4,6 *)', '2026-01-02T12:00 2026-01-05T12:00 2026-01-07T12:00'],
  ['cron(0 12 ? * 2/2 *)', '2026-01-02T12:00 2026-01-05T12:00 2026-01-07T12:00'],
  ['cron(0 12 ? * MON-FRI/2 *)', '2026-01-02T12:00 2026-01-05T12:00 2026-01-07T12:00'],
  ['cron(0 12 ? * mon *)', '2026-01-05T12:00 2026-01-12T12:00'],
  ['cron(* * * * ? *)', '2026-01-01T00:01 2026-01-01T00:02'],
  ['cron(59 23 31 12 ? *)', '2026-12-31T23:59 2027-12-31T23:59'],
  ['cron(0 12 1 1 ? 2030/5)', '2030-01-01T12:00 2035-01-01T12:00'],
  ['cron(0 12 1 1 ? 2027,2029)', '2027-01-01T12:00 2029-01-01T12:00 end'],
  ['cron(0 12 1 1 ? 2199)', '2199-01-01T12:00 end'],
  ['cron(0 12 1 1 ? 2020)', 'end'],
  ['cron(59 23 31 12 ? *)', '2199-12-31T23:59 end', { after: '2199-01-01T00:00' }],
  ['cron(0 0 1 1 ? 1970)', '1970-01-01T00:00 end', { after: '1960-06-01T00:00' }],
  [
    'cron(5,10-12,50/5 0 * * ? *)',
    '2026-01-01T00:05 2026-01-01T00:10 2026-01-01T00:11 2026-01-01T00:12 2026-01-01T00:50 2026-01-01T00:55 2026-01-02T00:05',
  ],
  ['cron(00 09 01 01 ? *)', '2026-01-01T09:00 2027-01-01T09:00'],
  ['cron(0 0/6 * * ? *)', '2026-01-01T06:00 2026-01-01T12:00 2026-01-01T18:00 2026-01-02T00:00'],
  ['cron(0 3/7 * * ? *)', '2026-01-01T03:00 2026-01-01T10:00 2026-01-01T17:00 2026-01-02T03:00'],
  ['cron(0 10 * * ? *)', '2026-01-02T10:00', { after: '2026-01-01T10:00' }],
  ['cron(0 10 * * ? *)', '2026-01-01T10:00', { after: '2026-01-01T09:59:59.999' }],
  ['cron(0 10 * * ? *)', '2026-01-02T10:00', { after: '2026-01-01T10:00:30' }],
];

const ZONES: Row[] = [
  ['cron(0 9 * * ? *)', '2026-01-01T09:00', { zone: 'Europe/London' }],
  ['cron(0 9 * * ? *)', '2026-07-01T08:00', { zone: 'Europe/London', after: '2026-07-01T00:00' }],
  // clocks jump from 01:00 to 02:00 on 29 March 2026
  [
    'cron(30 1 * * ? *)',
    '2026-03-28T01:30 2026-03-30T00:30',
    { zone: 'Europe/London', after: '2026-03-28T00:00' },
  ],
  [
    'cron(30 1 * * ? *)',
    '2026-03-28T01:30 2026-03-30T00:30',
    { zone: 'Europe/Dublin', after: '2026-03-28T00:00' },
  ],
  [
    'cron(0/15 * * * ? *)',
    '2026-03-29T01:00 2026-03-29T01:15',
    { zone: 'Europe/London', after: '2026-03-29T00:45' },
  ],
  // 01:00 to 02:00 occurs twice on 25 October 2026
  [
    'cron(30 1 * * ? *)',
    '2026-10-25T00:30 2026-10-26T01:30',
    { zone: 'Europe/London', after: '2026-10-24T12:00' },
  ],
  ['cron(30 1 * * ? *)', '2026-10-26T01:30', { zone: 'Europe/London', after: '2026-10-25T00:40' }],
  ['cron(30 1 * * ? *)', '2026-10-26T01:30', { zone: 'Europe/London', after: '2026-10-25T01:10' }],
  [
    'cron(0/15 * * * ? *)',
    '2026-10-25T00:45 2026-10-25T02:00',
    { zone: 'Europe/London', after: '2026-10-25T00:30' },
  ],
  [
    'cron(30 2 * * ? *)',
    '2026-03-07T07:30 2026-03-09T06:30',
    { zone: 'America/New_York', after: '2026-03-07T00:00' },
  ],
  [
    'cron(30 1 * * ? *)',
    '2026-11-01T05:30 2026-11-02T06:30',
    { zone: 'America/New_York', after: '2026-11-01T00:00' },
  ],
  [
    'cron(15 2 * * ? *)',
    '2026-10-02T15:45 2026-10-04T15:15',
    { zone: 'Australia/Lord_Howe', after: '2026-10-02T00:00' },
  ],
  [
    'cron(45 1 * * ? *)',
    '2026-04-04T14:45 2026-04-05T15:15',
    { zone: 'Australia/Lord_Howe', after: '2026-04-04T00:00' },
  ],
  [
    'cron(30 2 * * ? *)',
    '2026-10-02T16:30 2026-10-04T15:30',
    { zone: 'Australia/Sydney', after: '2026-10-02T00:00' },
  ],
  [
    'cron(30 2 * * ? *)',
    '2026-02-14T01:30 2026-02-15T01:30 2026-02-16T02:30',
    { zone: 'Africa/Casablanca', after: '2026-02-14T00:00' },
  ],
  [
    'cron(30 2 * * ? *)',
    '2026-03-21T02:30 2026-03-23T01:30',
    { zone: 'Africa/Casablanca', after: '2026-03-21T00:00' },
  ],
  [
    'cron(0 9 * * ? *)',
    '2011-12-28T19:00 2011-12-29T19:00 2011-12-30T19:00',
    { zone: 'Pacific/Apia', after: '2011-12-28T12:00' },
  ],
  ['cron(0 9 30 12 ? *)', '2012-12-29T19:00', { zone: 'Pacific/Apia', after: '2011-12-01T00:00' }],
  ['cron(0 9 * * ? *)', '2026-01-01T03:15', { zone: 'Asia/Kathmandu' }],
  ['cron(0 9 * * ? *)', '2026-01-01T03:30', { zone: 'Asia/Kolkata' }],
  ['cron(0 9 * * ? *)', '2026-01-01T19:15', { zone: 'Pacific/Chatham' }],
  [
    'cron(30 0 * * ? *)',
    '2026-04-22T22:30 2026-04-24T21:30',
    { zone: 'Africa/Cairo', after: '2026-04-22T00:00' },
  ],
  [
    'cron(0 0 * * ? *)',
    '2026-03-07T05:00 2026-03-09T04:00',
    { zone: 'America/Havana', after: '2026-03-07T00:00' },
  ],
  ['cron(0 9 * * ? *)', '2026-07-01T12:00', { zone: 'America/Sao_Paulo', after: '2026-07-01T00:00' }],
  ['cron(0 9 * * ? *)', '2026-07-01T16:00', { zone: 'America/Phoenix', after: '2026-07-01T00:00' }],
  ['cron(0 9 * * ? *)', '2026-07-01T05:30', { zone: 'Asia/Tehran', after: '2026-07-01T00:00' }],
  ['cron(0 9 * * ? *)', '2021-07-01T14:00', { zone: 'America/Mexico_City', after: '2021-07-01T00:00' }],
  ['cron(0 9 * * ? *)', '2026-07-01T15:00', { zone: 'America/Mexico_City', after: '2026-07-01T00:00' }],
  [
    'cron(30 1 * * ? *)',
    '2014-10-25T21:30 2014-10-26T22:30',
    { zone: 'Europe/Moscow', after: '2014-10-25T00:00' },
  ],
  [
    'cron(45 23 * * ? *)',
    '2018-05-03T15:15 2018-05-05T14:45',
    { zone: 'Asia/Pyongyang', after: '2018-05-03T00:00' },
  ],
  ['cron(0 0 1 1 ? *)', '2026-12-31T11:00', { zone: 'Pacific/Auckland' }],
  ['cron(0 20 31 12 ? *)', '2026-01-01T06:00 2027-01-01T06:00', { zone: 'Pacific/Honolulu' }],
];

const RATES_AND_ONCE: Row[] = [
  ['rate(15 minutes)', '2026-01-01T00:05 2026-01-01T00:20', { anchor: '2026-01-01T00:05' }],
  ['rate(1 hour)', '2026-01-01T00:30 2026-01-01T01:30', { anchor: '2025-12-31T23:30' }],
  [
    'rate(1 day)',
    '2026-03-29T09:00 2026-03-30T09:00',
    { zone: 'Europe/London', after: '2026-03-28T09:00', anchor: '2026-03-28T09:00' },
  ],
  ['rate(7 days)', '2026-01-06T12:00 2026-01-13T12:00', { anchor: '2025-12-30T12:00' }],
  ['rate(5 minutes)', '2027-01-01T00:00 2027-01-01T00:05', { anchor: '2027-01-01T00:00' }],
  ['at(2026-06-01T09:00:00)', '2026-06-01T09:00 end'],
  ['at(2026-06-01T09:00:15)', '2026-06-01T08:00:15 end', { zone: 'Europe/London' }],
  ['at(2025-12-31T23:59:59)', 'end'],
  ['at(2026-01-01T00:00:00)', 'end'],
  // in a gap: the first instant after it
  ['at(2026-03-29T01:30:00)', '2026-03-29T01:00 end', { zone: 'Europe/London' }],
  ['at(2026-10-04T02:15:00)', '2026-10-03T15:30 end', { zone: 'Australia/Lord_Howe' }],
  ['at(2011-12-30T12:00:00)', '2011-12-30T10:00 end', { zone: 'Pacific/Apia', after: '2011-12-01T00:00' }],
  // twice: the earlier
  ['at(2026-10-25T01:30:00)', '2026-10-25T00:30 end', { zone: 'Europe/London' }],
];

const utc = (text: string) => new Date(text.includes(':', 14) ? `${text}Z` : `${text}:00Z`);

describe.each([
  ['by the calendar', CALENDAR],
  ['in zones', ZONES],
  ['of rates and one-time schedules', RATES_AND_ONCE],
])('occurrences %s', (_, rows) => {
  it.each(rows)('%s: %s', (text, expected, { zone = 'UTC', after = NEW_YEAR, anchor } = {}) => {
    const wanted = expected.split(' ');
    const ends = wanted.at(-1) === 'end';
    const instants = (ends ? wanted.slice(0, -1) : wanted).map((each) => utc(each).toISOString());
    const found = nextOccurrences(parseExpression(text), {
      timeZone: zone,
      after: utc(after),
      count: wanted.length,
      anchor: anchor ? utc(anchor) : undefined,
    });
    expect(found.map((each) => each.toISOString())).toEqual(instants);
  });
});

describe('bounds', () => {
  const daily = parseExpression('cron(0 9 * * ? *)');
  const after = utc(NEW_YEAR);

  it('keeps cron within start and end, both included', () => {
    const bounds = { start: utc('2026-02-01T09:00'), end: utc('2026-02-02T09:00') };
    const found = nextOccurrences(daily, { timeZone: 'UTC', after, count: 5, ...bounds });
    expect(found).toEqual([utc('2026-02-01T09:00'), utc('2026-02-02T09:00')]);
  });

  it('finds nothing where the end comes before the next time', () => {
    expect(nextOccurrence(daily, { timeZone: 'UTC', after, end: utc('2026-01-01T08:59') })).toBeNull();
  });

  it('counts a rate from its start and stops it at its end', () => {
    const options = { timeZone: 'UTC', after, start: utc('2026-01-05T00:01'), end: utc('2026-01-05T02:01') };
    const found = nextOccurrences(parseExpression('rate(1 hour)'), { ...options, count: 9 });
    expect(found).toEqual(['00:01', '01:01', '02:01'].map((each) => utc(`2026-01-05T${each}`)));
  });

  it('keeps the phase of an anchor that lies before the start', () => {
    const options = {
      timeZone: 'UTC',
      after,
      start: utc('2026-01-05T00:01'),
      anchor: utc('2026-01-01T00:30'),
    };
    expect(nextOccurrence(parseExpression('rate(1 hour)'), options)).toEqual(utc('2026-01-05T00:30'));
  });

  it('lets at ignore start and end, as AWS does', () => {
    const bounds = { start: utc('2027-01-01T00:00'), end: utc('2027-02-01T00:00') };
    const found = nextOccurrence(parseExpression('at(2026-06-01T09:00:00)'), {
      timeZone: 'UTC',
      after,
      ...bounds,
    });
    expect(found).toEqual(utc('2026-06-01T09:00'));
  });

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
