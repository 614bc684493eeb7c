import { MONTH_NAMES, WEEKDAY_NAMES } from './cron-field';

/** The name of a weekday or month in three letters, from a longer or shorter one; the word itself if it is none. */
export function shortName(word: string): string {
  const upper = word.toUpperCase();
  const months = upper.length > 3 ? MONTH_NAMES.filter((name) => upper.startsWith(name)) : [];
  const [short] = [...months, ...WEEKDAY_NAMES.filter((name) => upper.length > 3 && upper.startsWith(name))];
  const full = short && FULL_NAMES.find((name) => name.startsWith(short));
  if (short && full && (full.startsWith(upper) || `${full}S` === upper)) return short;
  return WEEKDAY_NAMES.find((name) => upper.length === 2 && name.startsWith(upper)) ?? word;
}

const FULL_NAMES = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
  'SUNDAY',
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
];

/** crontab's days of the week (0 and 7 = Sunday) as AWS writes them; `*` for all, null if it can't be read. */
export function fromCrontab(text: string): string | null {
  const special = /^([0-7]|[a-z]{3})(L|#[1-5])$/i.exec(text);
  if (special?.[1]) {
    const day = crontabWeekday(special[1]);
    return day < 0 ? null : `${(day % 7) + 1}${special[2]?.toUpperCase()}`;
  }
  const chosen = new Set<number>();
  for (const item of text.split(',')) {
    const match = /^(\*|[0-7]|[a-z]{3})(?:-([0-7]|[a-z]{3}))?(?:\/([1-7]))?$/i.exec(item);
    if (!match?.[1]) return null;
    const [, first, last, step] = match;
    const from = first === '*' ? 0 : crontabWeekday(first);
    const to = last ? crontabWeekday(last) : first === '*' || step ? 6 : from;
    if (from < 0 || to < 0) return null;
    for (let day = from; day <= (to < from ? to + 7 : to); day += Number(step ?? 1)) chosen.add(day % 7);
  }
  return chosen.size === 7 ? '*' : namedRuns(chosen);
}

/** AWS's numbers of weekdays as names. */
export function inNames(text: string): string {
  return text.replace(/\d+/g, (digits) => WEEKDAY_NAMES[Number(digits) - 1] ?? digits);
}

function crontabWeekday(text: string): number {
  return /^\d$/.test(text) ? Number(text) : (WEEKDAY_NAMES as readonly string[]).indexOf(text.toUpperCase());
}

/** Monday first, three days or more in a row as a range. */
function namedRuns(chosen: ReadonlySet<number>): string {
  const runs: string[][] = [];
  let running = false;
  for (const day of [1, 2, 3, 4, 5, 6, 0]) {
    const name = WEEKDAY_NAMES[day];
    if (!name || !chosen.has(day)) {
      running = false;
      continue;
    }
    if (running) runs.at(-1)?.push(name);
    else runs.push([name]);
    running = true;
  }
  return runs.map((run) => (run.length > 2 ? `${run[0]}-${run.at(-1)}` : run.join(','))).join(',');
}
