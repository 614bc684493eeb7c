import type { Tx } from '@/lib/db';

export type KnownSchedule = Awaited<ReturnType<typeof find>>[number];

/** Those of some schedules that an environment has, by their ids, with their clocks and targets. */
export async function knownSchedules(
  tx: Tx,
  environmentId: string,
  ids: readonly string[],
): Promise<Map<string, KnownSchedule>> {
  const rows = await find(tx, environmentId, [...new Set(ids)]);
  return new Map(rows.map((row) => [row.id, row]));
}

const find = (tx: Tx, environmentId: string, ids: string[]) =>
  tx.schedule.findMany({
    where: { id: { in: ids }, environmentId },
    include: { clock: true, sync: true, targets: { orderBy: { position: 'asc' } } },
  });
