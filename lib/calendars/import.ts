import { type Command, command, query } from '@/lib/command';
import { db, type Tx } from '@/lib/db';
import { invalid } from '@/lib/errors';
import { databaseNow } from '@/lib/schedules/load';
import {
  atCalendar,
  difference,
  entryText,
  exchangeEntries,
  finishChange,
  forWhom,
  lockCalendar,
} from './change';
import type { SavedCalendar } from './commands';
import { entriesOf, type StoredEntry } from './entries';
import { IcalError, type IcalResult, readIcal } from './ical';
import { calendarEntry, importInput, MOST_ENTRIES, previewInput } from './schema';

/** What importing a file would do to a calendar. */
export type ImportPreview = {
  added: IcalResult['entries'];
  removed: StoredEntry[];
  /** In the file and in the calendar. */
  kept: number;
  /** Left out: over already, or cancelled. */
  past: number;
  cancelled: number;
  /** Entries that the calendar would have. */
  total: number;
};

/**
 * Says what a file would add and remove, and changes nothing.
 * @throws RotaError invalid, of a file that can't be read or would make the calendar too large
 */
export const previewImport: Command<ImportPreview> = query({
  permission: 'calendar.import',
  input: previewInput,
  at: (input) => atCalendar(db(), input),
  async run(_context, { id, text, replace }) {
    return effectOf(db(), id, text, replace);
  },
});

/** Takes the entries of a file into a calendar, in addition to its own or instead of them. */
export const importCalendar: Command<SavedCalendar> = command({
  permission: 'calendar.import',
  input: importInput,
  at: atCalendar,
  async run(tx, context, { id, version, text, replace }) {
    const before = await lockCalendar(tx, id, version);
    const effect = await effectOf(tx, id, text, replace);
    const { added, removed, kept, past, cancelled } = effect;
    await exchangeEntries(tx, id, effect, 'text');
    const followers = await finishChange(tx, context, before);
    return {
      result: { id, version: before.version + 1 },
      entry: {
        audit: 'activity',
        action: 'calendar.import',
        subject: before.name,
        details: {
          calendarId: id,
          for: forWhom(before.teamName),
          ...(removed.length > 0 && { removed: removed.map(entryText) }),
          added: added.map(entryText),
          kept,
          past,
          cancelled,
          followers,
        },
      },
    };
  },
});

async function effectOf(
  reader: Pick<Tx, '$queryRaw'>,
  id: string,
  text: string,
  replace: boolean,
): Promise<ImportPreview> {
  const today = (await databaseNow(reader)).toISOString().slice(0, 10);
  const { entries, past, cancelled } = fromFile(text, today);
  const own = await entriesOf(reader, id);
  const { added, removed: gone } = difference(own, entries);
  const removed = replace ? gone : [];
  const total = own.length + added.length - removed.length;
  if (total > MOST_ENTRIES)
    throw wrongFile(`A calendar has at most ${MOST_ENTRIES} entries, and this file would make it ${total}.`);
  return { added, removed, kept: entries.length - added.length, past, cancelled, total };
}

function fromFile(text: string, today: string): IcalResult {
  try {
    const result = readIcal(text, today);
    for (const entry of result.entries) {
      const [issue] = calendarEntry.safeParse(entry).error?.issues ?? [];
      if (issue) throw wrongFile(`${entryText(entry)}: ${issue.message}`);
    }
    return result;
  } catch (error) {
    if (error instanceof IcalError) throw wrongFile(error.message);
    throw error;
  }
}

const wrongFile = (message: string) => invalid([{ path: 'text', message }]);
