import { db } from '@/lib/db';
import type { Answer } from '@/lib/dispatch/answer';
import { createRuns, type NewRun } from '@/lib/dispatch/create';
import type { Claimed } from '@/lib/dispatch/engine/claim';
import { Deliveries, type Options } from '@/lib/dispatch/engine/deliveries';

const TOLD = { status: 200, requestId: null, excerpt: null, links: [] };
export const SUCCEEDED: Answer = { outcome: 'succeeded', ...TOLD };
export const failed = (
  reason = 'It answered 503.',
  more: Partial<Extract<Answer, { outcome: 'failed' }>> = {},
): Answer => ({
  outcome: 'failed',
  reason,
  permanent: false,
  ran: false,
  retryAfterMs: null,
  ...TOLD,
  status: 503,
  ...more,
});

/** Makes runs of a schedule's first target that are due now, with slots a second apart. @returns their ids */
export async function dueRuns(
  scheduleId: string,
  count: number,
  more: Partial<NewRun> = {},
): Promise<string[]> {
  const { environmentId, generation, targets } = await db().schedule.findUniqueOrThrow({
    where: { id: scheduleId },
    include: { targets: { orderBy: { position: 'asc' } } },
  });
  const [target] = targets;
  if (!target) throw new Error('The schedule has no target.');
  const from = Math.floor(Date.now() / 1_000) * 1_000 - count * 1_000;
  const runs = Array.from({ length: count }, (_, i): NewRun => {
    const slotAt = new Date(from + i * 1_000);
    return {
      environmentId,
      scheduleId,
      targetId: target.id,
      generation,
      slotAt,
      nominalAt: slotAt,
      origin: 'clock',
      dueAt: slotAt,
      ...more,
    };
  });
  return db().$transaction((tx) => createRuns(tx, runs));
}

/** A worker's deliveries in an environment, with `deliver` in the place of AWS. */
export const deliveriesOf = (
  environmentId: string,
  deliver: (claimed: Claimed) => Promise<Answer>,
  more: Partial<Options> = {},
) =>
  new Deliveries({
    environmentId,
    worker: 'worker-1',
    concurrency: 10,
    leaseMs: 30_000,
    deliver,
    wake: () => {},
    ...more,
  });

/** Turns until nothing is due any more and everything that was begun is over. */
export async function drain(deliveries: Deliveries): Promise<void> {
  for (;;) {
    const nap = await deliveries.turn();
    if (nap > 0 && deliveries.running === 0) return;
    await deliveries.ended();
  }
}

/** A run as its history has it. */
export const runOf = (id: string) => db().run.findFirstOrThrow({ where: { id } });
export const attemptsOf = (runId: string) =>
  db().runAttempt.findMany({ where: { runId }, orderBy: { attempt: 'asc' } });
