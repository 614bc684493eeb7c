import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { seenOf } from './theirs';

/**
 * Which of these schedules editors can decide on, with what goes back with the decision: not those of an environment
 * that is in recovery, which has a page of its own, or disabled.
 * @returns what is seen now, by the schedule's id
 */
export async function listDecidable(
  context: Context,
  scheduleIds: readonly string[],
): Promise<Record<string, string[]>> {
  await authorise(context, 'drift.restore');
  const rows = await db().drift.findMany({
    where: {
      scheduleId: { in: [...scheduleIds] },
      decision: null,
      environment: { disabledAt: null, NOT: { sync: { recoverySince: { not: null } } } },
    },
    select: { scheduleId: true, name: true, fingerprint: true },
  });
  const known = new Set(rows.flatMap(({ scheduleId }) => scheduleId ?? []));
  return Object.fromEntries(
    [...known].map((id) => [id, seenOf(rows.filter(({ scheduleId }) => scheduleId === id))]),
  );
}
