import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { allowedAt } from '@/lib/schedules/readable';
import { seenOf } from './theirs';

/** What somebody can decide on: what goes back with the decision, and where that takes effect. */
export type Decidable = { seen: string[]; environment: { name: string; production: boolean } };

/**
 * Which of these schedules somebody may decide on: not those of an environment that is in recovery, which has a page of
 * its own, or disabled.
 * @returns by the schedule's id
 */
export async function listDecidable(
  context: Context,
  scheduleIds: readonly string[],
): Promise<Record<string, Decidable>> {
  const { actor } = await authorise(context, 'schedule.read');
  const own = await db().$queryRaw<{ id: string }[]>`
    SELECT s.id FROM schedule s
    WHERE s.id = ANY(${[...scheduleIds]}) AND ${allowedAt(actor, 'drift.restore')}`;
  const rows = await db().drift.findMany({
    where: {
      scheduleId: { in: own.map(({ id }) => id) },
      decision: null,
      environment: { disabledAt: null, NOT: { sync: { recoverySince: { not: null } } } },
    },
    select: {
      scheduleId: true,
      name: true,
      fingerprint: true,
      environment: { select: { name: true, production: true } },
    },
  });
  const places = new Map(rows.map(({ scheduleId, environment }) => [scheduleId ?? '', environment]));
  return Object.fromEntries(
    [...places].map(([id, environment]) => {
      const own = rows.filter(({ scheduleId }) => scheduleId === id);
      return [id, { seen: seenOf(own), environment }];
    }),
  );
}
