import type { Tx } from '@/lib/db';

/** A name that no schedule of an environment has: the wanted one, or with a number after it. */
export async function freeName(tx: Tx, environmentId: string, wanted: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted} (${number})`;
    const [taken] = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM schedule
      WHERE environment_id = ${environmentId} AND lower(name) = lower(${name}) AND state <> 'deleted'`;
    if (!taken) return name;
  }
}
