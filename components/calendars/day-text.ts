const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** A calendar day `yyyy-mm-dd` as people read it: `Fri 25 Dec 2026`. */
export function dayText(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const weekday = WEEKDAYS[new Date(Date.UTC(year, month - 1, date)).getUTCDay()];
  return `${weekday} ${date} ${MONTHS[month - 1]} ${year}`;
}

/** One day, or the first and the last of several: `Sun 20 Dec 2026 to Sun 3 Jan 2027`. */
export const daysText = ({ first, last }: { first: string; last: string }): string =>
  first === last ? dayText(first) : `${dayText(first)} to ${dayText(last)}`;

/** `1 schedule`, `12 schedules`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? noun : plural}`;
