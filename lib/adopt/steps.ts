import type { Found } from '@/lib/aws/discover';
import { AwsError } from '@/lib/aws/errors';
import { db } from '@/lib/db';
import type { Adoption } from '@/lib/generated/prisma/client';
import { databaseNow } from '@/lib/schedules/load';
import { upcoming } from '@/lib/schedules/timing';
import { reconcile } from '@/lib/sync/reconcile';
import { type Leased, LostAdoption } from './lease';
import { isOver } from './over';
import type { Reach } from './reach';
import { open } from './sealed';
import { isEnabled, isUnchanged } from './stored';
import { quietMoment } from './timing';

/** What a worker has left to do of an adoption, in this order; taking over ends as adopted, giving back as returned. */
const WORKING = ['prepare', 'disable', 'enable', 'release', 'restore', 'remove'] as const;
export type Working = (typeof WORKING)[number];
export type Step = Working | 'adopted' | 'returned';

export type Next =
  | { step: Working }
  /** Look again then; `error` says what it waits for where that is no matter of seconds. */
  | { again: Date; error?: { code: string; message: string } };

type AwsStep = (adoption: Leased, reach: Reach) => Promise<Next>;

/**
 * The steps that AWS has a part in. Each may be repeated from its beginning whenever a process dies: it looks before it
 * writes and reads back what it wrote. At no time both run: ours is seen to be off before the original is on, and the
 * other way round.
 */
export const AWS_STEPS: Record<'prepare' | 'disable' | 'release' | 'restore', AwsStep> = {
  /** Ours exists in AWS and is off. */
  async prepare(adoption, reach) {
    if (await nothingLeft(adoption)) return { step: 'remove' };
    return (await oursIsOff(adoption, reach)) ?? { step: 'disable' };
  },

  /** The original is off. Where it is so without Rota, a person decides: then the next step turns nothing on. */
  async disable(adoption, reach) {
    if (await nothingLeft(adoption)) return { step: adoption.switchedAt ? 'release' : 'remove' };
    const original = open(adoption.content);
    const now = await databaseNow(db());
    const current = await reach.look(original);
    if (!current) return { step: 'enable' };
    if (isEnabled(current) || !adoption.switchedAt) assertUnchanged(current, original, now);
    if (!isEnabled(current)) return { step: 'enable' };
    // An earlier try did not reach it: whoever switches it off before the next one is somebody else.
    if (adoption.switchedAt) await noteSwitched(adoption, false);
    const quiet = await quietFor(adoption.scheduleId, now);
    if (quiet > now) return { again: quiet };
    await switchOff(adoption, () => reach.switch(current, false, now));
    const after = await reach.look(original);
    if (after && (isEnabled(after) || !isUnchanged(after, original, now))) throw notReadBack(original);
    return { step: 'enable' };
  },

  /** Ours is off again. */
  async release(adoption, reach) {
    return (await oursIsOff(adoption, reach)) ?? { step: 'restore' };
  },

  /** The original is what it was. */
  async restore(adoption, reach) {
    const original = open(adoption.content);
    const now = await databaseNow(db());
    const enabled = isEnabled(original) && !hasPassed(original, now);
    const current = await reach.look(original);
    if (!current) {
      if (original.kind === 'rule') throw gone(original);
      await reach.recreate(original, enabled, now);
    } else {
      assertUnchanged(current, original, now);
      if (isEnabled(current) !== enabled) await reach.switch(current, enabled, now);
    }
    const after = await reach.look(original);
    if (!after || isEnabled(after) !== enabled || !isUnchanged(after, original, now))
      throw notReadBack(original);
    return { step: 'remove' };
  },
};

/** Whether ours is over: what stands in AWS stays as it is, or becomes so again. */
async function nothingLeft({ scheduleId: id }: Adoption): Promise<boolean> {
  const { state } = await db().schedule.findUniqueOrThrow({ where: { id }, select: { state: true } });
  return isOver(state);
}

/** Says so in the row before it switches; what AWS refused for certain was not switched. */
async function switchOff(adoption: Leased, call: () => Promise<void>): Promise<void> {
  await noteSwitched(adoption, true);
  try {
    await call();
  } catch (error) {
    if (error instanceof AwsError && error.kind !== 'unreachable') await noteSwitched(adoption, false);
    throw error;
  }
}

/** @throws LostAdoption */
async function noteSwitched({ id, token }: Leased, switched: boolean): Promise<void> {
  const noted = await db().$executeRaw`
    UPDATE adoption SET switched_at = CASE WHEN ${switched} THEN clock_timestamp() END
    WHERE id = ${id} AND step = 'disable' AND lease_token = ${token}`;
  if (noted !== 1) throw new LostAdoption();
}

/** Null once all AWS schedules of ours were read back as off or gone at the newest generation; else when to look again. */
async function oursIsOff({ scheduleId, attempts }: Adoption, reach: Reach): Promise<Next | null> {
  await reconcile(scheduleId);
  const { generation, sync } = await db().schedule.findUniqueOrThrow({
    where: { id: scheduleId },
    include: { sync: true },
  });
  const now = await databaseNow(db());
  const soon = new Date(now.getTime() + Math.min(1_000 * 2 ** attempts, 60_000));
  if (sync?.status !== 'live' || sync.syncedGeneration !== generation)
    return {
      again: soon,
      ...(sync?.error && { error: { code: sync.errorCode ?? 'Sync', message: sync.error } }),
    };
  for (const { groupName, name } of await db().awsSchedule.findMany({ where: { scheduleId } })) {
    const observed = await reach.own(groupName, name);
    if (observed && observed.State !== 'DISABLED') return { again: soon };
  }
  return null;
}

/** When no run falls between the original and ours. Of a rate only AWS knows the times of the original. */
async function quietFor(scheduleId: string, now: Date): Promise<Date> {
  const schedule = await db().schedule.findUniqueOrThrow({ where: { id: scheduleId } });
  if (schedule.expression.startsWith('rate(')) return now;
  const next = (after: Date) => upcoming({ ...schedule, excluded: [] }, after, 1)[0] ?? null;
  return quietMoment(next, schedule.flexibleMinutes, now);
}

/** Whether an original that runs once had its time: enabling it again could make AWS run it at once. */
export function hasPassed(original: Found, now: Date): boolean {
  if (original.kind === 'rule' || !original.schedule.ScheduleExpression?.startsWith('at(')) return false;
  const { ScheduleExpression: expression, ScheduleExpressionTimezone: timeZone = 'UTC' } = original.schedule;
  const timing = {
    expression,
    timeZone,
    startAt: null,
    endAt: null,
    rateAnchor: null,
    second: 0,
    excluded: [],
  };
  return upcoming(timing, now, 1).length === 0;
}

/** What people call an original. */
export const originalText = ({ kind, name, group }: Pick<Found, 'kind' | 'name' | 'group'>) =>
  kind === 'rule' ? `EventBridge rule ${name}` : `schedule ${name} of the group ${group}`;

/** @throws AwsError rejected: a person has to decide */
export function assertUnchanged(current: Found, original: Found, now: Date): void {
  if (isUnchanged(current, original, now)) return;
  throw new AwsError(
    'rejected',
    'OriginalChanged',
    `The ${originalText(original)} was changed in AWS since it was read. Nothing was done to it.`,
  );
}

export const gone = (original: Found) =>
  new AwsError(
    'rejected',
    'OriginalGone',
    `The ${originalText(original)} no longer exists in AWS. Make it again there, then try again.`,
  );

const notReadBack = (original: Found) =>
  new AwsError(
    'conflict',
    'NotReadBack',
    `AWS took the change of the ${originalText(original)} but does not show it yet.`,
  );
