import { civilDate, dayNumber, daysInMonth } from './civil';
import type { Correction } from './correction';

const DATE = '(\\d{4})-?(\\d{1,2})-?(\\d{1,2})';
const TIME = '(\\d{1,2}):?(\\d\\d)(?::?(\\d\\d))?';
const FULL = new RegExp(`^${DATE}[T\\s,]+${TIME}(\\.\\d+)?\\s*(.*)$`, 'i');
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Corrects what stands in `at(…)`. */
export function correctAt(body: string): Correction | null {
  const full = FULL.exec(body);
  if (full) return correctFull(full);
  const dateOnly = /^(\d{4}-\d\d-\d\d)T?$/i.exec(body);
  if (dateOnly) {
    return {
      reason: 'the time of day is missing after the date',
      example: `at(${dateOnly[1]}T09:00:00)`,
      candidates: [],
    };
  }
  if (/^T?\d{1,2}:\d\d(?::\d\d)?$/i.test(body)) {
    return { reason: 'the date is missing before the time: at runs once, cron every day', candidates: [] };
  }
  const foreign = new RegExp(`^(\\d{1,2})[/.](\\d{1,2})[/.](\\d{4})(?:[T\\s,]+${TIME})?$`, 'i').exec(body);
  if (!foreign) return null;
  const [, one = '', other = '', year = '', hour, minute, second] = foreign;
  const dayFirst = Number(one) > 12 || one === other;
  const reason = 'the date is written year-month-day, as in 2027-03-31';
  if (hour === undefined || !(dayFirst || Number(other) > 12)) return { reason, candidates: [] };
  const [day, month] = dayFirst ? [one, other] : [other, one];
  return { reason, candidates: [at(year, month, day, hour, minute, second)] };
}

function correctFull(match: RegExpExecArray): Correction | null {
  const [, year = '', month = '', day = '', hour = '', minute, second, fraction, rest = ''] = match;
  if (/^(?:Z|[+-]\d\d(?::?\d\d)?)$/i.test(rest)) {
    return {
      reason: `"${rest}" does not belong here: at takes the local time in the schedule's own time zone`,
      candidates: [],
    };
  }
  const local = at(year, month, day, hour, minute, second);
  if (/^\[?[A-Z][A-Za-z_]+(?:\/[A-Za-z_+-]+)*\]?$/.test(rest)) {
    return {
      reason: `"${rest}" does not belong here: set it as the schedule's time zone; at takes the local time in it`,
      candidates: [local],
    };
  }
  if (rest !== '') return null;
  if (fraction && Number(fraction) > 0) {
    return { reason: `at takes whole seconds, without "${fraction}"`, candidates: [] };
  }
  const length = daysInMonth(Number(year), Number(month));
  if (Number(day) > length && length > 0) {
    const reason = `${MONTHS[Number(month) - 1]} ${year} has ${length} days`;
    return { reason, candidates: [] };
  }
  if (hour === '24' && Number(minute) === 0 && Number(second ?? 0) === 0 && length > 0) {
    const next = civilDate(dayNumber(Number(year), Number(month), Number(day)) + 1);
    const reason = 'a day ends at 23:59:59; 24:00 is 00:00 of the day after';
    return {
      reason,
      candidates: [at(String(next.year), String(next.month), String(next.day), '0', '00', '00')],
    };
  }
  return { candidates: [local] };
}

function at(year: string, month: string, day: string, hour = '0', minute = '00', second = '00'): string {
  const two = (text: string) => text.padStart(2, '0');
  return `at(${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second})`;
}
