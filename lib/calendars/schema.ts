import { z } from 'zod';
import { oneLine } from '@/lib/targets/fields';

export const MOST_ENTRIES = 2000;
/** Of an imported file, in bytes. */
export const LARGEST_FILE = 1024 * 1024;

const id = z.string('Choose one of the list.').regex(/^[0-9a-hjkmnp-tv-z]{16}$/, 'Choose one of the list.');

/** A day from 1970 to 2199 as `yyyy-mm-dd`. */
const day = z
  .string('Enter a date.')
  .regex(/^\d{4}-\d\d-\d\d$/, 'Enter a date, as in 2027-12-25.')
  .refine(isInCalendar, 'This date does not exist. Enter one that does.')
  .refine((text) => text >= '1970-01-01' && text <= '2199-12-31', 'Enter a date from 1970 to 2199.');

/** Without the time zones, which a page that enters dates does not need. */
function isInCalendar(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** Days on which nothing runs, both included, as a person enters them. */
export const calendarEntry = z
  .strictObject({ first: day, last: day, label: oneLine('The label', 100) })
  .refine(({ first, last }) => last >= first, {
    path: ['last'],
    message: 'The last day must not come before the first.',
  });

export type CalendarEntry = z.output<typeof calendarEntry>;

const entries = z
  .array(calendarEntry)
  .max(MOST_ENTRIES, `A calendar has at most ${MOST_ENTRIES} entries.`)
  .default([]);

/** That somebody saw; left out, any will do. */
const version = z.int().positive().optional();

export const createInput = z.strictObject({
  name: oneLine('The name', 60),
  /** Null for all teams. */
  teamId: id.nullable(),
  dates: entries,
});

/** A change of a version: its name, entries that come and entries, by id, that go. */
export const updateInput = z.strictObject({
  id,
  version,
  name: oneLine('The name', 60),
  add: entries,
  remove: z.array(id).max(MOST_ENTRIES).default([]),
});

/** All that a calendar is to have. */
export const replaceInput = createInput.omit({ teamId: true }).extend({ id, version });

export const deleteInput = z.strictObject({ id, version });

const file = z
  .string('Choose a calendar file.')
  .refine(
    (text) => new TextEncoder().encode(text).length <= LARGEST_FILE,
    'The file is larger than 1 MB. Export fewer events.',
  );

export const previewInput = z.strictObject({
  id,
  text: file,
  /** Whether what the calendar holds now goes. */
  replace: z.boolean(),
});

export const importInput = previewInput.extend({ version });

export const calendarId = id;
