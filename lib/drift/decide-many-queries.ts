import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { seenOf } from './theirs';

/** What an editor can decide on: what goes back with the decision, and where that takes effect. */
export type Decidable = { seen: string[]; environment: { name: string; production: boolean } };

/**
 * Which of these schedules editors can decide on: not those of an environment that is in recovery, which has a page of
 * its own, or disabled.
 * @returns by the schedule's id
 */
export async function listDecidable(
  context: Context,
  scheduleIds: readonly string[],
): Promise<Record<string, Decidable>> {
  await authorise(context, 'drift.restore');
  const rows = await db().drift.findMany({
    where: {
      scheduleId: { in: [...scheduleIds] },
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
