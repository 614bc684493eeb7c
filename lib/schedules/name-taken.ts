import type { Tx } from '@/lib/db';

type Named = { environmentId: string; name: string; id: string };

/** Whether another schedule of an environment, which is not deleted, has a name, whatever its case. */
export async function isNameTaken(tx: Tx, { environmentId, name, id }: Named): Promise<boolean> {
  const [taken] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM schedule
    WHERE environment_id = ${environmentId} AND lower(name) = lower(${name}) AND state <> 'deleted' AND id <> ${id}`;
  return taken !== undefined;
}
