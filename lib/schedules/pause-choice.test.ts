import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localFields, timeZones } from '@/lib/timing/zone';
import { pauseChoice, pauseEnd } from './pause-choice';

const now = new Date('2027-03-27T22:30:00Z');
const refusal = (message: RegExp) => expect.objectContaining({ message: expect.stringMatching(message) });

describe('the end of a pause', () => {
  it('is never, of an open one', () => expect(pauseEnd({ kind: 'open' }, now)).toBeNull());

  it('is so many hours from now, also over a change of clocks', () =>
    expect(pauseEnd({ kind: 'hours', hours: 5 }, now)).toEqual(new Date('2027-03-28T03:30:00Z')));

  // Worked out from the tz database: London and Berlin go forward on 2027-03-28, Samoa had no 2011-12-30.
  it.each([
    ['Europe/London', '2027-03-27T22:30:00Z', '2027-03-28T08:00:00Z'],
    ['Europe/Berlin', '2027-03-27T22:30:00Z', '2027-03-28T07:00:00Z'],
    ['Europe/Berlin', '2027-03-27T23:30:00Z', '2027-03-29T07:00:00Z'],
    ['America/New_York', '2027-01-02T04:59:00Z', '2027-01-02T14:00:00Z'],
    ['Asia/Kathmandu', '2027-01-01T18:15:00Z', '2027-01-03T03:15:00Z'],
    ['Pacific/Apia', '2011-12-29T20:00:00Z', '2011-12-30T10:00:00Z'],
  ])('is 09:00 of tomorrow in %s, asked at %s', (zone, at, end) =>
    expect(pauseEnd({ kind: 'tomorrow', zone }, new Date(at))).toEqual(new Date(end)),
  );

  it('is a date and time in the zone of whoever asks', () =>
    expect(pauseEnd({ kind: 'local', local: '2027-03-28T03:00', zone: 'Europe/Berlin' }, now)).toEqual(
      new Date('2027-03-28T01:00:00Z'),
    ));

  it('is an instant as RFC 3339 has it, with any offset, that Rota can keep', () => {
    const chosen = (at: string) => pauseChoice.safeParse({ kind: 'instant', at }).success;
    const at = '2031-01-01T00:00:00+01:00';
    expect([at, '2031-01-01T00:00:00Z', '2031-01-01T00:00', '9999-12-31T23:59:59-01:00'].map(chosen)).toEqual(
      [true, true, false, false],
    );
    expect(pauseEnd({ kind: 'instant', at }, now)).toEqual(new Date('2030-12-31T23:00:00Z'));
  });

  it('is refused where it has passed or is now', () => {
    const at = (local: string) => () => pauseEnd({ kind: 'local', local, zone: 'UTC' }, now);
    expect(at('2027-03-27T22:29')).toThrow(refusal(/has passed/));
    expect(at('2027-03-27T22:30')).toThrow(refusal(/has passed/));
    expect(at('2027-03-27T22:31')()).toEqual(new Date('2027-03-27T22:31:00Z'));
  });

  it('is refused where the clocks skip it', () =>
    expect(() => pauseEnd({ kind: 'local', local: '2027-03-28T02:30', zone: 'Europe/Berlin' }, now)).toThrow(
      refusal(/clocks skip/),
    ));

  it('of tomorrow is later than now and within two days and a few hours, wherever and whenever', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...timeZones()),
        fc.date({ min: new Date('1975-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (zone, at) => {
          const end = pauseEnd({ kind: 'tomorrow', zone }, at);
          if (end === null) throw new Error('It never ends.');
          const ahead = end.getTime() - at.getTime();
          expect(ahead).toBeGreaterThan(7 * 3_600_000);
          expect(ahead).toBeLessThan(35 * 3_600_000);
          expect(localFields(end, zone)).toMatchObject({ hour: 9, minute: 0 });
        },
      ),
    ));
});

it.each([
  { kind: 'hours', hours: 0 },
  { kind: 'hours', hours: 1.5 },
  { kind: 'local', local: '2027-02-30T09:00', zone: 'UTC' },
  { kind: 'local', local: '2027-03-01T09:00', zone: 'Mars/Phobos' },
  { kind: 'tomorrow' },
  { kind: 'instant', at: 'soon' },
  { kind: 'open', more: true },
  'open',
])('%o is no choice', (choice) => expect(pauseChoice.safeParse(choice).success).toBe(false));
