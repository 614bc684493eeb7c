import { db } from '@/lib/db';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What the gates are called that snapshots of schedules name by their ids; those that were deleted since, as they were then.
 * @param snapshots as `lib/schedules/snapshot.ts` makes them
 */
export async function gateNames(snapshots: readonly Fields[]): Promise<ReadonlyMap<string, string>> {
  const ids = new Set(snapshots.flatMap(targetsOf).flatMap(({ gateId }) => gateId ?? []) as string[]);
  if (ids.size === 0) return new Map();
  const gates = await db().gate.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true },
  });
  for (const { id } of gates) ids.delete(id);
  const gone = ids.size === 0 ? [] : await deletedGates([...ids]);
  return new Map([...gates, ...gone].map(({ id, name }) => [id, name]));
}

/** Gates that are no more, as the audit of their deletion has them: the names are the subjects of its rows. */
const deletedGates = (ids: string[]) =>
  db().$queryRaw<{ id: string; name: string }[]>`
    SELECT a.body::jsonb -> 'details' ->> 'gateId' AS id, a.subject AS name FROM activity_audit a
    WHERE a.action = 'gate.delete' AND a.body::jsonb -> 'details' ->> 'gateId' = ANY (${ids}::text[])`;

/** A snapshot with the names of gates in place of their ids. */
export const withGateNames = (snapshot: Fields, names: ReadonlyMap<string, string>): Fields => ({
  ...snapshot,
  targets: targetsOf(snapshot).map((target) =>
    'gateId' in target ? { ...target, gateId: names.get(String(target.gateId)) ?? target.gateId } : target,
  ),
});

const targetsOf = ({ targets }: Fields) => (targets ?? []) as Fields[];
