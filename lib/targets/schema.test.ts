import { describe, expect, it } from 'vitest';
import { TARGETS } from '@/lib/local/test-inputs';
import { TEST_PLACE } from '@/lib/local/test-product';
import { targetInput } from './schema';

const { sqs, fifo, sns, lambda, ecs } = TARGETS;
const long = (count: number) => 'x'.repeat(count);
const many = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${prefix}-${1000 + i}`);
const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${TEST_PLACE.region}:${TEST_PLACE.accountId}:${resource}`;

const ACCEPTED: [name: string, target: object][] = [
  ...Object.entries(TARGETS),
  ['no retries', { ...sqs, retryAttempts: 0, maxAgeSeconds: 60 }],
  ['most retries', { ...sqs, retryAttempts: 185, maxAgeSeconds: 86_400 }],
  ['a version of a function', { ...lambda, arn: arn('lambda', 'function:f:$LATEST') }],
  ['an unquoted attempt number', { ...sqs, input: '{"attempt": <aws.scheduler.attempt-number>}' }],
  ['an unquoted attempt number in a list', { ...sqs, input: '[1, <aws.scheduler.attempt-number>]' }],
  ['an empty box', { ...sqs, input: '', deadLetterArn: '' }],
  ['16 subnets', { ...ecs, subnets: many('subnet', 16), securityGroups: many('sg', 5), taskCount: 10 }],
  ['EC2 without a network', { ...ecs, launchType: 'EC2', subnets: [], securityGroups: [] }],
  ['a pinned task definition', { ...ecs, taskDefinition: `${ecs.taskDefinition}:7` }],
];

const REFUSED: [name: string, path: string, target: object][] = [
  ['another kind', 'kind', { ...sqs, kind: 'batch' }],
  ['a field of another kind', '', { ...sns, messageGroupId: 'orders' }],
  ['186 attempts', 'retryAttempts', { ...sqs, retryAttempts: 186 }],
  ['a fraction of an attempt', 'retryAttempts', { ...sqs, retryAttempts: 1.5 }],
  ['attempts as text', 'retryAttempts', { ...sqs, retryAttempts: '3' }],
  ['59 seconds', 'maxAgeSeconds', { ...sqs, maxAgeSeconds: 59 }],
  ['more than a day', 'maxAgeSeconds', { ...sqs, maxAgeSeconds: 86_401 }],
  ['an input that is no JSON', 'input', { ...lambda, input: '{' }],
  ['an input with NUL', 'input', { ...sqs, input: '"\0"' }],
  ['an input with half a character', 'input', { ...sqs, input: '"\ud800"' }],
  ['an input beyond 200,000 characters', 'input', { ...sqs, input: JSON.stringify(long(200_000)) }],
  [
    'an input beyond what AWS takes in bytes',
    'input',
    { ...sqs, input: JSON.stringify('€'.repeat(100_000)) },
  ],
  ['a FIFO queue without a group', 'messageGroupId', { ...fifo, messageGroupId: '' }],
  ['a group on a standard queue', 'messageGroupId', { ...sqs, messageGroupId: 'orders' }],
  ['a group of 129 characters', 'messageGroupId', { ...fifo, messageGroupId: long(129) }],
  ['a FIFO topic', 'arn', { ...sns, arn: arn('sns', 'reports.fifo') }],
  ['a FIFO dead-letter queue', 'deadLetterArn', { ...sqs, deadLetterArn: arn('sqs', 'dead.fifo') }],
  ['a topic for a queue', 'arn', { ...sqs, arn: sns.arn }],
  ['a role of another account', 'roleArn', { ...sqs, roleArn: 'arn:aws:iam::111111111111:role/x' }],
  ['11 tasks', 'taskCount', { ...ecs, taskCount: 11 }],
  ['no task', 'taskCount', { ...ecs, taskCount: 0 }],
  ['Fargate without a subnet', 'subnets', { ...ecs, subnets: [], securityGroups: [] }],
  ['17 subnets', 'subnets', { ...ecs, subnets: many('subnet', 17) }],
  ['6 security groups', 'securityGroups', { ...ecs, securityGroups: many('sg', 6) }],
  ['a public address on EC2', 'assignPublicIp', { ...ecs, launchType: 'EC2', assignPublicIp: true }],
  ['a secret field that is no pointer', 'secretFields.0', { ...sqs, secretFields: ['token'] }],
  ['101 secret fields', 'secretFields', { ...sqs, secretFields: many('/a', 101) }],
];

describe('a target', () => {
  it.each(ACCEPTED)('is accepted: %s', (_, target) => {
    expect(targetInput(TEST_PLACE).safeParse(target).error?.issues ?? []).toEqual([]);
  });

  it.each(REFUSED)('is refused at its field: %s', (_, path, target) => {
    const issues = targetInput(TEST_PLACE).safeParse(target).error?.issues ?? [];
    expect([...new Set(issues.map((issue) => issue.path.join('.')))]).toEqual([path]);
    expect(issues[0]?.message).toMatch(/^[A-Z].*[.:"]$/);
  });
});
