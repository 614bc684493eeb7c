import type ICAL from 'ical.js';

/** Calendar days, both included, as `yyyy-mm-dd`, with what they are. */
export type Entry = { first: string; last: string; label: string };

/** A file says more than any calendar may hold where it goes beyond this. */
const MOST_OCCURRENCES = 20_000;

/**
 * The days that an event covers, of one that repeats up to a day. `counts` is kept over all events of a file.
 * @throws RangeError where there are too many
 */
export function occurrencesOf(event: ICAL.Event, until: string, counts: { occurrences: number }): Entry[] {
  const entries: Entry[] = [];
  const single = entryOf(event, event.startDate, event.endDate);
  if (!event.isRecurring()) return [single];
  const iterator = event.iterator();
  const rules = event.component.getAllProperties('rrule').map((rule) => rule.getFirstValue() as ICAL.Recur);
  // ical.js leaves out the first time of an event that has no rule but further dates.
  if (rules.length === 0 && !excepts(event)) entries.push(single);
  for (let time = iterator.next(); time; time = iterator.next()) {
    counts.occurrences += 1;
    if (counts.occurrences > MOST_OCCURRENCES)
      throw new RangeError(`the events repeat more than ${MOST_OCCURRENCES} times`);
    if (dayOf(time) > until) break;
    const { startDate, endDate, item } = event.getOccurrenceDetails(time);
    if (isCancelled(item) || !isMeant(time, rules)) continue;
    entries.push(entryOf(item, startDate, endDate));
  }
  return entries;
}

/** Whether an event excepts its own first time. */
const excepts = (event: ICAL.Event): boolean =>
  event.component
    .getAllProperties('exdate')
    .some((property) =>
      property.getValues().some((value) => (value as ICAL.Time).compare(event.startDate) === 0),
    );

/** ical.js lets 29 February run over into March in years that have none. */
const isMeant = (time: ICAL.Time, rules: ICAL.Recur[]): boolean =>
  rules.length !== 1 ||
  rules.every(({ parts }) => {
    const months = parts.BYMONTH as number[] | undefined;
    return !months || months.includes(time.month);
  });

function entryOf(event: ICAL.Event, start: ICAL.Time, end: ICAL.Time): Entry {
  const last = end.clone();
  // The end is exclusive; what has no length is on the day on which it begins.
  if (end.compare(start) > 0) {
    if (end.isDate) last.adjust(-1, 0, 0, 0);
    else last.adjust(0, 0, 0, -1);
  }
  return { first: dayOf(start), last: dayOf(last), label: labelOf(event) };
}

const dayOf = ({ year, month, day }: ICAL.Time): string =>
  [String(year).padStart(4, '0'), ...[month, day].map((part) => String(part).padStart(2, '0'))].join('-');

/** Whether an event, or the exception that replaces one of its times, is called off. */
export const isCancelled = (event: ICAL.Event): boolean =>
  String(event.component.getFirstPropertyValue('status') ?? '').toUpperCase() === 'CANCELLED';

function labelOf(event: ICAL.Event): string {
  const text = String(event.component.getFirstPropertyValue('summary') ?? '')
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  // not half of a character that is written as two
  return (
    text
      .slice(0, 100)
      .replace(/[\uD800-\uDBFF]$/, '')
      .trim() || 'Without a title'
  );
}
