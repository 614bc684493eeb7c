import { commitment } from './chain';
import type { ExportedRow, Person } from './export-row';
import { Broken } from './walk';

/** @throws Broken where these are not the personal values that the row was written with */
export function assertPerson(
  where: string,
  { seq, chain, body }: ExportedRow,
  { salt, values }: Person,
): void {
  if (body.includes(`"person":"${commitment(salt, values)}"`)) return;
  throw new Broken(
    where,
    `Row ${seq} of the ${chain} audit names another person, address or browser than when it was written.`,
  );
}
