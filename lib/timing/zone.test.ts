import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ODD_ZONES, wallClock } from './oracle';
import { formatLocal, isTimeZone, localFields, parseLocal, timeZones, toInstant } from './zone';

const SEED = 20_261_121;

describe('names of time zones', () => {
  it.each(['Europe/London', 'UTC', 'Etc/UTC', 'US/Eastern', 'Asia/Kolkata', 'Asia/Calcutta', 'Europe/Kyiv'])(
    'knows %s',
    (name) => expect(isTimeZone(name)).toBe(true),
  );

  it.each([
    '',
    '+01:00',
    'UTC+1',
    'europe/london',
    'Europe/LONDON',
    'London',
    'PST',
    'Local',
    'x'.repeat(51),
  ])('refuses "%s"', (name) => expect(isTimeZone(name)).toBe(false));

  it("offers today's names of places, all of them usable", () => {
    const names = timeZones();
    expect(names.length).toBeGreaterThan(400);
    expect(names).toEqual(expect.arrayContaining(['UTC', 'Europe/London', 'Asia/Kolkata', 'Europe/Kyiv']));
    expect(names).not.toContain('Asia/Calcutta');
    expect(names.filter((name) => !isTimeZone(name))).toEqual([]);
  });

  it('knows every zone that the runtime lists', () => {
    expect(Intl.supportedValuesOf('timeZone').filter((name) => !isTimeZone(name))).toEqual([]);
  });
});

describe('local time', () => {
  it('gives fields, weekday and offset', () => {
    expect(localFields(new Date('2026-07-04T12:34:56Z'), 'Asia/Kathmandu')).toEqual({
      year: 2026,
      month: 7,
      day: 4,
      hour: 18,
      minute: 19,
      second: 56,
      weekday: 7,
      offsetMinutes: 345,
    });
  });

  it.each([
    ['2026-03-29T01:30:00', 'Europe/London', null],
    ['2026-03-29T02:00:00', 'Europe/London', { instant: '2026-03-29T01:00:00Z' }],
    [
      '2026-10-25T01:30:00',
      'Europe/London',
      { instant: '2026-10-25T00:30:00Z', later: '2026-10-25T01:30:00Z' },
    ],
    ['2026-10-25T02:00:00', 'Europe/London', { instant: '2026-10-25T02:00:00Z' }],
    [
      '2026-04-05T01:45:00',
      'Australia/Lord_Howe',
      { instant: '2026-04-04T14:45:00Z', later: '2026-04-04T15:15:00Z' },
    ],
    ['2026-10-04T02:29:59', 'Australia/Lord_Howe', null],
    ['2011-12-30T12:00:00', 'Pacific/Apia', null],
    [
      '2026-02-15T02:30:00',
      'Africa/Casablanca',
      { instant: '2026-02-15T01:30:00Z', later: '2026-02-15T02:30:00Z' },
    ],
  ])('%s in %s', (text, zone, expected) => {
    const local = parseLocal(text);
    const found = local && toInstant(local, zone);
    if (expected === null) expect(found).toBeNull();
    else if ('later' in expected) {
      const [instant, later] = [new Date(expected.instant), new Date(expected.later ?? '')];
      expect(found).toEqual({ instant, later, kind: 'repeated' });
    } else expect(found).toEqual({ instant: new Date(expected.instant), kind: 'ordinary' });
  });

  it('reads and writes local times, and refuses dates that no calendar has', () => {
    const local = { year: 2027, month: 3, day: 3, hour: 9, minute: 5, second: 0 };
    expect(parseLocal('2027-03-03T09:05')).toEqual(local);
    expect(formatLocal(local)).toBe('2027-03-03T09:05:00');
    for (const bad of [
      '2027-02-29T09:00',
      '2027-13-01T09:00',
      '2027-03-03T24:00',
      '2027-03-03',
      '2027-3-3T9:00',
    ]) {
      expect(parseLocal(bad)).toBeNull();
    }
    expect(() => toInstant({ ...local, day: 32 }, 'UTC')).toThrow(/^local: /);
  });

  it('refuses unknown zones and invalid dates', () => {
    expect(() => localFields(new Date(), '+01:00')).toThrow(/^timeZone: "\+01:00" is not an IANA time zone/);
    expect(() => localFields(new Date(Number.NaN), 'UTC')).toThrow(/^instant: /);
  });
});

describe('offsets', () => {
  it('show what Intl shows, in any zone at any minute from 1970 to 2199', () => {
    const zone = fc.oneof(fc.constantFrom(...ODD_ZONES), fc.constantFrom(...timeZones()));
    const instant = fc
      .integer({ min: 0, max: Date.UTC(2199, 11, 31) / 60_000 })
      .map((minutes) => minutes * 60_000);
    fc.assert(
      fc.property(zone, instant, (timeZone, at) => {
        expect(localFields(new Date(at), timeZone)).toMatchObject(wallClock(at, timeZone));
      }),
      { seed: SEED, numRuns: 1_500 },
    );
  });

  it('go from instant to local time and back', () => {
    const instant = fc
      .integer({ min: 0, max: Date.UTC(2199, 11, 31) / 1000 })
      .map((seconds) => seconds * 1000);
    fc.assert(
      fc.property(fc.constantFrom(...ODD_ZONES), instant, (timeZone, at) => {
        const back = toInstant(localFields(new Date(at), timeZone), timeZone);
        const candidates = back?.kind === 'repeated' ? [back.instant, back.later] : [back?.instant];
        expect(candidates.map(Number)).toContain(at);
      }),
      { seed: SEED, numRuns: 1_500 },
    );
  });
});
