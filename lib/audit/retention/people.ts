import { type ExportedRow, readExportedRow, readPersonLine } from '../export-row';
import { Broken, type Kept, reading } from '../walk';

/** A row as read, and where it stands. */
export type PlacedRow = { where: string; row: ExportedRow };

/**
 * An archive's rows with the personal values that stand in a file beside them, each in the order of the rows. A row
 * without a person there was erased.
 * @throws Broken where a line is none, or names a row that is not there
 */
export async function* withPeople(
  rows: AsyncIterable<Kept>,
  people: AsyncIterable<Kept>,
): AsyncGenerator<PlacedRow> {
  const persons = people[Symbol.asyncIterator]();
  const take = async () => {
    const { value: kept, done } = await persons.next();
    return done ? null : { where: kept.where, ...reading(kept, readPersonLine) };
  };
  let next = await take();
  for await (const kept of rows) {
    const row = reading(kept, readExportedRow);
    const own = next?.seq === row.seq ? next : null;
    if (own) next = await take();
    yield { where: kept.where, row: { ...row, person: own?.person ?? row.person } };
  }
  if (next) throw new Broken(next.where, `It names the person of row ${next.seq}, which does not come here.`);
}
