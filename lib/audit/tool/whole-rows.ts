import { db } from '@/lib/db';
import type { Chain } from '../chain';
import type { ExportedRow } from '../export-row';
import { headOf, storedRows } from '../signing/rows';

const AT_ONCE = 2_000;

/** All rows of an audit with the personal values that are not erased, read in parts. */
export async function* wholeRows(chain: Chain): AsyncGenerator<ExportedRow> {
  const { seq } = await headOf(chain);
  let part: Omit<ExportedRow, 'person'>[] = [];
  for await (const { fits: _, ...row } of storedRows(chain, 0, seq)) {
    part.push(row);
    if (part.length < AT_ONCE) continue;
    yield* await withPersons(part);
    part = [];
  }
  yield* await withPersons(part);
}

async function withPersons(rows: readonly Omit<ExportedRow, 'person'>[]): Promise<ExportedRow[]> {
  const idOf = (body: string) => (JSON.parse(body) as { id: string }).id;
  const ids = rows.map(({ body }) => idOf(body));
  const found = await db().auditPerson.findMany({ where: { auditId: { in: ids } } });
  const persons = new Map(
    found.map(({ auditId, salt, values }) => [auditId, { salt: Buffer.from(salt), values }]),
  );
  return rows.map((row, i) => ({ ...row, person: persons.get(ids[i] ?? '') ?? null }));
}
