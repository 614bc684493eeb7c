import { AwsError } from '@/lib/aws/errors';
import type { AwsObserved, AwsRequest, Scheduler } from '@/lib/aws/scheduler';
import { exclusionsOf } from '@/lib/calendars/exclusions';
import { db } from '@/lib/db';
import { installationId } from '@/lib/environments/bootstrap';
import { freezesOver } from '@/lib/freeze/covering';
import { databaseNow } from '@/lib/schedules/load';
import { encryptionKey } from '@/lib/schedules/write';
import { openInput } from '@/lib/targets/secrets';
import { ensureGroup, forgetGroups, schedulerOf } from './group';
import { type Lease, takeLease } from './lease';
import { type Applied, markFailed, markLive } from './mark';
import { digestOf } from './normal-form';
import { paced } from './paced';
import { desired, isOurs, matches, type Source, switchingOf } from './plan';

/**
 * Brings one schedule's AWS schedules to what the database says, and marks how it went. Nothing happens while
 * somebody else holds its lease. Failures are marked, not thrown.
 */
export async function reconcile(scheduleId: string): Promise<void> {
  const lease = await takeLease(scheduleId);
  if (lease) await reconcileLeased(lease);
}

/** The same under a lease that was taken already. */
export async function reconcileLeased(lease: Lease): Promise<void> {
  try {
    await markLive(lease, await apply(lease.scheduleId));
  } catch (error) {
    await markFailed(lease, error);
  }
}

/** @returns what AWS was read back to have */
async function apply(scheduleId: string): Promise<Applied> {
  const row = await db().schedule.findUniqueOrThrow({
    where: { id: scheduleId },
    include: { environment: true, targets: { orderBy: { position: 'asc' } } },
  });
  const { environment } = row;
  const owner = { installationId: await installationId(), groupName: environment.groupName };
  const scheduler = paced(schedulerOf(environment), environment.id);
  const now = await databaseNow(db());
  const gone = row.state === 'deleted' || row.state === 'completed';
  const excluded = (await exclusionsOf(db(), [scheduleId]))(scheduleId);
  const frozen = (await freezesOver(db(), row)).length > 0;
  const source: Source = { ...row, excluded, frozen, targets: gone ? [] : row.targets.map(sourceTarget) };
  const wanted = desired(source, owner, now);
  const names = new Set(wanted.map(({ Name }) => Name));
  const created = await db().awsSchedule.findMany({ where: { scheduleId } });
  const surplus = created.filter(({ name }) => !names.has(name));
  if (wanted.length > 0 || surplus.length > 0)
    await ensureGroup(environment, scheduler, owner.installationId);
  const work = { scheduler, owner, generation: row.generation, scheduleId, environmentId: environment.id };
  await allOf([
    ...wanted.map((request, i) => () => put(work, request, row.targets[i]?.id ?? '', now)),
    ...surplus.map(
      ({ name, groupName }) =>
        () =>
          remove(work, groupName, name),
    ),
  ]);
  const { generation, state, timeZone } = row;
  return { generation, state, timeZone, switching: switchingOf(source, now) };
}

type Work = {
  scheduler: Scheduler;
  owner: { installationId: string };
  scheduleId: string;
  environmentId: string;
  generation: number;
};

/** Our own row first, then the call: whatever is created is known, whenever a process dies. */
async function put(work: Work, request: AwsRequest, targetId: string, now: Date): Promise<void> {
  const { scheduler, owner, generation } = work;
  const { Name: name, GroupName: groupName } = request;
  const { scheduleId, environmentId } = work;
  const own = { name, groupName, scheduleId, environmentId, targetId, generation };
  await db().awsSchedule.createMany({ data: own, skipDuplicates: true });
  let observed = await scheduler.get(groupName, name);
  if (observed) assertOurs(observed, owner.installationId);
  if (!observed || !matches(observed, request, now)) {
    await (observed ? scheduler.update(request) : scheduler.create(request));
    observed = await scheduler.get(groupName, name);
    if (!observed || !matches(observed, request, now))
      throw new AwsError(
        'conflict',
        'NotReadBack',
        'AWS took the schedule but does not show it as it was sent.',
      );
  }
  // Gone where a delete overtook this process: known again, it is removed at the next look.
  await db().awsSchedule.createMany({ data: own, skipDuplicates: true });
  await db().awsSchedule.updateMany({
    where: { name, generation: { lte: generation } },
    data: {
      generation,
      hash: digestOf(observed, encryptionKey()),
      modifiedAt: observed.LastModificationDate ?? null,
    },
  });
}

async function remove({ scheduler, owner }: Work, groupName: string, name: string): Promise<void> {
  const observed = await scheduler.get(groupName, name);
  if (observed && isOurs(observed, owner.installationId)) await scheduler.remove(groupName, name);
  await db().awsSchedule.deleteMany({ where: { name } });
}

function assertOurs(observed: AwsObserved, installationId: string) {
  if (isOurs(observed, installationId)) return;
  throw new AwsError(
    'rejected',
    'ForeignSchedule',
    `AWS has a schedule ${observed.Name} in this group that is not this Rota's. It was left alone.`,
  );
}

type Row = { input: string | null; secretFields: string[]; settings: unknown };

const sourceTarget = <T extends Row>(target: T) => ({
  ...target,
  settings: target.settings as object,
  input: target.input === null ? null : opened(target.input, target.secretFields),
});

function opened(input: string, secretFields: string[]): string {
  try {
    return openInput(input, secretFields, encryptionKey());
  } catch (error) {
    const message =
      'Secret fields of the input can not be decrypted: ROTA_ENCRYPTION_KEY is not the key that they were stored under.';
    throw new AwsError('rejected', 'SecretsUnreadable', message, error);
  }
}

const AT_ONCE = 5;

/** Runs all, a few at once; one that fails stops none of the others. Throws the first failure at the end. */
async function allOf(tasks: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  const queue = tasks.values();
  const lane = async () => {
    for (const task of queue) {
      try {
        await task();
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  if (failures.some((error) => error instanceof AwsError && error.kind === 'missing')) forgetGroups();
  if (failures.length > 0) throw failures[0];
}
