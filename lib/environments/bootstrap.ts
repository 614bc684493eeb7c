import { isDeepStrictEqual } from 'node:util';
import { record } from '@/lib/audit/record';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { newId } from '@/lib/id';
import { systemContext } from '@/lib/system-context';
import type { Delivery } from '@/lib/targets/delivery';
import type { QueueField } from '@/lib/targets/environment-queues';
import { repost } from './repost';

export type EnvironmentRow = {
  id: string;
  name: string;
  accountId: string;
  region: string;
  groupName: string;
  production: boolean;
  roleArn: string | null;
  externalId: string | null;
  dispatchQueueArn: string | null;
  deadLetterQueueArn: string | null;
  /** Where ECS tells of tasks that EventBridge Scheduler started itself. */
  taskEventQueueArn: string | null;
  /** With this role EventBridge Scheduler posts into the dispatch queue. */
  dispatchRoleArn: string | null;
  /** Of new schedules, unless somebody chooses. */
  defaultDelivery: Delivery;
  /** Whether what targets answer is kept with their runs; null: where it is not production. */
  keepAnswers: boolean | null;
};

/**
 * The environment that the process's variables describe: its row is made at the first call, and follows a changed
 * name, production mark, queue, role or delivery.
 * @throws Error where another account, Region or group stands under this name already, in whatever case
 */
export async function currentEnvironment(): Promise<EnvironmentRow> {
  const { ROTA_ENVIRONMENT: name, ROTA_AWS_ACCOUNT_ID: accountId, AWS_REGION: region } = env();
  const { ROTA_SCHEDULE_GROUP: groupName } = env();
  const place = { accountId, region, groupName };
  const wanted: Configured = {
    name,
    production: env().ROTA_PRODUCTION === '1',
    dispatchQueueArn: env().ROTA_DISPATCH_QUEUE_ARN ?? null,
    deadLetterQueueArn: env().ROTA_DEAD_LETTER_QUEUE_ARN ?? null,
    taskEventQueueArn: env().ROTA_TASK_EVENT_QUEUE_ARN ?? null,
    dispatchRoleArn: env().ROTA_DISPATCH_ROLE_ARN ?? null,
    defaultDelivery: env().ROTA_DEFAULT_DELIVERY,
  };
  const own = await db().environment.findUnique({ where: { accountId_region_groupName: place } });
  if (own && isDeepStrictEqual(configured(own), wanted)) return own;
  await assertNameFree(name, place);
  if (own) return configure(own, wanted);
  await db().environment.createMany({ data: { id: newId(), ...place, ...wanted }, skipDuplicates: true });
  return db().environment.findUniqueOrThrow({ where: { accountId_region_groupName: place } });
}

/** Whether these are the account, Region and group that the process's variables name. */
export function isOwnPlace({ accountId, region, groupName }: Place): boolean {
  const { ROTA_AWS_ACCOUNT_ID, AWS_REGION, ROTA_SCHEDULE_GROUP } = env();
  return accountId === ROTA_AWS_ACCOUNT_ID && region === AWS_REGION && groupName === ROTA_SCHEDULE_GROUP;
}

type Place = Pick<EnvironmentRow, 'accountId' | 'region' | 'groupName'>;

/** What the variables say of an environment besides its place. */
type Configured = Pick<
  EnvironmentRow,
  'name' | 'production' | QueueField | 'dispatchRoleArn' | 'defaultDelivery'
>;

const configured = (row: EnvironmentRow): Configured => ({
  name: row.name,
  production: row.production,
  dispatchQueueArn: row.dispatchQueueArn,
  deadLetterQueueArn: row.deadLetterQueueArn,
  taskEventQueueArn: row.taskEventQueueArn,
  dispatchRoleArn: row.dispatchRoleArn,
  defaultDelivery: row.defaultDelivery,
});

async function assertNameFree(name: string, { accountId, region, groupName }: Place): Promise<void> {
  const [other] = await db().$queryRaw<(Place & { name: string })[]>`
    SELECT name, account_id AS "accountId", region, group_name AS "groupName" FROM environment
    WHERE lower(name) = lower(${name}) AND (account_id, region, group_name) <> (${accountId}, ${region}, ${groupName})`;
  if (!other) return;
  throw new Error(
    `Environment ${other.name} is ${other.accountId}/${other.region}/${other.groupName} in the database, but the variables ` +
      `ROTA_AWS_ACCOUNT_ID, AWS_REGION and ROTA_SCHEDULE_GROUP say ${accountId}/${region}/${groupName}. ` +
      'Give another ROTA_ENVIRONMENT, or set them back.',
  );
}

/** The variables changed: the row follows, with an audit row. */
async function configure(before: EnvironmentRow, wanted: Configured): Promise<EnvironmentRow> {
  return db().$transaction(async (tx) => {
    const after = await tx.environment.update({ where: { id: before.id }, data: wanted });
    const context = systemContext('configuration');
    await repost(tx, before.id, before, after, context.requestId);
    await record(tx, context, {
      audit: 'activity',
      action: 'environment.configure',
      subject: wanted.name,
      details: { before: configured(before), after: wanted },
    });
    return after;
  });
}

let installation: string | undefined;

/** The id of this database, made once. It marks what belongs to this Rota in AWS. */
export async function installationId(): Promise<string> {
  if (installation) return installation;
  await db().$executeRaw`INSERT INTO installation (id) VALUES (${newId()}) ON CONFLICT DO NOTHING`;
  installation = (await db().installation.findFirstOrThrow()).id;
  return installation;
}
