import { AwsError } from '@/lib/aws/errors';
import { assertAccount } from '@/lib/aws/identity';
import { createScheduler, type Scheduler } from '@/lib/aws/scheduler';
import type { EnvironmentRow } from '@/lib/environments/bootstrap';

/** The tag that says which database owns a schedule group. */
const OWNER_TAG = 'rota:installation';

const clients = new Map<string, Scheduler>();
const ready = new Set<string>();

/** The client of an environment's Region. */
export function schedulerOf({ region }: Pick<EnvironmentRow, 'region'>): Scheduler {
  let client = clients.get(region);
  if (!client) {
    client = createScheduler({ region });
    clients.set(region, client);
  }
  return client;
}

/**
 * Makes the environment's tagged schedule group where it is missing; asked once a process.
 * @throws AwsError rejected, where a group of that name belongs to somebody else
 */
export async function ensureGroup(
  environment: EnvironmentRow,
  scheduler: Scheduler,
  installationId: string,
): Promise<void> {
  const key = `${environment.id}/${installationId}`;
  if (ready.has(key)) return;
  await assertAccount(environment.region, environment.accountId);
  const tags = await scheduler.groupTags(environment.groupName);
  if (!tags) await create(environment, scheduler, installationId);
  else assertOwn(tags, environment.groupName, installationId);
  ready.add(key);
}

/** Forgets what was seen: the next reconciliation looks whether the group is still there. */
export const forgetGroups = (): void => ready.clear();

async function create({ groupName }: EnvironmentRow, scheduler: Scheduler, installationId: string) {
  try {
    await scheduler.createGroup(groupName, { [OWNER_TAG]: installationId });
  } catch (error) {
    if (!(error instanceof AwsError) || error.kind !== 'conflict') throw error;
    assertOwn((await scheduler.groupTags(groupName)) ?? {}, groupName, installationId);
  }
}

function assertOwn(tags: Record<string, string>, groupName: string, installationId: string) {
  const owner = tags[OWNER_TAG];
  if (owner === installationId) return;
  throw new AwsError(
    'rejected',
    'ForeignGroup',
    owner
      ? `The schedule group ${groupName} belongs to another Rota installation (${owner}). Set another ROTA_SCHEDULE_GROUP.`
      : `The schedule group ${groupName} was not made by Rota. Set another ROTA_SCHEDULE_GROUP.`,
  );
}
