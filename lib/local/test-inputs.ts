import { randomUUID } from 'node:crypto';
import { createSchedule, type Saved } from '@/lib/schedules/commands';
import { createTeam } from '@/lib/teams/commands';
import { contextOf, TEST_PLACE } from './test-product';

const arnOf = (service: string, resource: string) =>
  `arn:aws:${service}:${TEST_PLACE.region}:${TEST_PLACE.accountId}:${resource}`;

export const ROLE_ARN = `arn:aws:iam::${TEST_PLACE.accountId}:role/rota-scheduler`;
const common = { roleArn: ROLE_ARN, input: '', retryAttempts: 3, maxAgeSeconds: 3600, deadLetterArn: '' };

/** A valid target of each kind, as a form sends it. */
export const TARGETS = {
  sqs: { kind: 'sqs', arn: arnOf('sqs', 'statements'), ...common, input: '{"what":"statements"}' },
  fifo: { kind: 'sqs', arn: arnOf('sqs', 'orders.fifo'), messageGroupId: 'orders', ...common },
  sns: { kind: 'sns', arn: arnOf('sns', 'reports'), ...common, deadLetterArn: arnOf('sqs', 'dead-letters') },
  lambda: { kind: 'lambda', arn: arnOf('lambda', 'function:send-statements'), ...common, input: '{"day":1}' },
  ecs: {
    kind: 'ecs',
    arn: arnOf('ecs', 'cluster/default'),
    taskDefinition: arnOf('ecs', 'task-definition/nightly-report'),
    subnets: ['subnet-0a1b2c3d'],
    securityGroups: ['sg-0a1b2c3d'],
    ...common,
  },
  sfn: { kind: 'sfn', arn: arnOf('states', 'stateMachine:close-month'), ...common, input: '{"month":1}' },
  other: {
    kind: 'other',
    arn: arnOf('kinesis', 'stream/clicks'),
    parameters: '{"KinesisParameters": {"PartitionKey": "night"}}',
    ...common,
  },
} as const;

type Fields = Record<string, unknown>;

/** A valid schedule as a form sends it, with a name of its own. */
export const scheduleFields = (teamId: string, overrides: Fields = {}) => ({
  name: `Schedule ${randomUUID()}`,
  teamId,
  owner: 'Finance',
  description: 'Sends the statements.',
  tags: ['monthly'],
  expression: 'cron(0 9 ? * MON-FRI *)',
  timeZone: 'Europe/London',
  targets: [TARGETS.sqs] as unknown[],
  ...overrides,
});

/** Makes a team with a name of its own. @returns its id */
export async function makeTeam(): Promise<string> {
  return (await createTeam(contextOf('administrator'), { name: `Team ${randomUUID()}` })).id;
}

/** Makes a schedule as an editor, in the process's own environment or in another. */
export function makeSchedule(teamId: string, overrides: Fields = {}, environmentId?: string): Promise<Saved> {
  return createSchedule(contextOf('editor'), {
    schedule: scheduleFields(teamId, overrides),
    ...(environmentId && { environmentId }),
  });
}
