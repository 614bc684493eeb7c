import { randomUUID } from 'node:crypto';
import { record } from '@/lib/audit/record';
import type { AwsListed, AwsObserved, Scheduler } from '@/lib/aws/scheduler';
import { db } from '@/lib/db';
import type { EnvironmentRow } from '@/lib/environments/bootstrap';
import type { Prisma } from '@/lib/generated/prisma/client';
import { databaseNow } from '@/lib/schedules/load';
import { encryptionKey } from '@/lib/schedules/write';
import { MASK } from '@/lib/targets/mask';
import { generationIn } from './drift';
import { digestOf, fieldsOf } from './normal-form';
import { isOurs } from './plan';
import { known } from './sent';

/**
 * Reads a name of our group that the database does not know, and keeps what it is: extra (by its description ours) or
 * foreign. It is left alone either way. Its input is not kept: nobody knows which of it is secret.
 */
export async function lookAtUnknown(
  scheduler: Scheduler,
  environment: EnvironmentRow,
  installationId: string,
  { name }: AwsListed,
): Promise<void> {
  const observed = await scheduler.get(environment.groupName, name);
  if (!observed || (await known(name))) return;
  const kind = isOurs(observed, installationId) ? 'extra' : 'foreign';
  const theirs = withoutInput(observed) as Prisma.InputJsonObject;
  await db().$transaction(async (tx) => {
    const key = { environmentId: environment.id, name };
    const before = await tx.drift.findUnique({ where: { environmentId_name: key } });
    const data = {
      kind,
      fingerprint: digestOf(observed, encryptionKey()),
      awsGeneration: generationIn(observed),
      theirs,
      modifiedAt: observed.LastModificationDate ?? null,
      foundAt: await databaseNow(tx),
    } as const;
    await tx.drift.upsert({
      where: { environmentId_name: key },
      create: { ...key, ...data },
      update: data,
    });
    if (before) return;
    const context = {
      actor: { type: 'system', job: 'scan' },
      requestId: randomUUID(),
      ip: null,
      userAgent: null,
    } as const;
    const details = { environment: environment.name, kind };
    await record(tx, context, { audit: 'activity', action: 'drift.found', subject: name, details });
  });
}

function withoutInput(observed: AwsObserved) {
  const { Target, StartDate, EndDate } = observed;
  const shown = { ...observed, Target: Target && { ...Target, ...(Target.Input && { Input: MASK }) } };
  return {
    ...fieldsOf(shown as AwsObserved),
    ...(StartDate && { StartDate: StartDate.toISOString() }),
    ...(EndDate && { EndDate: EndDate.toISOString() }),
  };
}
