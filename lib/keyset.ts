import { z } from 'zod';
import { Prisma } from '@/lib/db';

/** Where a page ends: the sort value and the id of a row, as text. */
export type Cursor = { value: string; id: string };

export type Page<Row> = { rows: Row[]; next: string | null; previous: string | null };

const cursorShape = z.tuple([z.string().max(2000), z.string().max(100)]);

/** The types of sort values: how SQL reads one, and what one looks like as text. */
const TYPES = {
  text: { sql: Prisma.sql`text`, is: () => true },
  bigint: { sql: Prisma.sql`bigint`, is: (value: string) => /^\d{1,18}$/.test(value) },
  timestamptz: {
    sql: Prisma.sql`timestamptz`,
    is: (value: string) => value === 'infinity' || isInstant(value),
  },
};

export type ValueType = keyof typeof TYPES;

const isInstant = (text: string): boolean =>
  /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));

/** A cursor as it stands in an address; null where it was tampered with or is none. */
export function readCursor(text: string | null, type: ValueType): Cursor | null {
  if (!text) return null;
  try {
    const [value, id] = cursorShape.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return TYPES[type].is(value) && !`${value}${id}`.includes('\0') ? { value, id } : null;
  } catch {
    return null;
  }
}

export const writeCursor = ({ value, id }: Cursor): string =>
  Buffer.from(JSON.stringify([value, id])).toString('base64url');

/** How a list is sorted: the column or expression, its type, and the id that breaks ties. */
export type Order = { value: Prisma.Sql; type: ValueType; id: Prisma.Sql; descending: boolean };

/** One page's place in a list: after a cursor, or before one (then read backwards). */
export type Place = { after: Cursor | null; before: Cursor | null };

/** The tuple comparison and the order of a page; `backwards` says that the rows must be turned round. */
export function keyset({ value, type, id, descending }: Order, { after, before }: Place) {
  const cursor = after ?? before;
  const backwards = !after && before !== null;
  const falling = descending !== backwards;
  const operator = falling ? Prisma.sql`<` : Prisma.sql`>`;
  const direction = falling ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  return {
    where: cursor
      ? Prisma.sql`(${value}, ${id}) ${operator} (${cursor.value}::${TYPES[type].sql}, ${cursor.id})`
      : Prisma.sql`TRUE`,
    orderBy: Prisma.sql`${value} ${direction}, ${id} ${direction}`,
    backwards,
  };
}

/** Cuts `size + 1` rows to a page and says where its neighbours begin. */
export function toPage<Row>(
  rows: Row[],
  size: number,
  place: Place,
  backwards: boolean,
  cursorOf: (row: Row) => Cursor,
): Page<Row> {
  const more = rows.length > size;
  const shown = rows.slice(0, size);
  if (backwards) shown.reverse();
  const first = shown[0];
  const last = shown.at(-1);
  const hasNext = backwards || more;
  const hasPrevious = backwards ? more : place.after !== null;
  return {
    rows: shown,
    next: hasNext && last ? writeCursor(cursorOf(last)) : null,
    previous: hasPrevious && first ? writeCursor(cursorOf(first)) : null,
  };
}
