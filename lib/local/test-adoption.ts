import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  GetScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { askScan, scanOnce } from '@/lib/adopt/scan';
import { workOnce } from '@/lib/adopt/work';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import type { LocalAws } from './aws/start';
import type { TestDatabase } from './postgres/test-database';
import { ROLE_ARN } from './test-inputs';
import { contextOf, TEST_PLACE } from './test-product';
import { sql } from './test-rows';

const arn = (service: string, rest: string) =>
  `arn:aws:${service}:${TEST_PLACE.region}:${TEST_PLACE.accountId}:${rest}`;

export const originalArn = (kind: 'schedule' | 'rule', name: string) =>
  kind === 'rule' ? arn('events', `rule/${name}`) : arn('scheduler', `schedule/default/${name}`);

/** The hands of somebody outside Rota, on the local AWS. */
export function outsider({ endpoints }: Pick<LocalAws, 'endpoints'>) {
  const events = new EventBridgeClient({ endpoint: endpoints.events, region: TEST_PLACE.region });
  const scheduler = new SchedulerClient({ endpoint: endpoints.scheduler, region: TEST_PLACE.region });
  const get = (Name: string) => scheduler.send(new GetScheduleCommand({ Name }));
  return {
    events,
    scheduler,
    async makeRule(Name: string, State: 'ENABLED' | 'DISABLED' = 'ENABLED', targets = 1): Promise<string> {
      await events.send(new PutRuleCommand({ Name, State, ScheduleExpression: 'cron(0 3 1 1 ? *)' }));
      const Targets = Array.from({ length: targets }, (_, i) => ({
        Id: `t${i}`,
        Arn: arn('sqs', 'statements'),
        Input: `{"target":${i}}`,
      }));
      await events.send(new PutTargetsCommand({ Rule: Name, Targets }));
      return originalArn('rule', Name);
    },
    async makeSchedule(Name: string, fields: Partial<CreateScheduleCommandInput> = {}): Promise<string> {
      await scheduler.send(
        new CreateScheduleCommand({
          Name,
          ScheduleExpression: 'cron(0 3 1 1 ? *)',
          ScheduleExpressionTimezone: 'Europe/London',
          Description: 'made by hand',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn: arn('sqs', 'statements'), RoleArn: ROLE_ARN, Input: '{"a":1}' },
          ...fields,
        }),
      );
      return originalArn('schedule', Name);
    },
    stateOf: async (kind: 'schedule' | 'rule', Name: string) =>
      kind === 'rule'
        ? (await events.send(new DescribeRuleCommand({ Name }))).State
        : (await get(Name)).State,
    schedule: async (Name: string) => {
      const { $metadata: _, CreationDate: __, LastModificationDate: ___, ...schedule } = await get(Name);
      return schedule;
    },
    async setState(kind: 'schedule' | 'rule', Name: string, enabled: boolean): Promise<void> {
      if (kind === 'rule')
        await events.send(enabled ? new EnableRuleCommand({ Name }) : new DisableRuleCommand({ Name }));
      else
        await scheduler.send(
          new UpdateScheduleCommand({
            ...((await get(Name)) as CreateScheduleCommandInput),
            State: enabled ? 'ENABLED' : 'DISABLED',
          }),
        );
    },
  };
}

/** Asks for a scan, of the process's own environment where none is named, and carries it out. */
export async function scanNow(id?: string): Promise<void> {
  const environmentId = id ?? (await currentEnvironment()).id;
  await askScan(contextOf('administrator'), { environmentId });
  await scanOnce(environmentId);
}

/** Lets time pass and workers work until nothing is left to do of any adoption. @throws Error where that never comes */
export async function settleAdoptions(database: TestDatabase, turns = 60): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    const due = await sql<{ id: string }>(
      database,
      `UPDATE adoption SET due_at = now(), lease_token = NULL, lease_until = NULL
       WHERE due_at IS NOT NULL RETURNING environment_id AS id`,
    );
    await sql(
      database,
      `UPDATE schedule_sync SET due_at = now(), lease_until = CASE WHEN lease_token IS NOT NULL THEN now() - interval '1 second' END
       WHERE due_at IS NOT NULL`,
    );
    if (due.length === 0) return;
    for (const environmentId of new Set(due.map(({ id }) => id))) await workOnce(environmentId);
  }
  throw new Error(`After ${turns} turns of the worker an adoption is still under way.`);
}

/**
 * Has the database itself note each instant at which an original and what took its place are both enabled: every
 * operation of the local AWS is a transaction, and this looks after each.
 */
export async function watchForBoth(database: TestDatabase): Promise<() => Promise<string[]>> {
  await sql(
    database,
    `CREATE TABLE local_aws.both (what text NOT NULL);
     CREATE FUNCTION local_aws.note_both() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       INSERT INTO local_aws.both SELECT a.name FROM public.adoption a
         JOIN public.aws_schedule s ON s.schedule_id = a.schedule_id
         JOIN local_aws.schedule ours ON ours.name = s.name AND ours.group_name = s.group_name AND ours.state = 'ENABLED'
         WHERE EXISTS (SELECT FROM local_aws.rule r WHERE a.kind = 'rule' AND r.name = a.name AND r.state = 'ENABLED')
            OR EXISTS (SELECT FROM local_aws.schedule o WHERE a.kind = 'schedule' AND o.name = a.name
              AND o.group_name = a.group_name AND o.state = 'ENABLED');
       RETURN NULL;
     END $$;
     CREATE TRIGGER note_both AFTER INSERT OR UPDATE ON local_aws.rule EXECUTE FUNCTION local_aws.note_both();
     CREATE TRIGGER note_both AFTER INSERT OR UPDATE ON local_aws.schedule EXECUTE FUNCTION local_aws.note_both();`,
  );
  return async () =>
    (await sql<{ what: string }>(database, 'SELECT what FROM local_aws.both')).map(({ what }) => what);
}

export const adoptionOf = (scheduleId: string) => db().adoption.findUniqueOrThrow({ where: { scheduleId } });
