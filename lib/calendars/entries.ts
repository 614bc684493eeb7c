import type { Tx } from '@/lib/db';
import type { CalendarEntry } from './schema';

export type StoredEntry = CalendarEntry & { id: string };

/** All entries of a calendar, in order. */
export const entriesOf = (db: Pick<Tx, '$queryRaw'>, calendarId: string): Promise<StoredEntry[]> =>
  db.$queryRaw<StoredEntry[]>`
    SELECT id, to_char(first_date, 'YYYY-MM-DD') AS first, to_char(last_date, 'YYYY-MM-DD') AS last, label
    FROM calendar_dates WHERE calendar_id = ${calendarId} ORDER BY first_date, last_date, label, id`;
