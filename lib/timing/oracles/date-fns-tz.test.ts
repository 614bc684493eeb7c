import { fromZonedTime, toZonedTime } from 'date-fns-tz';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jumps } from '../oracle';
import { formatLocal, type LocalFields, localFields, timeZones, toInstant } from '../zone';
import { clockOf } from './local-minutes';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PATIENCE = 120_000;

/** What is not so in date-fns-tz; each disagreement belongs to one of these. */
const RULES = {
  gap: 'a local time that clocks jump over has no instant',
  repeated: 'of a local time that occurs twice the earlier instant counts',
} as const;

/** A Date of date-fns-tz, which shows a zone's clock in the machine's own zone. */
function fieldsOf(date: Date): LocalFields {
  return {
    year: date.getFullYear(),
    month: date.getMonth() + 1,
    day: date.getDate(),
    hour: date.getHours(),
    minute: date.getMinutes(),
    second: date.getSeconds(),
  };
}

/** Whether the machine's own clocks come to a local time, without which date-fns-tz cannot show it. */
function isOnOwnClock({ year, month, day, hour, minute, second }: LocalFields): boolean {
  const date = new Date(year, month - 1, day, hour, minute, second);
  return date.getHours() === hour && date.getMinutes() === minute;
}

/** The local times from an hour before a change of clocks to an hour after it, a quarter apart. */
function localTimesAround(timeZone: string, change: number): LocalFields[] {
  const shows = clockOf(timeZone);
  const [before, after] = [shows(change - MINUTE) + MINUTE, shows(change)];
  const found: LocalFields[] = [];
  for (let at = Math.min(before, after) - HOUR; at <= Math.max(before, after) + HOUR; at += 15 * MINUTE) {
    found.push(localFields(new Date(at), 'UTC'));
  }
  return found;
}

describe('local times agree with date-fns-tz', () => {
  it('at random instants in any zone', { timeout: PATIENCE }, () => {
    const minutes = fc.integer({ min: Date.UTC(1973, 0, 1) / MINUTE, max: Date.UTC(2199, 0, 1) / MINUTE });
    let compared = 0;
    fc.assert(
      fc.property(fc.constantFrom(...timeZones()), minutes, (timeZone, minute) => {
        const at = new Date(minute * MINUTE);
        const ours = localFields(at, timeZone);
        fc.pre(isOnOwnClock(ours));
        compared += 1;
        expect(formatLocal(fieldsOf(toZonedTime(at, timeZone)))).toBe(formatLocal(ours));
      }),
      { numRuns: 2_500 },
    );
    expect(compared).toBeGreaterThanOrEqual(2_500);
  });

  it('around every change of clocks of 2026, but for the rules of AWS', { timeout: PATIENCE }, () => {
    const counts = { agreed: 0, gap: 0, repeated: 0 };
    const unexplained: string[] = [];
    for (const timeZone of timeZones()) {
      for (const change of jumps(timeZone, Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1))) {
        for (const local of localTimesAround(timeZone, change)) {
          const ours = toInstant(local, timeZone);
          const theirs = fromZonedTime(formatLocal(local), timeZone).getTime();
          if (ours?.instant.getTime() === theirs) counts.agreed += 1;
          else if (!ours && !Number.isNaN(theirs)) counts.gap += 1;
          else if (ours?.kind === 'repeated' && ours.later.getTime() === theirs) counts.repeated += 1;
          else unexplained.push(`${formatLocal(local)} in ${timeZone}`);
        }
      }
    }
    console.info('date-fns-tz:', counts, RULES);
    expect(unexplained).toEqual([]);
    expect(counts.agreed).toBeGreaterThan(1_500);
    expect(Math.min(counts.gap, counts.repeated)).toBeGreaterThan(0);
  });
});
