import type { Tx } from '@/lib/db';
import { isNameTaken } from '@/lib/schedules/name-taken';

/** A name that no schedule of an environment has: the wanted one, or with a number after it. */
export async function freeName(tx: Tx, environmentId: string, wanted: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted} (${number})`;
    if (!(await isNameTaken(tx, { environmentId, name, id: '' }))) return name;
  }
}
