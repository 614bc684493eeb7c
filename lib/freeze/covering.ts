import type { Tx } from '@/lib/db';

type Place = { teamId: string; environmentId: string };

/** A freeze as those who read a schedule see it. */
export type CoveringFreeze = { id: string; byName: string; at: Date; reason: string };

/** The freezes that cover a schedule now, the oldest first. */
export function freezesOver(
  db: Pick<Tx, '$queryRaw'>,
  { teamId, environmentId }: Place,
): Promise<CoveringFreeze[]> {
  return db.$queryRaw<CoveringFreeze[]>`
    SELECT id, by_name AS "byName", at, reason FROM "freeze"
    WHERE lifted_at IS NULL AND (scope = 'all' OR team_id = ${teamId} OR environment_id = ${environmentId})
    ORDER BY at, id`;
}

/**
 * The freeze that covered a schedule at an instant of the past, also one that was lifted since; the oldest where there
 * were several, null where there was none.
 */
export async function freezeAt(
  db: Pick<Tx, '$queryRaw'>,
  { teamId, environmentId }: Place,
  instant: Date,
): Promise<CoveringFreeze | null> {
  const [freeze] = await db.$queryRaw<CoveringFreeze[]>`
    SELECT id, by_name AS "byName", at, reason FROM "freeze"
    WHERE (scope = 'all' OR team_id = ${teamId} OR environment_id = ${environmentId})
      AND at <= ${instant}::timestamptz AND (lifted_at IS NULL OR lifted_at >= ${instant}::timestamptz)
    ORDER BY at, id LIMIT 1`;
  return freeze ?? null;
}
