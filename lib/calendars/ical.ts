import { runInNewContext } from 'node:vm';
import ICAL from 'ical.js';
import { assertDates } from './ical-dates';
import { type ContentLine, contentLines, IcalError } from './ical-lines';
import { located } from './ical-located';
import { type Entry, isCancelled, occurrencesOf } from './ical-occurrences';

export { IcalError } from './ical-lines';

export type IcalResult = {
  /** In order, each once. */
  entries: Entry[];
  /** How many were left out because they ended before `from`. */
  past: number;
  /** How many events were left out because they are cancelled. */
  cancelled: number;
};

/** A repeating event is followed so far ahead. */
export const HORIZON_YEARS = 10;
/** ical.js looks for ever for what a rule can never mean, such as 31 February each day. */
const PATIENCE_MS = 3_000;

/**
 * The days that the events of an iCalendar file cover (RFC 5545): as they are written, whatever their time zone; an end
 * is exclusive. Repeating events are followed for ten years from `from`, without what they except.
 * @param from today, `yyyy-mm-dd`: what ended before is counted only
 * @throws IcalError, naming the line
 */
export function readIcal(text: string, from: string): IcalResult {
  const lines = contentLines(text.replaceAll('\0', ''));
  assertDates(blocksOf(lines).flat());
  const work = () => read(lines, from);
  try {
    return runInNewContext('work()', { work }, { timeout: PATIENCE_MS }) as IcalResult;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new IcalError(
      1,
      'the file takes too long to read: one of its events repeats without ever falling on a day.',
    );
  }
}

type Located = { event: ICAL.Event; lines: ContentLine[] };

function read(lines: ContentLine[], from: string): IcalResult {
  const events = eventsOf(lines);
  if (events.length === 0) throw new IcalError(1, 'there is no event in this file.');
  const until = `${Number(from.slice(0, 4)) + HORIZON_YEARS}${from.slice(4)}`;
  const found = new Map<string, Entry>();
  const counts = { occurrences: 0 };
  let past = 0;
  for (const one of relate(events).filter(({ event }) => !isCancelled(event)))
    for (const entry of located(one, () => occurrencesOf(one.event, until, counts))) {
      if (entry.last < entry.first)
        throw new IcalError(one.lines[0]?.line ?? 1, 'this event ends before it begins.');
      if (entry.last < from) past += 1;
      else found.set(key(entry), entry);
    }
  const entries = [...found.values()].sort((a, b) => compare(key(a), key(b)));
  return { entries, past, cancelled: events.filter(({ event }) => isCancelled(event)).length };
}

/** The events that stand for themselves, each knowing the exceptions to it: events of their own in the file. */
function relate(events: readonly Located[]): Located[] {
  const repeating = new Map(
    events.filter(({ event }) => !event.isRecurrenceException()).map(({ event }) => [event.uid, event]),
  );
  return events.filter(({ event }) => {
    const original = event.isRecurrenceException() ? repeating.get(event.uid) : undefined;
    original?.relateException(event);
    return original === undefined;
  });
}

const key = ({ first, last, label }: Entry) => `${first} ${last} ${label}`;
const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** The events with the lines that each was read from. */
function eventsOf(lines: ContentLine[]): Located[] {
  const roots = located({ lines }, () => {
    const parsed = ICAL.parse(lines.map(({ text }) => text).join('\r\n')) as unknown[];
    const several = Array.isArray(parsed[0]) ? (parsed as unknown[][]) : [parsed];
    return several.map((root) => new ICAL.Component(root as ConstructorParameters<typeof ICAL.Component>[0]));
  });
  const events = roots.flatMap((root) => root.getAllSubcomponents('vevent'));
  const blocks = blocksOf(lines);
  return events.map((component, index) => {
    const own = blocks[index] ?? lines;
    if (!component.hasProperty('dtstart'))
      throw new IcalError(own[0]?.line ?? 1, 'this event has no DTSTART.');
    // without this, ical.js relates all exceptions of the file to every event
    return { event: new ICAL.Event(component, { exceptions: [] }), lines: own };
  });
}

/** The lines of each event, in the order of the file. */
function blocksOf(lines: ContentLine[]): ContentLine[][] {
  const blocks: ContentLine[][] = [];
  let open: ContentLine[] | null = null;
  for (const one of lines) {
    if (/^BEGIN:VEVENT\s*$/i.test(one.text)) {
      open = [];
      blocks.push(open);
    }
    open?.push(one);
    if (/^END:VEVENT\s*$/i.test(one.text)) open = null;
  }
  return blocks;
}
