import { record } from '@/lib/audit/record';
import type { AwsListed, AwsObserved, Scheduler } from '@/lib/aws/scheduler';
import { db } from '@/lib/db';
import { encryptionKey } from '@/lib/encryption-key';
import type { EnvironmentRow } from '@/lib/environments/bootstrap';
import type { Prisma } from '@/lib/generated/prisma/client';
import { databaseNow } from '@/lib/schedules/load';
import { systemContext } from '@/lib/system-context';
import { withoutInput } from './drift';
import { digestOf } from './normal-form';
import { generationIn, isOurs } from './owner-mark';
import { idsIn } from './plan';
import { enterRecovery } from './recovery';
import { askLooks } from './scan-compare';
import { known } from './sent';

/**
 * Reads a name of our group that the database does not know. What belongs to a schedule is for that schedule's
 * reconciliation to judge; what is ours and belongs to none was lost, so that this database is an older copy; anything
 * else is foreign. It is left alone either way.
 */
export async function lookAtUnknown(
  scheduler: Scheduler,
  environment: EnvironmentRow,
  installationId: string,
  { name }: AwsListed,
): Promise<void> {
  const observed = await scheduler.get(environment.groupName, name);
  if (!observed || (await known(name))) return;
  const ids = isOurs(observed, installationId) ? idsIn(name) : null;
  if (ids && (await noteOfSchedule(environment, observed, name, ids))) return;
  await keep(environment, observed, name, ids ? 'extra' : 'foreign');
  if (ids)
    await enterRecovery(environment.id, `AWS has a schedule of this Rota that this database lost: ${name}.`);
}

/** @returns whether the database has its schedule, in this environment */
async function noteOfSchedule(
  { id: environmentId, groupName }: EnvironmentRow,
  observed: AwsObserved,
  name: string,
  { scheduleId, targetId }: { scheduleId: string; targetId: string },
): Promise<boolean> {
  const schedule = await db().schedule.findUnique({ where: { id: scheduleId } });
  if (schedule?.environmentId !== environmentId) return false;
  const generation = generationIn(observed) ?? 0;
  await db().$transaction(async (tx) => {
    const row = { name, environmentId, groupName, scheduleId, targetId, generation };
    await tx.awsSchedule.createMany({ data: [row], skipDuplicates: true });
    await askLooks(tx, [scheduleId]);
  });
  return true;
}

async function keep(
  { id: environmentId, name: environmentName }: EnvironmentRow,
  observed: AwsObserved,
  name: string,
  kind: 'extra' | 'foreign',
): Promise<void> {
  await db().$transaction(async (tx) => {
    const key = { environmentId_name: { environmentId, name } };
    const before = await tx.drift.findUnique({ where: key });
    const data = {
      kind,
      fingerprint: digestOf(observed, encryptionKey()),
      awsGeneration: generationIn(observed),
      theirs: withoutInput(observed) as Prisma.InputJsonObject,
      modifiedAt: observed.LastModificationDate ?? null,
      foundAt: await databaseNow(tx),
    } as const;
    await tx.drift.upsert({ where: key, create: { environmentId, name, ...data }, update: data });
    if (before) return;
    const details = { environment: environmentName, kind };
    await record(tx, systemContext('scan'), {
      audit: 'activity',
      action: 'drift.found',
      subject: name,
      details,
    });
  });
}
