import fc from 'fast-check';

/**
 * For tests: random cron expressions, each with a predicate that says what it means in the simplest words, and
 * wall clocks straight from Intl. Nothing here uses the engine.
 */
export type Wall = { year: number; month: number; day: number; hour: number; minute: number };

/** `spelled` says the same without ranges that run past their end and lists that name a value twice, which few read. */
type Field = { text: string; spelled: string; has: (value: number) => boolean };
type Days = [dayOfMonth: string, dayOfWeek: string];
type Day = { texts: Days; spelled: Days; has: (wall: Wall) => boolean; weekdays?: readonly number[] };

export type RandomCron = {
  text: string;
  /** The six fields, without ranges that run past their end and lists that name a value twice. */
  spelled: readonly string[];
  /** Where the days are a plain set of weekdays: which, 1 = Sunday. */
  weekdays: readonly number[] | undefined;
  matches: (wall: Wall) => boolean;
  matchesDay: (wall: Wall) => boolean;
  matchesTime: (hour: number, minute: number) => boolean;
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

const field = (text: string, has: (value: number) => boolean, spelled = text): Field => ({
  text,
  spelled,
  has,
});
const any = field('*', () => true);

function fieldOf(low: number, high: number, names: readonly string[] = []): fc.Arbitrary<Field> {
  const value = fc.integer({ min: low, max: high });
  const written = (each: number, asName: boolean) => (asName ? names[each - low] : undefined) ?? String(each);
  const single = fc
    .tuple(value, fc.boolean())
    .map(([only, asName]) => field(written(only, asName), (each) => each === only));
  const stepped = fc
    .tuple(value, fc.integer({ min: 1, max: high - low }))
    .map(([from, step]) => field(`${from}/${step}`, (each) => each >= from && (each - from) % step === 0));
  const item = fc.oneof(single, rangeOf(low, high, written), stepped);
  const values = Array.from({ length: high - low + 1 }, (_, index) => low + index);
  const list = fc.array(item, { minLength: 2, maxLength: 4 }).map((items) => {
    const has = (each: number) => items.some((one) => one.has(each));
    const twice = values.some((each) => items.filter((one) => one.has(each)).length > 1);
    const joined = (part: 'text' | 'spelled') => items.map((one) => one[part]).join(',');
    return field(joined('text'), has, twice ? values.filter(has).join(',') : joined('spelled'));
  });
  return fc.oneof(fc.constant(any), item, list);
}

/** Ranges, with a step or without, also past the end, where they go on from the beginning; but not in years. */
function rangeOf(
  low: number,
  high: number,
  written: (value: number, asName: boolean) => string,
): fc.Arbitrary<Field> {
  const value = fc.integer({ min: low, max: high });
  const size = high - low + 1;
  const step = fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined, freq: 3 });
  return fc.tuple(value, value, fc.boolean(), step).map(([one, other, asName, by]) => {
    const [from, to] = size > 100 ? [Math.min(one, other), Math.max(one, other)] : [one, other];
    const beyond = (each: number) => (each - from + size) % size;
    const has = (each: number) => beyond(each) <= beyond(to) && beyond(each) % (by ?? 1) === 0;
    const text = `${written(from, asName)}-${written(to, asName)}${by === undefined ? '' : `/${by}`}`;
    const values = Array.from({ length: size }, (_, index) => low + index);
    return field(text, has, from > to ? values.filter(has).join(',') : text);
  });
}

const WEEK = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const YEAR = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

const day = (texts: Days, has: (wall: Wall) => boolean, spelled = texts): Day => ({ texts, spelled, has });
const dayOfWeek = fc.integer({ min: 1, max: 7 });
const days: fc.Arbitrary<Day> = fc.oneof(
  fieldOf(1, 31).map(({ text, spelled, has }) => day([text, '?'], (wall) => has(wall.day), [spelled, '?'])),
  fieldOf(1, 7, WEEK).map(({ text, spelled, has }) => ({
    ...day(['?', text], (wall) => has(weekday(wall)), ['?', spelled]),
    weekdays: [1, 2, 3, 4, 5, 6, 7].filter(has),
  })),
  fc.constant(day(['L', '?'], (wall) => !inMonth(wall, wall.day + 1))),
  fc.constant(day(['LW', '?'], (wall) => wall.day === nearestWorkday(wall, 31))),
  fc
    .integer({ min: 1, max: 31 })
    .map((date) =>
      day([`${date}W`, '?'], (wall) => inMonth(wall, date) && wall.day === nearestWorkday(wall, date)),
    ),
  dayOfWeek.map((which) =>
    day(['?', `${which}L`], (wall) => weekday(wall) === which && !inMonth(wall, wall.day + 7)),
  ),
  fc
    .tuple(dayOfWeek, fc.integer({ min: 1, max: 5 }))
    .map(([which, nth]) =>
      day(['?', `${which}#${nth}`], (wall) => weekday(wall) === which && Math.ceil(wall.day / 7) === nth),
    ),
);
const year = fc.oneof(
  { weight: 4, arbitrary: fc.constant(any) },
  { weight: 1, arbitrary: fieldOf(1970, 2199) },
);

/** Expressions over the whole grammar; not a few of them never fire, as 31 February does not. */
export const randomCron: fc.Arbitrary<RandomCron> = fc
  .tuple(fieldOf(0, 59), fieldOf(0, 23), days, fc.oneof(fc.constant(any), fieldOf(1, 12, YEAR)), year)
  .map(([minutes, hours, { texts, spelled, has, weekdays }, months, years]) => {
    const matchesDay = (wall: Wall) => years.has(wall.year) && months.has(wall.month) && has(wall);
    const matchesTime = (hour: number, minute: number) => hours.has(hour) && minutes.has(minute);
    return {
      text: `cron(${minutes.text} ${hours.text} ${texts[0]} ${months.text} ${texts[1]} ${years.text})`,
      spelled: [minutes.spelled, hours.spelled, spelled[0], months.spelled, spelled[1], years.spelled],
      weekdays,
      matches: (wall: Wall) => matchesTime(wall.hour, wall.minute) && matchesDay(wall),
      matchesDay,
      matchesTime,
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
