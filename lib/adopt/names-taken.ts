import type { Tx } from '@/lib/db';

/** The names of an environment's schedules that begin like one of these, in small letters. */
export async function namesLike(
  tx: Pick<Tx, '$queryRaw'>,
  environmentId: string,
  names: readonly string[],
): Promise<Set<string>> {
  const patterns = names.map((name) => `${name.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`);
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT lower(name) AS name FROM schedule
    WHERE environment_id = ${environmentId} AND state <> 'deleted' AND lower(name) LIKE ANY (${patterns})`;
  return new Set(rows.map(({ name }) => name));
}
