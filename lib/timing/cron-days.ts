import { type Bits, lowBits } from './bits';
import { dayNumber, daysInMonth, weekdayOf } from './civil';
import { parseField, parseValue, problem, RULES, type Token } from './cron-field';

/** On which days of a month a cron expression fires, from whichever day field is not `?`. Weekdays: 1 = Sunday. */
export type CronDays =
  | { kind: 'dates'; dates: Bits }
  | { kind: 'last-day' }
  | { kind: 'last-weekday' }
  | { kind: 'nearest-weekday'; date: number }
  | { kind: 'weekdays'; weekdays: Bits }
  | { kind: 'last-of-weekday'; weekday: number }
  | { kind: 'nth-weekday'; weekday: number; nth: number };

/**
 * Reads the two day fields, of which exactly one must be `?`. In the day of the week, `L` alone is the last day
 * of the week, Saturday; `6L` the month's last Friday; `6#3` its third Friday.
 */
export function parseDays(dayOfMonth: Token, dayOfWeek: Token): CronDays {
  const openMonth = dayOfMonth.text === '?';
  const openWeek = dayOfWeek.text === '?';
  if (openMonth && openWeek) {
    throw problem(
      RULES.dayOfMonth,
      dayOfMonth.position,
      'only one of day-of-month and day-of-week may be ?, the other says which days',
    );
  }
  if (openMonth) return parseDayOfWeek(dayOfWeek);
  if (openWeek) return parseDayOfMonth(dayOfMonth);
  const unneeded = dayOfMonth.text === '*' && dayOfWeek.text !== '*';
  throw problem(
    unneeded ? RULES.dayOfMonth : RULES.dayOfWeek,
    (unneeded ? dayOfMonth : dayOfWeek).position,
    'one of day-of-month and day-of-week must be ?',
  );
}

function parseDayOfMonth(token: Token): CronDays {
  const rule = RULES.dayOfMonth;
  const text = token.text.toUpperCase();
  if (text === 'L') return { kind: 'last-day' };
  if (text === 'LW') return { kind: 'last-weekday' };
  const nearest = /^([^,\-/LW]+)W$/.exec(text);
  if (nearest?.[1]) {
    return {
      kind: 'nearest-weekday',
      date: parseValue({ text: nearest[1], position: token.position }, rule),
    };
  }
  if (/[LW?#]/.test(text)) {
    throw problem(
      rule,
      token.position,
      `"${token.text}" mixes in a sign that must stand alone here: ?, L (last day), LW (last weekday) or 15W (weekday nearest to the 15th)`,
    );
  }
  return { kind: 'dates', dates: parseField(token, rule) };
}

function parseDayOfWeek(token: Token): CronDays {
  const rule = RULES.dayOfWeek;
  const text = token.text.toUpperCase();
  if (text === 'L') return { kind: 'weekdays', weekdays: parseField({ ...token, text: 'SAT' }, rule) };
  const last = /^([^,\-/#]+)L$/.exec(text);
  if (last?.[1]) {
    return {
      kind: 'last-of-weekday',
      weekday: parseValue({ text: last[1], position: token.position }, rule),
    };
  }
  const nth = /^([^,\-/#]+)#([^,\-/#]+)$/.exec(text);
  if (nth?.[1] && nth[2]) {
    const weekday = parseValue({ text: nth[1], position: token.position }, rule);
    if (!/^[1-5]$/.test(nth[2])) {
      const position = token.position + nth[1].length + 1;
      throw problem(rule, position, `after # comes 1 to 5 (first to fifth of the month), not ${nth[2]}`);
    }
    return { kind: 'nth-weekday', weekday, nth: Number(nth[2]) };
  }
  if (/[#?]|(?:^|[,\-/])(?:L|\d+L)(?:$|[,\-/])/.test(text)) {
    throw problem(
      rule,
      token.position,
      `"${token.text}" mixes in a sign that must stand alone here: ?, L, 6L (last Friday) or 6#3 (third Friday)`,
    );
  }
  return { kind: 'weekdays', weekdays: parseField(token, rule) };
}

/** The days of one month (1–12) as a word whose lowest bit is the 1st. */
export function daysOfMonthMask(days: CronDays, year: number, month: number): number {
  return daysMask(days, dayNumber(year, month, 1), daysInMonth(year, month));
}

/** The same for a month whose 1st is the day `first`, counted from 1970-01-01, and which has `length` days. */
export function daysMask(days: CronDays, first: number, length: number): number {
  const all = lowBits(length);
  switch (days.kind) {
    case 'dates':
      return ((days.dates[0] ?? 0) >>> 1) & all;
    case 'last-day':
      return 1 << (length - 1);
    case 'last-weekday':
      return 1 << (nearestWeekday(first, length, length) - 1);
    case 'nearest-weekday':
      return days.date > length ? 0 : 1 << (nearestWeekday(first, days.date, length) - 1);
    case 'weekdays': {
      const week = (days.weekdays[0] ?? 0) >>> 1;
      const skip = weekdayOf(first) - 1;
      const turned = ((week >>> skip) | (week << (7 - skip))) & 0x7f;
      return (turned | (turned << 7) | (turned << 14) | (turned << 21) | (turned << 28)) & all;
    }
    case 'last-of-weekday': {
      const date = dateOfFirst(days.weekday, first);
      return 1 << (date + 7 * Math.floor((length - date) / 7) - 1);
    }
    case 'nth-weekday': {
      const date = dateOfFirst(days.weekday, first) + 7 * (days.nth - 1);
      return date > length ? 0 : 1 << (date - 1);
    }
  }
}

/** The date in a month of its first Sunday, Monday, …. */
function dateOfFirst(weekday: number, first: number): number {
  return 1 + ((weekday - weekdayOf(first) + 7) % 7);
}

/** Monday to Friday next to a date, never in another month. */
function nearestWeekday(first: number, date: number, length: number): number {
  const weekday = weekdayOf(first + date - 1);
  if (weekday === 7) return date > 1 ? date - 1 : date + 2;
  if (weekday === 1) return date < length ? date + 1 : date - 2;
  return date;
}
