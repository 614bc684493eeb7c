import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ExcludedDates, TimetableOptions } from '../timetable';

/**
 * For tests: expressions with their instants, worked out by hand from the calendar, AWS's documentation and the
 * published rules of the zones; never with the engine. A line of table/*.txt is
 * `expression | zone | instant [to=… start=… end=… anchor=… second=… excluded=first..last] | expected | [source] why`,
 * all instants in UTC.
 */
export type Row = {
  expression: string;
  options: TimetableOptions;
  /** The instant from which the row asks. */
  from: Date;
  to: Date | undefined;
  expected: string;
  /** The name of the source, as the row gives it. */
  key: string;
  /** Where the rule or the fact comes from, and how the row follows from it. */
  source: string;
};

const SCHEDULER = 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html';
const DST = `${SCHEDULER}#daylist-savings-time`;

/** What stands in brackets before a row's reason. */
const SOURCES: Record<string, string> = {
  cron: `${SCHEDULER}#cron-based`,
  rate: `${SCHEDULER}#rate-based`,
  at: `${SCHEDULER}#one-time`,
  zones: `${SCHEDULER}#time-zones`,
  skip: `${DST} (a time that does not exist is skipped) and the IANA time zone database`,
  once: `${DST} (a time that occurs twice runs once) and the IANA time zone database`,
  examples: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html',
  tz: 'the IANA time zone database, https://www.iana.org/time-zones',
  calendar: 'the Gregorian calendar',
  gap: 'docs/decisions/at-in-a-gap.md: at in a gap runs at the first instant after it',
  wildcard: 'docs/decisions/repeated-hour.md: each local time runs once, at its first pass',
  bounds: `${SCHEDULER} (start and end dates); Rota's rule: both inclusive`,
  anchor: "Rota's rule: the slots of a rate are its anchor plus whole periods",
  second: "Rota's rule: a second is added to each instant of a cron",
  strict: 'the contract of timetable: strictly after, strictly before, and intervals without their end',
  excluded: "Rota's rule: nothing runs on an excluded local day",
};

/** Reads table/`name`.txt. Throws Error for a line that is not a row or names no source. */
export function readTable(name: string): Row[] {
  const file = path.join(import.meta.dirname, 'table', `${name}.txt`);
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map(readRow);
}

function readRow(line: string): Row {
  const [expression, timeZone, asked, expected, reason, ...more] = line.split(' | ');
  const [, key = '', why] = /^\[(\w+)\] (.+)$/.exec(reason ?? '') ?? [];
  const source = SOURCES[key];
  if (!expression || !timeZone || !asked || !expected || !source || more.length > 0) {
    throw new Error(`Not a row with a source: ${line}`);
  }
  const [from = '', ...settings] = asked.split(' ');
  const { to, ...options } = readSettings(settings);
  return {
    expression,
    options: { timeZone, ...options },
    from: instant(from),
    to,
    expected,
    key,
    source: `${source}: ${why}`,
  };
}

function readSettings(settings: readonly string[]): Partial<TimetableOptions> & { to?: Date | undefined } {
  const values = (name: string) =>
    settings.filter((each) => each.startsWith(`${name}=`)).map((each) => each.slice(name.length + 1));
  const date = (name: string) => values(name).map(instant)[0];
  const known = /^(to|start|end|anchor|second|excluded)=/;
  const unknown = settings.find((each) => !known.test(each));
  if (unknown) throw new Error(`Not a setting: ${unknown}`);
  return {
    to: date('to'),
    start: date('start'),
    end: date('end'),
    anchor: date('anchor'),
    second: values('second').map(Number)[0],
    excluded: values('excluded').map(excludedDates),
  };
}

function excludedDates(text: string): ExcludedDates {
  const [first = '', last = ''] = text.split('..');
  return { first, last, by: 'table', label: text };
}

/** Reads `yyyy-mm-ddThh:mm`, with seconds and milliseconds where they matter, as UTC. Throws Error for no instant. */
export function instant(text: string): Date {
  const date = new Date(`${text.length === 16 ? `${text}:00` : text}Z`);
  if (Number.isNaN(date.getTime())) throw new Error(`Not an instant: ${text}`);
  return date;
}

/** The instants of an expected list, and whether it is closed: nothing follows its last. */
export function expectedList(row: Row): { instants: Date[]; closed: boolean } {
  const words = row.expected.split(' ');
  const closed = words.at(-1) === 'end';
  return { instants: (closed ? words.slice(0, -1) : words).map(instant), closed };
}

export const LISTS = ['documented', 'days', 'fields', 'rates-and-once', 'zones'] as const;
