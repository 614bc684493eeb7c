import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { db, Prisma } from '@/lib/db';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { keyset, type Page, type Place, readCursor, toPage, writeCursor } from './keyset';

type Row = { id: string; value: string };

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct({});
});
afterAll(() => product?.stop());

/** One page of the teams of one test, whose names begin with its prefix. */
async function read(prefix: string, size: number, descending: boolean, place: Place): Promise<Page<Row>> {
  const value = Prisma.sql`to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')`;
  const order = { value, type: 'text' as const, id: Prisma.sql`id`, descending };
  const { where, orderBy, backwards } = keyset(order, place);
  const rows = await db().$queryRaw<Row[]>`
    SELECT id, ${value} AS value FROM team WHERE name LIKE ${`${prefix}%`} AND ${where}
    ORDER BY ${orderBy} LIMIT ${size + 1}`;
  return toPage(rows, size, place, backwards, (row) => row);
}

it('visits each row once, forward and back, whatever ties there are', async () => {
  const days = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 25 });
  const sizes = fc.integer({ min: 1, max: 7 });
  await fc.assert(
    fc.asyncProperty(days, sizes, fc.boolean(), async (values, size, descending) => {
      const prefix = randomUUID();
      await db().team.createMany({
        data: values.map((day, i) => ({
          id: `${prefix}-${i}`,
          name: `${prefix}-${i}`,
          createdAt: new Date(Date.UTC(2027, 0, day)),
        })),
      });
      const forward: Page<Row>[] = [];
      let after: string | null = null;
      do {
        const page: Page<Row> = await read(prefix, size, descending, {
          after: readCursor(after, 'text'),
          before: null,
        });
        forward.push(page);
        after = page.next;
      } while (after);
      const seen = forward.flatMap(({ rows }) => rows);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(values.length);
      expect(seen).toHaveLength(values.length);
      const sorted = [...seen].sort((a, b) =>
        a.value === b.value ? (a.id < b.id ? -1 : 1) : a.value < b.value ? -1 : 1,
      );
      expect(seen).toEqual(descending ? sorted.reverse() : sorted);

      let before = forward.at(-1)?.previous ?? null;
      for (const expected of forward.slice(0, -1).reverse()) {
        const page: Page<Row> = await read(prefix, size, descending, {
          after: null,
          before: readCursor(before, 'text'),
        });
        expect(page.rows).toEqual(expected.rows);
        before = page.previous;
      }
      expect(before).toBeNull();
    }),
    { numRuns: 30 },
  );
});

it('reads a cursor as it was written, and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 100 }), (value, id) => {
      fc.pre(!`${value}${id}`.includes('\0'));
      expect(readCursor(writeCursor({ value, id }), 'text')).toEqual({ value, id });
    }),
  );
  for (const text of [
    '',
    'x',
    'W10',
    Buffer.from('["a"]').toString('base64url'),
    Buffer.from('{"value":1}').toString('base64url'),
  ])
    expect(readCursor(text, 'text')).toBeNull();
});

it.each([
  ['bigint', ['1', '999999999999999999'], ['', '-1', '1.5', '1e3', '99999999999999999999', 'x']],
  [
    'timestamptz',
    ['infinity', '2027-01-01T00:00:00.000Z'],
    ['', 'now', '2027-13-01T00:00:00.000Z', '0000-01-01T00:00:00.000Z'],
  ],
] as const)('reads a %s that is one', (type, right, wrong) => {
  for (const value of right) expect(readCursor(writeCursor({ value, id: 'a' }), type)?.value).toBe(value);
  for (const value of wrong) expect(readCursor(writeCursor({ value, id: 'a' }), type)).toBeNull();
});
