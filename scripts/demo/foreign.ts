import {
  EventBridgeClient,
  ListRulesCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Tag,
  type Target,
} from '@aws-sdk/client-eventbridge';
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { DEMO_ACCOUNT, DEMO_REGION, type Parts } from './settings';

const arn = (service: string, rest: string) => `arn:aws:${service}:${DEMO_REGION}:${DEMO_ACCOUNT}:${rest}`;
const role = (name: string) => `arn:aws:iam::${DEMO_ACCOUNT}:role/${name}`;
const lambda = (name: string) => arn('lambda', `function:${name}`);
const tag = (Key: string, Value: string): Tag => ({ Key, Value });

const GROUP = 'terraform-finance';

type Foreign = Omit<CreateScheduleCommandInput, 'FlexibleTimeWindow' | 'ClientToken'>;

const SCHEDULES: Foreign[] = [
  {
    Name: 'crm-reactivation',
    ScheduleExpression: 'cron(0 11 ? * TUE *)',
    ScheduleExpressionTimezone: 'Europe/London',
    Description: 'Writes to players who have been away for a month',
    Target: {
      Arn: lambda('send-statements'),
      RoleArn: role('scheduler-crm'),
      Input: '{"kind":"reactivation"}',
    },
  },
  {
    Name: 'month-end-close',
    GroupName: GROUP,
    ScheduleExpression: 'cron(0 21 L * ? *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    Target: {
      Arn: arn('states', 'stateMachine:close-month'),
      RoleArn: role('scheduler-finance'),
      Input: '{"month":"<aws.scheduler.scheduled-time>"}',
      RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 7200 },
      DeadLetterConfig: { Arn: arn('sqs', 'dead-letters') },
    },
  },
  {
    Name: 'warehouse-load',
    GroupName: GROUP,
    State: 'DISABLED',
    ScheduleExpression: 'rate(12 hours)',
    Target: {
      Arn: 'arn:aws:scheduler:::aws-sdk:glue:startJobRun',
      RoleArn: role('scheduler-finance'),
      Input: '{"JobName":"warehouse-load"}',
    },
  },
  {
    Name: 'encrypted-archive',
    GroupName: GROUP,
    ScheduleExpression: 'cron(0 3 ? * SUN *)',
    KmsKeyArn: arn('kms', 'key/11111111-2222-3333-4444-555555555555'),
    Target: { Arn: arn('sqs', 'reports'), RoleArn: role('scheduler-finance'), Input: '{"archive":true}' },
  },
];

type ForeignRule = {
  name: string;
  expression: string;
  disabled?: boolean;
  description?: string;
  tags: Tag[];
  targets: Target[];
};

const TERRAFORM = tag('managed-by', 'terraform');

const RULES: ForeignRule[] = [
  {
    name: 'finance-nightly-ledger',
    expression: 'cron(15 1 * * ? *)',
    description: 'Posts the ledger of the day',
    tags: [TERRAFORM, tag('team', 'finance')],
    targets: [{ Id: 'ledger', Arn: lambda('check-certificates'), Input: '{"task":"ledger"}' }],
  },
  {
    name: 'crm-clean-up',
    expression: 'cron(0/30 * * * ? *)',
    tags: [TERRAFORM, tag('team', 'crm')],
    targets: [{ Id: 'queue', Arn: arn('sqs', 'reports') }],
  },
  {
    name: 'finance-quarter-report',
    expression: 'cron(0 6 1 1,4,7,10 ? *)',
    disabled: true,
    tags: [TERRAFORM, tag('team', 'finance')],
    targets: [
      {
        Id: 'report',
        Arn: arn('ecs', 'cluster/default'),
        RoleArn: role('events-run-task'),
        EcsParameters: {
          TaskDefinitionArn: arn('ecs', 'task-definition/nightly-report'),
          LaunchType: 'FARGATE',
          NetworkConfiguration: { awsvpcConfiguration: { Subnets: ['subnet-0a1b2c3d'] } },
        },
      },
      { Id: 'topic', Arn: arn('sns', 'nightly-reports'), Input: '{"report":"quarter"}' },
    ],
  },
  {
    name: 'player-digest',
    expression: 'cron(0 7 ? * MON *)',
    tags: [TERRAFORM],
    targets: [
      {
        Id: 'digest',
        Arn: lambda('send-statements'),
        InputTransformer: {
          InputPathsMap: { time: '$.time' },
          InputTemplate: '{"digest": true, "at": <time>}',
        },
      },
    ],
  },
];

/**
 * Puts into the demo's AWS what a company has there before Rota comes: schedules and rules that Terraform made. What
 * is there already is left alone.
 */
export async function seedForeign({ endpoints }: Pick<Parts, 'endpoints'>): Promise<void> {
  const credentials = { accessKeyId: 'terraform', secretAccessKey: 'terraform' };
  const client = { region: DEMO_REGION, credentials };
  const scheduler = new SchedulerClient({ ...client, endpoint: endpoints.scheduler });
  const events = new EventBridgeClient({ ...client, endpoint: endpoints.events });
  try {
    if (await isSeeded(scheduler, events)) return;
    await scheduler.send(
      new CreateScheduleGroupCommand({ Name: GROUP, Tags: [{ Key: 'team', Value: 'finance' }] }),
    );
    for (const schedule of SCHEDULES)
      await scheduler.send(new CreateScheduleCommand({ ...schedule, FlexibleTimeWindow: { Mode: 'OFF' } }));
    for (const rule of RULES) await putRule(events, rule);
  } finally {
    scheduler.destroy();
    events.destroy();
  }
}

async function isSeeded(scheduler: SchedulerClient, events: EventBridgeClient): Promise<boolean> {
  const [{ Schedules }, { Rules }] = await Promise.all([
    scheduler.send(new ListSchedulesCommand({ NamePrefix: 'crm-reactivation' })),
    events.send(new ListRulesCommand({})),
  ]);
  return (Schedules?.length ?? 0) + (Rules?.length ?? 0) > 0;
}

async function putRule(events: EventBridgeClient, rule: ForeignRule): Promise<void> {
  const { name, expression, disabled, description, tags, targets } = rule;
  await events.send(
    new PutRuleCommand({
      Name: name,
      ScheduleExpression: expression,
      State: disabled ? 'DISABLED' : 'ENABLED',
      Description: description,
      Tags: tags,
    }),
  );
  await events.send(new PutTargetsCommand({ Rule: name, Targets: targets }));
}
