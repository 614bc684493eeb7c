import { lowestBit, nextBit } from './bits';
import { civilDate, DAY, dayNumber, HOUR, MINUTE } from './civil';
import type { CronFields } from './cron';
import { daysOfMonthMask } from './cron-days';
import { FIRST_YEAR, LAST_YEAR } from './cron-field';
import type { ZoneTable } from './zone-table';

/** Called with each instant in epoch milliseconds, in order; true goes on. */
export type Visit = (instant: number) => boolean;

const BEFORE_FIRST = Date.UTC(FIRST_YEAR, 0, 1) - 2 * DAY;
const AFTER_LAST = Date.UTC(LAST_YEAR + 1, 0, 1) + DAY;

/**
 * Visits the instants of a cron expression strictly after `after`. Goes through local days, since local times
 * in order have instants in order: a local time that clocks jump over is skipped, one that occurs twice counts
 * at the earlier instant.
 */
export function walkCron(fields: CronFields, zone: ZoneTable, after: number, visit: Visit): void {
  if (after > AFTER_LAST) return;
  const from = Math.max(after, BEFORE_FIRST);
  const local = from + zone.offsetAt(from);
  const startDay = Math.floor(local / DAY);
  let startMinute = Math.floor((local - startDay * DAY) / MINUTE);
  const start = civilDate(startDay);
  let { month, day } = start;
  if (start.year < FIRST_YEAR) {
    month = 1;
    day = 1;
    startMinute = 0;
  }
  for (
    let year = nextBit(fields.years, Math.max(start.year - FIRST_YEAR, 0));
    year >= 0;
    year = nextBit(fields.years, year + 1)
  ) {
    if (FIRST_YEAR + year > start.year) {
      month = 1;
      day = 1;
      startMinute = 0;
    }
    for (let next = nextBit(fields.months, month); next > 0; next = nextBit(fields.months, next + 1)) {
      if (next > month) {
        day = 1;
        startMinute = 0;
      }
      month = next;
      let mask = daysOfMonthMask(fields.days, FIRST_YEAR + year, month) >>> (day - 1);
      if (mask === 0) continue;
      const firstOfMonth = dayNumber(FIRST_YEAR + year, month, 1);
      for (let date = day - 1; mask !== 0; date += 1, mask >>>= 1) {
        const skipped = lowestBit(mask);
        date += skipped;
        mask >>>= skipped;
        const minute = date === day - 1 ? startMinute : 0;
        if (!walkDay(fields, zone, (firstOfMonth + date) * DAY, minute, from, visit)) return;
      }
    }
  }
}

function walkDay(
  fields: CronFields,
  zone: ZoneTable,
  midnight: number,
  startMinute: number,
  after: number,
  visit: Visit,
): boolean {
  const offset = zone.steadyOffset(midnight);
  const startHour = Math.floor(startMinute / 60);
  for (let hour = nextBit(fields.hours, startHour); hour >= 0; hour = nextBit(fields.hours, hour + 1)) {
    const base = midnight + hour * HOUR;
    const first = hour === startHour ? startMinute % 60 : 0;
    for (
      let minute = nextBit(fields.minutes, first);
      minute >= 0;
      minute = nextBit(fields.minutes, minute + 1)
    ) {
      const local = base + minute * MINUTE;
      const instant = Number.isNaN(offset) ? zone.earliest(local) : local - offset;
      if (instant > after && !visit(instant)) return false;
    }
  }
  return true;
}
