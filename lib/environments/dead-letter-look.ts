import { z } from 'zod';
import { createInventory } from '@/lib/aws/inventory';
import { recent } from '@/lib/aws/recent';
import { query } from '@/lib/command';
import { db } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { placeOf } from '@/lib/schedules/at';
import { scheduleId } from '@/lib/schedules/schema';
import type { EnvironmentRow } from './bootstrap';
import { type Finding, Looks } from './findings';
import { foreignQueues } from './foreign-queues';
import { lookAtQueue } from './queue-look';

/** A page waits for it. */
const PATIENCE_MS = 2_000;
/** Pages follow by themselves: each of them need not ask AWS anew. */
const KEPT_MS = 30_000;
const MOST_KEPT = 1_000;

/** A dead-letter queue that Rota never reads, looked at. */
export type DeadLetterLook = {
  arn: string;
  /** How many messages wait in it, as SQS estimates; null where that is not known. */
  waiting: number | null;
  finding: Finding;
  at: Date;
};

type Kept = { look: Promise<DeadLetterLook> | null; at: number };
const kept = recent<Kept>(MOST_KEPT);

/**
 * How many messages wait in the dead-letter queues that the targets of a schedule name, the environment's own aside, as of
 * the last half minute. Nothing is taken out of them. None where Rota makes no calls.
 */
export const listDeadLetterQueues = query({
  permission: 'schedule.read',
  input: z.strictObject({ id: scheduleId }),
  at: ({ id }) => placeOf(id),
  async run(_context, { id }): Promise<DeadLetterLook[]> {
    const select = { environment: true, targets: { orderBy: { position: 'asc' } } } as const;
    const schedule = await db().schedule.findUnique({ where: { id }, include: select });
    if (!schedule) throw notFound('This schedule');
    const { environment, targets } = schedule;
    if (environment.disabledAt) return [];
    return Promise.all(foreignQueues(environment, targets).map((arn) => lookOf(environment, arn)));
  },
});

function lookOf(environment: EnvironmentRow, arn: string): Promise<DeadLetterLook> {
  const one = kept(`${environment.id} ${arn}`, () => ({ look: null, at: 0 }));
  if (one.look && performance.now() - one.at < KEPT_MS) return one.look;
  one.at = performance.now();
  one.look = lookNow(environment, arn);
  return one.look;
}

async function lookNow(environment: EnvironmentRow, arn: string): Promise<DeadLetterLook> {
  const inventory = createInventory(environment);
  try {
    const subject = `Dead-letter queue ${arn.split(':').at(-1)}`;
    const look = await lookAtQueue(subject, arn, inventory, new Looks(PATIENCE_MS));
    return { arn, ...look, at: new Date() };
  } finally {
    inventory.destroy();
  }
}
