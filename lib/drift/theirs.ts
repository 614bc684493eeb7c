import { AwsError } from '@/lib/aws/errors';
import type { AwsObserved } from '@/lib/aws/scheduler';
import { db } from '@/lib/db';
import { RotaError } from '@/lib/errors';
import type { Drift } from '@/lib/generated/prisma/client';
import { schedulerOf } from '@/lib/sync/group';
import { paced } from '@/lib/sync/paced';

/**
 * Reads again what AWS has of a schedule's findings: what was kept of them is masked.
 * Nothing is asked in a disabled environment, where nothing can be decided either.
 * @returns by name; null of what is not there
 * @throws RotaError unavailable, where AWS can not be asked
 */
export async function readTheirs(scheduleId: string): Promise<Map<string, AwsObserved | null>> {
  const rows = await db().drift.findMany({
    where: { scheduleId, environment: { disabledAt: null } },
    include: { environment: true },
  });
  const found = new Map<string, AwsObserved | null>();
  for (const { environment, name } of rows) {
    const scheduler = paced(schedulerOf(environment), environment.id);
    found.set(name, await asked(() => scheduler.get(environment.groupName, name)));
  }
  return found;
}

/** @throws RotaError unavailable, in AWS's own words */
export async function asked<R>(call: () => Promise<R>): Promise<R> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new RotaError('unavailable', 503, `AWS can't be asked now: ${error.message}`);
  }
}

/** What identifies the findings that a person saw: a decision is about just these. */
export const seenOf = (rows: readonly Pick<Drift, 'name' | 'fingerprint'>[]): string[] =>
  rows.map(({ name, fingerprint }) => `${name} ${fingerprint}`).sort();
