import { z } from 'zod';
import { actorId, actorName, type Context } from '@/lib/context';
import type { Tx } from '@/lib/db';
import { createRuns, type NewRun } from '@/lib/dispatch/create';
import { assertInUse } from '@/lib/environments/place';
import { conflict, invalid } from '@/lib/errors';
import { freezesOver } from '@/lib/freeze/covering';
import { databaseNow, type LoadedSchedule } from '@/lib/schedules/load';
import { REASON_MAX } from '@/lib/schedules/reason';
import { plainText } from '@/lib/targets/fields';
import { KINDS } from '@/lib/targets/registry';

export type Target = LoadedSchedule['targets'][number];

/** Names one click: what is sent again under it is done once. */
export const requestId = z
  .string('Open the form again: it has no id of its own.')
  .regex(/^[\da-f-]{32,36}$/, 'Open the form again: it has no id of its own.');

/** Why somebody asks; it may be left out. */
export const optionalReason = plainText('The reason', REASON_MAX).default('');

/** So long a form may be sent again. */
const KEPT = '1 day';

/** @throws RotaError conflict, where it was done already */
export async function claimRequest(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM run_request WHERE at < clock_timestamp() - ${KEPT}::interval`;
  const claimed = await tx.$executeRaw`
    INSERT INTO run_request (id) VALUES (${id}) ON CONFLICT (id) DO NOTHING`;
  if (claimed === 0) throw conflict('This was asked for already, and it is done once. Look at the runs.');
}

/**
 * What Rota sends for a person, it sends through its own worker, whatever the schedule's delivery.
 * @throws RotaError conflict, where its environment is disabled; invalid, of targets that only EventBridge Scheduler can
 *   call
 */
export async function assertCallable(
  tx: Tx,
  context: Context,
  schedule: LoadedSchedule,
  targets: readonly Target[],
): Promise<void> {
  await assertInUse(tx, context, schedule.environmentId);
  const other = targets.find(({ kind }) => kind === 'other');
  if (other)
    throw invalid([
      {
        path: 'targets',
        message: `Only EventBridge Scheduler can call ${KINDS.other.shortName(other.arn, other.settings as object)}, so Rota can’t run it by hand. Choose other targets.`,
      },
    ]);
}

/**
 * The same of what is sent at once.
 * @throws RotaError as `assertCallable`; conflict, where it is frozen
 */
export async function assertSendable(
  tx: Tx,
  context: Context,
  schedule: LoadedSchedule,
  targets: readonly Target[],
): Promise<void> {
  await assertCallable(tx, context, schedule, targets);
  const [freeze] = await freezesOver(tx, schedule);
  if (freeze)
    throw conflict(
      `It is frozen by ${freeze.byName}: ${freeze.reason}. Nothing of it runs until that is lifted.`,
    );
}

type Asked = Pick<NewRun, 'targetId'> & { changedInput?: string };
type Times = Pick<NewRun, 'slotAt' | 'nominalAt' | 'dueAt'>;

/**
 * Makes the runs that somebody asks for: their slot is this instant, and they are due now.
 * @param nominalAt the time that the payload names; this instant, where there is none
 * @throws RotaError conflict, where another request was made in this very millisecond
 */
export async function createAsked(
  tx: Tx,
  context: Context,
  schedule: LoadedSchedule,
  origin: 'manual' | 'rerun',
  asked: readonly Asked[],
  nominalAt?: Date,
): Promise<string[]> {
  const now = await databaseNow(tx);
  // A slot of its own: those of the clock are at whole seconds.
  const slotAt = now.getMilliseconds() === 0 ? new Date(now.getTime() + 1) : now;
  return create(tx, context, schedule, origin, asked, {
    slotAt,
    nominalAt: nominalAt ?? slotAt,
    dueAt: now,
  });
}

/**
 * Makes the runs that somebody asks for at an instant, in whole seconds: their payload names it.
 * @throws RotaError conflict, where so many were asked for at this instant that it has no slot left
 */
export async function createExtra(
  tx: Tx,
  context: Context,
  schedule: LoadedSchedule,
  asked: readonly Asked[],
  at: Date,
): Promise<string[]> {
  const [last] = await tx.$queryRaw<{ at: Date }[]>`
    SELECT COALESCE(max(slot_at), ${at}) AS at FROM run
    WHERE schedule_id = ${schedule.id} AND slot_at >= ${at} AND slot_at < ${new Date(at.getTime() + 999)}`;
  // A slot of its own, a millisecond after whatever is there: the clock may want that of the whole second.
  const slotAt = new Date((last?.at ?? at).getTime() + 1);
  return create(tx, context, schedule, 'extra', asked, { slotAt, nominalAt: at, dueAt: at });
}

async function create(
  tx: Tx,
  { actor }: Context,
  { id, environmentId, generation }: LoadedSchedule,
  origin: 'manual' | 'rerun' | 'extra',
  asked: readonly Asked[],
  times: Times,
): Promise<string[]> {
  const runs = asked.map(
    (one): NewRun => ({
      ...one,
      ...times,
      environmentId,
      scheduleId: id,
      generation,
      origin,
      requestedBy: { id: actorId(actor), name: actorName(actor) },
    }),
  );
  const made = await createRuns(tx, runs);
  if (made.length < runs.length)
    throw conflict('Somebody else asked for the same in this very moment. Try again.');
  return made;
}
