import { AwsError } from '@/lib/aws/errors';
import type { AwsObserved, AwsRequest, Scheduler } from '@/lib/aws/scheduler';
import { db } from '@/lib/db';
import { encryptionKey } from '@/lib/encryption-key';
import { switchOff } from './brake';
import { type Finding, fingerprintOf, judge, sidesOf, withoutInput } from './drift';
import { digestOf } from './normal-form';
import { generationIn, isKeptOff, isOurs, readOwnerMark } from './owner-mark';
import { matches } from './plan';
import { assertWritable } from './recovery';
import { known, recordRead, recordSent } from './sent';

/** What bringing one schedule's AWS schedules in line needs to know of it. */
export type Work = {
  scheduler: Scheduler;
  installationId: string;
  scheduleId: string;
  environmentId: string;
  generation: number;
  /** Whether a freeze keeps it off. */
  frozen: boolean;
  now: Date;
};

export type WorkTarget = { id: string; secretFields: readonly string[] };

/**
 * Makes one AWS schedule what is wanted. What is sent is recorded before it is sent: whatever is found is known to be
 * ours or not, whenever a process dies.
 * @returns what a person has to decide on first; null where AWS was read back to have what is wanted
 */
export async function put(work: Work, request: AwsRequest, target: WorkTarget): Promise<Finding | null> {
  const { scheduler, installationId, now } = work;
  const { Name: name, GroupName: groupName } = request;
  const row = { ...work, name, groupName, targetId: target.id };
  let observed = await scheduler.get(groupName, name);
  if (observed) await assertOurs(observed, installationId, name);
  if (!observed || !matches(observed, request, now)) {
    const kind = await verdict(work, name, observed);
    if (kind !== 'free' && !(await isDecided(work, name, observed)))
      return finding(work, request, target, { kind, observed });
    await assertWritable(work.environmentId);
    await recordSent(row, digestOf(request, encryptionKey()));
    await (observed ? scheduler.update(request) : scheduler.create(request));
    observed = await scheduler.get(groupName, name);
    if (!observed || !matches(observed, request, now))
      throw new AwsError(
        'conflict',
        'NotReadBack',
        'AWS took the schedule but does not show it as it was sent.',
      );
  }
  await recordRead(row, digestOf(observed, encryptionKey()), observed.LastModificationDate ?? null);
  return null;
}

export type Surplus = { name: string; groupName: string; targetId: string };

/**
 * Removes what a person no longer wants, whatever became of it in AWS. The row says first that it is to go: what is
 * not found any more is then no surprise.
 * @returns what a person has to decide on first, where this database did not make it or is behind it
 */
export async function remove(work: Work, { name, groupName, targetId }: Surplus): Promise<Finding | null> {
  const { scheduler, installationId } = work;
  const observed = await scheduler.get(groupName, name);
  if (observed) {
    await assertOurs(observed, installationId, name);
    if ((await isUnexpected(work, observed, name)) && !(await isDecided(work, name, observed)))
      return extra(observed, name, targetId);
    await assertWritable(work.environmentId);
    await db().awsSchedule.updateMany({
      where: { name },
      data: { hash: null, modifiedAt: null, unwantedAt: work.now },
    });
    await scheduler.remove(groupName, name);
  }
  await db().awsSchedule.deleteMany({ where: { name } });
  return null;
}

/** Whether nobody who works with this database can have asked for it to go: it never knew it, or is behind it. */
async function isUnexpected(work: Work, observed: AwsObserved, name: string): Promise<boolean> {
  if (await isBehind(work, observed)) return true;
  const row = await known(name);
  return row !== null && row.hash === null && row.sent.length === 0;
}

/** Its input is not kept: nobody knows which of it is secret. */
const extra = (observed: AwsObserved, name: string, targetId: string): Finding => ({
  name,
  targetId,
  kind: 'extra',
  fingerprint: fingerprintOf(observed, encryptionKey()),
  awsGeneration: generationIn(observed),
  ours: null,
  theirs: withoutInput(observed),
  modifiedAt: observed.LastModificationDate ?? null,
  switchedOff: false,
});

/** Judged anew by what the database has now: another process may just have sent what was found. */
async function verdict(work: Work, name: string, observed: AwsObserved | null) {
  if (observed && (await isBehind(work, observed))) return 'changed';
  return judge(observed, await known(name), encryptionKey());
}

/**
 * Whether AWS has a later generation than the database: then the database is an old copy, restored or cloned, and
 * a person has to decide. A process that merely read its row too early stops instead.
 */
async function isBehind(work: Work, observed: AwsObserved): Promise<boolean> {
  const inAws = generationIn(observed) ?? 0;
  if (inAws <= work.generation) return false;
  const { generation } = await db().schedule.findUniqueOrThrow({ where: { id: work.scheduleId } });
  if (inAws <= generation)
    throw new AwsError('conflict', 'Overtaken', 'It was changed meanwhile; Rota looks again.');
  return true;
}

async function isDecided({ environmentId }: Work, name: string, observed: AwsObserved | null) {
  const drift = await db().drift.findUnique({ where: { environmentId_name: { environmentId, name } } });
  return drift?.decision != null && drift.fingerprint === fingerprintOf(observed, encryptionKey());
}

async function finding(
  work: Work,
  request: AwsRequest,
  target: WorkTarget,
  found: { kind: 'changed' | 'missing'; observed: AwsObserved | null },
): Promise<Finding> {
  const braked = found.observed && (await switchOff(work, request, found.observed));
  const observed = braked ?? found.observed;
  return {
    name: request.Name,
    targetId: target.id,
    kind: found.kind,
    fingerprint: fingerprintOf(observed, encryptionKey()),
    awsGeneration: observed && generationIn(observed),
    ...sidesOf(observed, request, target.secretFields, work.now),
    modifiedAt: observed?.LastModificationDate ?? null,
    switchedOff: observed !== null && isKeptOff(observed) && (generationIn(observed) ?? 0) <= work.generation,
  };
}

/**
 * What Rota once read back as its own stays so where somebody wrote over its description; unless another Rota did.
 * @throws AwsError rejected
 */
async function assertOurs(observed: AwsObserved, installationId: string, name: string): Promise<void> {
  if (isOurs(observed, installationId)) return;
  const row = await known(name);
  if (readOwnerMark(observed) === null && (row?.hash || row?.unwantedAt)) return;
  throw new AwsError(
    'rejected',
    'ForeignSchedule',
    `AWS has a schedule ${observed.Name} in this group that is not this Rota's. It was left alone.`,
  );
}
