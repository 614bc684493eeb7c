import { AwsError } from '@/lib/aws/errors';
import type { AwsRequest } from '@/lib/aws/scheduler';
import { exclusionsOf } from '@/lib/calendars/exclusions';
import { db } from '@/lib/db';
import { encryptionKey } from '@/lib/encryption-key';
import { installationId } from '@/lib/environments/bootstrap';
import { freezesOver } from '@/lib/freeze/covering';
import { databaseNow } from '@/lib/schedules/load';
import { openInput } from '@/lib/targets/secrets';
import type { Finding } from './drift';
import { ensureGroup, forgetGroups, schedulerOf } from './group';
import { type Lease, takeLease } from './lease';
import { type Applied, markFailed, markLive } from './mark';
import { markDrift } from './mark-drift';
import { paced } from './paced';
import { desired, NoDispatchQueueError, type Owner, type Source, switchingOf } from './plan';
import { put, remove, type Work } from './put';
import { enterRecovery } from './recovery';
import { assertRequested } from './surplus';

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
    const { applied, findings, failure } = await apply(lease);
    if (findings.length > 0) await markDrift(lease, applied, findings, failure);
    else if (failure) throw failure;
    else await markLive(lease, applied);
  } catch (error) {
    await markFailed(lease, error);
  }
}

/** What AWS was read back to have, what a person has to decide on, and the first failure of the rest. */
type Outcome = { applied: Applied; findings: Finding[]; failure: unknown };

async function apply({ scheduleId, requestId, dueAt }: Lease): Promise<Outcome> {
  const row = await db().schedule.findUniqueOrThrow({
    where: { id: scheduleId },
    include: { environment: true, targets: { orderBy: { position: 'asc' } } },
  });
  const { environment, generation, state, timeZone } = row;
  const owner = { ...environment, installationId: await installationId() };
  // What the clock alone asks for has nothing to do with the request that asked last.
  const cause = dueAt === null ? null : requestId;
  const scheduler = paced(schedulerOf(environment, cause), environment.id);
  const now = await databaseNow(db());
  const gone = state === 'deleted' || state === 'completed';
  const excluded = (await exclusionsOf(db(), [scheduleId]))(scheduleId);
  const frozen = (await freezesOver(db(), row)).length > 0;
  const source: Source = { ...row, excluded, frozen, targets: gone ? [] : row.targets.map(sourceTarget) };
  const wanted = planned(source, owner, now);
  const names = new Set(wanted.map(({ Name }) => Name));
  const created = await db().awsSchedule.findMany({ where: { scheduleId } });
  const surplus = created.filter(({ name }) => !names.has(name));
  if (wanted.length > 0 || surplus.length > 0)
    await ensureGroup(environment, scheduler, owner.installationId);
  await assertRequested(row, surplus);
  const { id: environmentId } = environment;
  const { installationId: ours } = owner;
  const work: Work = { installationId: ours, scheduler, scheduleId, environmentId, generation, frozen, now };
  const puts = row.targets.flatMap((target, i) => {
    const request = wanted[i];
    return request ? [() => put(work, request, target)] : [];
  });
  const removals = surplus.map((row) => () => remove(work, row));
  // Where Rota takes the delivery over, what AWS called itself ends first: it runs through Rota already.
  const [first, then] = row.delivery === 'through' ? [removals, puts] : [[...puts, ...removals], []];
  const begun = await allOf(first);
  const { findings, failure } = begun.failure ? begun : merged(begun, await allOf(then));
  await noteBehind(row.name, work, findings);
  const applied = { environmentId, generation, state, timeZone, switching: switchingOf(source, now) };
  return { applied, findings, failure };
}

function planned(source: Source, owner: Owner, now: Date): AwsRequest[] {
  try {
    return desired(source, owner, now);
  } catch (error) {
    if (!(error instanceof NoDispatchQueueError)) throw error;
    throw new AwsError('rejected', 'NoDispatchQueue', error.message, error);
  }
}

type Done = Omit<Outcome, 'applied'>;

const merged = (one: Done, other: Done): Done => ({
  findings: [...one.findings, ...other.findings],
  failure: one.failure ?? other.failure,
});

/** Where AWS has a later generation than the database, the database is an older copy. */
async function noteBehind(name: string, { environmentId, generation }: Work, findings: readonly Finding[]) {
  const inAws = Math.max(0, ...findings.map(({ awsGeneration }) => awsGeneration ?? 0));
  if (inAws > generation)
    await enterRecovery(
      environmentId,
      `AWS has generation ${inAws} of “${name}”; this database has ${generation}.`,
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

/** Runs all, a few at once; one that fails stops none of the others. */
async function allOf(tasks: readonly (() => Promise<Finding | null>)[]): Promise<Done> {
  const failures: unknown[] = [];
  const findings: Finding[] = [];
  const queue = tasks.values();
  const lane = async () => {
    for (const task of queue) {
      try {
        const finding = await task();
        if (finding) findings.push(finding);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  if (failures.some((error) => error instanceof AwsError && error.kind === 'missing')) forgetGroups();
  return { findings, failure: failures[0] ?? null };
}
