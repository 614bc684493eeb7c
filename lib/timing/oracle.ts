import fc from 'fast-check';

/**
 * For tests: random cron expressions, each with a predicate that says what it means in the simplest words, and
 * wall clocks straight from Intl. Nothing here uses the engine.
 */
export type Wall = { year: number; month: number; day: number; hour: number; minute: number };

type Field = { text: string; has: (value: number) => boolean };
type Day = { texts: [dayOfMonth: string, dayOfWeek: string]; has: (wall: Wall) => boolean };

export type RandomCron = {
  text: string;
  matches: (wall: Wall) => boolean;
  matchesDay: (wall: Wall) => boolean;
};

const formats = new Map<string, Intl.DateTimeFormat>();

export function wallClock(instant: number, timeZone: string): Wall {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(instant).map((part) => [part.type, Number(part.value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? Number.NaN;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  };
}

export function wallText(wall: Wall): string {
  return [wall.year, wall.month, wall.day, wall.hour, wall.minute].join('-');
}

const utcDay = (wall: Wall, day = wall.day) => new Date(Date.UTC(wall.year, wall.month - 1, day));
const weekday = (wall: Wall, day = wall.day) => utcDay(wall, day).getUTCDay() + 1;
const inMonth = (wall: Wall, day: number) => utcDay(wall, day).getUTCMonth() === wall.month - 1;

/** The Monday to Friday of the same month that lies fewest days from `target`, found by trying each. */
function nearestWorkday(wall: Wall, target: number): number {
  const days = Array.from({ length: 31 }, (_, index) => index + 1);
  const workdays = days.filter(
    (day) => inMonth(wall, day) && weekday(wall, day) > 1 && weekday(wall, day) < 7,
  );
  return workdays.reduce((best, day) => (Math.abs(day - target) < Math.abs(best - target) ? day : best));
}

function fieldOf(low: number, high: number, names: readonly string[] = []): fc.Arbitrary<Field> {
  const value = fc.integer({ min: low, max: high });
  const written = (each: number, asName: boolean) => (asName ? names[each - low] : undefined) ?? String(each);
  const single = fc
    .tuple(value, fc.boolean())
    .map(([only, asName]) => ({ text: written(only, asName), has: (each: number) => each === only }));
  const range = fc.tuple(value, value, fc.boolean()).map(([one, other, asName]) => {
    const [from, to] = [Math.min(one, other), Math.max(one, other)];
    const text = `${written(from, asName)}-${written(to, asName)}`;
    return { text, has: (each: number) => each >= from && each <= to };
  });
  const stepped = fc.tuple(value, fc.integer({ min: 1, max: high - low })).map(([from, step]) => ({
    text: `${from}/${step}`,
    has: (each: number) => each >= from && (each - from) % step === 0,
  }));
  const item = fc.oneof(single, range, stepped);
  const list = fc.array(item, { minLength: 2, maxLength: 4 }).map((items) => ({
    text: items.map((each) => each.text).join(','),
    has: (each: number) => items.some((one) => one.has(each)),
  }));
  return fc.oneof(fc.constant({ text: '*', has: () => true }), item, list);
}

const WEEK = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const YEAR = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

const dayOfWeek = fc.integer({ min: 1, max: 7 });
const day: fc.Arbitrary<Day> = fc.oneof(
  fieldOf(1, 31).map(({ text, has }): Day => ({ texts: [text, '?'], has: (wall) => has(wall.day) })),
  fieldOf(1, 7, WEEK).map(
    ({ text, has }): Day => ({ texts: ['?', text], has: (wall) => has(weekday(wall)) }),
  ),
  fc.constant<Day>({ texts: ['L', '?'], has: (wall) => !inMonth(wall, wall.day + 1) }),
  fc.constant<Day>({ texts: ['LW', '?'], has: (wall) => wall.day === nearestWorkday(wall, 31) }),
  fc.integer({ min: 1, max: 31 }).map(
    (date): Day => ({
      texts: [`${date}W`, '?'],
      has: (wall) => inMonth(wall, date) && wall.day === nearestWorkday(wall, date),
    }),
  ),
  dayOfWeek.map(
    (which): Day => ({
      texts: ['?', `${which}L`],
      has: (wall) => weekday(wall) === which && !inMonth(wall, wall.day + 7),
    }),
  ),
  fc.tuple(dayOfWeek, fc.integer({ min: 1, max: 5 })).map(
    ([which, nth]): Day => ({
      texts: ['?', `${which}#${nth}`],
      has: (wall) => weekday(wall) === which && Math.ceil(wall.day / 7) === nth,
    }),
  ),
);

const anyMonth: Field = { text: '*', has: () => true };

/** Expressions that fire in any year; not a few of them never do, as 31 February does not. */
export const randomCron: fc.Arbitrary<RandomCron> = fc
  .tuple(fieldOf(0, 59), fieldOf(0, 23), day, fc.oneof(fc.constant(anyMonth), fieldOf(1, 12, YEAR)))
  .map(([minutes, hours, days, months]) => {
    const matchesDay = (wall: Wall) => months.has(wall.month) && days.has(wall);
    return {
      text: `cron(${minutes.text} ${hours.text} ${days.texts[0]} ${months.text} ${days.texts[1]} *)`,
      matches: (wall: Wall) => minutes.has(wall.minute) && hours.has(wall.hour) && matchesDay(wall),
      matchesDay,
    };
  });

export const ODD_ZONES = [
  'Europe/London',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'America/Havana',
  'Asia/Gaza',
] as const;

const MINUTE = 60_000;

/** The instants in [from, to) at which the wall clock's minute is another than one minute later: its jumps. */
export function jumps(timeZone: string, from: number, to: number): number[] {
  const behind = (instant: number) => {
    const { year, month, day, hour, minute } = wallClock(instant, timeZone);
    return Date.UTC(year, month - 1, day, hour, minute) - instant;
  };
  const found: number[] = [];
  const step = 86_400_000;
  for (let start = from; start < to; start += step) {
    if (behind(start) === behind(start + step)) continue;
    let low = start;
    let high = start + step;
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / MINUTE / 2) * MINUTE;
      if (behind(middle) === behind(low)) low = middle;
      else high = middle;
    }
    found.push(high);
  }
  return found;
}
