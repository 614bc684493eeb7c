import { parseLocal } from '@/lib/timing/zone';
import { type ContentLine, IcalError } from './ical-lines';

/**
 * Refuses dates that no calendar has, which ical.js lets run over into the next month.
 * @throws IcalError
 */
export function assertDates(lines: readonly ContentLine[]): void {
  for (const { line, text } of lines) {
    const [, name = '', value] =
      /^(DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE)(?:;[^:]*)?:(.*)$/i.exec(text) ?? [];
    for (const date of value?.split(',') ?? []) {
      const [, day = '', time = '000000'] = /^(\d{8})(?:T(\d{6})Z?)?(?:\/.*)?$/.exec(date.trim()) ?? [];
      if (day === '') throw new IcalError(line, `${name} can't be read: ${text.slice(0, 80)}`);
      // a leap second is the last of its minute
      const [hours, minutes, seconds] = time.replace(/60$/, '59').match(/../g) ?? [];
      const local = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${hours}:${minutes}:${seconds}`;
      if (!parseLocal(local)) throw new IcalError(line, `${name}: ${date} is no date of the calendar.`);
    }
  }
}
