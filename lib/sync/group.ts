import { record } from '@/lib/audit/record';
import { type Access, clientConfig } from '@/lib/aws/credentials';
import { AwsError } from '@/lib/aws/errors';
import { assertAccount } from '@/lib/aws/identity';
import { readingAndWriting } from '@/lib/aws/reading-and-writing';
import { recent } from '@/lib/aws/recent';
import { createScheduler, type Scheduler } from '@/lib/aws/scheduler';
import { db } from '@/lib/db';
import type { EnvironmentRow } from '@/lib/environments/bootstrap';
import { systemContext } from '@/lib/system-context';
import { checkMark } from './audit-mark';

/** The tag that says which database owns a schedule group. */
const OWNER_TAG = 'rota:installation';

/** So many requests that are under way have a client of their own. */
const MOST_WRITERS = 200;

const clients = new Map<string, ReturnType<typeof createScheduler>>();
const writers = recent<Scheduler>(MOST_WRITERS);
const looked = new Map<string, Promise<void>>();

type Caller = Access & { id: string };

/**
 * An environment's own client: its Region and its credentials, and connections that no other waits for.
 * @param requestId of the change that causes what is written: CloudTrail then has it too
 */
export function schedulerOf(environment: Caller, requestId: string | null = null): Scheduler {
  const { id, region, roleArn, externalId } = environment;
  const key = JSON.stringify([id, region, roleArn, externalId]);
  const client = clients.get(key) ?? createScheduler(clientConfig(environment));
  clients.set(key, client);
  if (requestId === null) return client;
  const config = { ...clientConfig(environment, requestId), requestHandler: client.connections };
  return readingAndWriting(
    client,
    writers(JSON.stringify([key, requestId]), () => createScheduler(config)),
  );
}

/**
 * Makes the environment's tagged schedule group where it is missing, and claims one without an owner's tag that is
 * empty, as Terraform leaves it; asked once a process.
 * @throws AwsError rejected, where a group of that name belongs to somebody else
 */
export async function ensureGroup(
  environment: EnvironmentRow,
  scheduler: Scheduler,
  installationId: string,
): Promise<void> {
  const { id, accountId, region, groupName, roleArn } = environment;
  const key = JSON.stringify([id, accountId, region, groupName, roleArn, installationId]);
  const known = looked.get(key);
  if (known) return known;
  const look = lookAtGroup(environment, scheduler, installationId);
  looked.set(key, look);
  try {
    await look;
  } catch (error) {
    looked.delete(key);
    throw error;
  }
}

async function lookAtGroup(environment: EnvironmentRow, scheduler: Scheduler, installationId: string) {
  await assertAccount(environment, environment.accountId);
  const { standing, tags } = await readGroup(environment.groupName, scheduler, installationId);
  if (standing === 'missing') await create(environment, scheduler, installationId);
  if (standing === 'free') await claim(environment, scheduler, installationId);
  if (standing === 'own') await checkMark(environment.id, tags);
}

export type Group = { standing: 'own' | 'missing' | 'free'; tags: Record<string, string> };

/**
 * How a group stands to this Rota: its own, not there, or free to be claimed. AWS keeps the group `default` for everybody.
 * @throws AwsError rejected, where it belongs to somebody else
 */
export async function readGroup(
  groupName: string,
  scheduler: Scheduler,
  installationId: string,
): Promise<Group> {
  const tags = await scheduler.groupTags(groupName);
  if (!tags) return { standing: 'missing', tags: {} };
  if (!tags[OWNER_TAG] && groupName !== 'default' && (await scheduler.groupIsEmpty(groupName)))
    return { standing: 'free', tags };
  assertOwn(tags, groupName, installationId);
  return { standing: 'own', tags };
}

/** Two installations may claim at the same moment: the tag that is read back decides. */
async function claim({ name, groupName }: EnvironmentRow, scheduler: Scheduler, installationId: string) {
  await scheduler.tagGroup(groupName, { [OWNER_TAG]: installationId });
  assertOwn((await scheduler.groupTags(groupName)) ?? {}, groupName, installationId);
  const by = systemContext('sync');
  const details = { groupName, installationId };
  await db().$transaction((tx) =>
    record(tx, by, { audit: 'activity', action: 'environment.claim-group', subject: name, details }),
  );
}

/** Forgets what was seen: the next reconciliation looks whether the group is still there. */
export const forgetGroups = (): void => looked.clear();

async function create({ groupName }: EnvironmentRow, scheduler: Scheduler, installationId: string) {
  try {
    await scheduler.createGroup(groupName, { [OWNER_TAG]: installationId });
  } catch (error) {
    if (!(error instanceof AwsError) || error.kind !== 'conflict') throw error;
    assertOwn((await scheduler.groupTags(groupName)) ?? {}, groupName, installationId);
  }
}

/**
 * Refuses a group whose tag does not name this installation.
 * @throws AwsError rejected
 */
export function assertOwn(tags: Record<string, string>, groupName: string, installationId: string) {
  const owner = tags[OWNER_TAG];
  if (owner === installationId) return;
  throw new AwsError(
    'rejected',
    'ForeignGroup',
    owner
      ? `The schedule group ${groupName} belongs to another Rota installation (${owner}). Give this environment another group.`
      : `The schedule group ${groupName} has schedules, and none of its tags names this Rota. Give this environment another group.`,
  );
}
