import { describe, expect, it } from 'vitest';
import { absoluteText, relativeText, utcText, weekdayText } from './date-text';

const NOW = Date.parse('2026-11-21T09:00:00Z');
const from = (milliseconds: number) => new Date(NOW + milliseconds);

describe('relativeText', () => {
  it.each([
    [59_000, 'in less than a minute'],
    [-59_000, 'less than a minute ago'],
    [0, 'now'],
    [15_000, 'now'],
    [-15_000, 'now'],
    [60_000, 'in 1 min'],
    [-125_000, '2 min ago'],
    [3 * 3_600_000 + 1, 'in 3 h'],
    [7 * 86_400_000 - 40_000, 'in 7 d'],
    [8 * 3_600_000 - 20_000, 'in 8 h'],
    [3_600_000 - 20_000, 'in 1 h'],
    [86_400_000 - 20_000, 'in 1 d'],
    [-3_600_000 + 20_000, '59 min ago'],
    [-50 * 3_600_000, '2 d ago'],
    [-71 * 3_600_000, '2 d ago'],
  ])('says how far %i ms are', (distance, text) => expect(relativeText(from(distance), NOW)).toBe(text));
});

describe('absoluteText', () => {
  it("shows the zone's wall clock with midnight as 00:00", () => {
    expect(absoluteText(new Date('2026-07-01T22:00:00Z'), 'Europe/Berlin')).toBe('2 Jul 2026, 00:00');
  });
});

describe('weekdayText', () => {
  it("names the zone's day of the week, and seconds where there are some", () => {
    expect(weekdayText(new Date('2026-09-01T22:30:00Z'), 'Europe/Berlin')).toBe('Wed 2 Sep 2026, 00:30');
    expect(weekdayText(new Date('2027-02-28T23:59:30Z'), 'UTC')).toBe('Sun 28 Feb 2027, 23:59:30');
  });

  it('says the same as Intl through a year', () => {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: 'Asia/Kathmandu',
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    for (let day = 0; day < 366; day++) {
      const at = from(day * 86_400_000 + day * 60_000);
      const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
      const { weekday, month, year, hour, minute } = parts;
      expect(weekdayText(at, 'Asia/Kathmandu')).toBe(
        `${weekday} ${parts.day} ${month} ${year}, ${hour}:${minute}`,
      );
    }
  });
});

describe('utcText', () => {
  it('shows seconds and the zone', () => {
    expect(utcText(from(1000))).toBe('2026-11-21 09:00:01 UTC');
  });
});
