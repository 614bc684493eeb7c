import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DELIVER, KEEP, LOOK } from '@/lib/environments/permissions';
import { KIND_NAMES, type Kind } from '@/lib/targets/registry';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'infra/terraform');

type Statement = {
  Sid: string;
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: unknown;
};
type Policy = { Version: string; Statement: Statement[] };

const TARGETS_ROLE = 'arn:aws:iam::111122223333:role/rota-targets';
const DISPATCH_ROLE = 'arn:aws:iam::111122223333:role/rota-dispatch';
const APP_ROLE = 'arn:aws:iam::111122223333:role/rota-app';
const BUCKET = 'arn:aws:s3:::audit-digests';
const NOTICES = 'arn:aws:sns:eu-west-1:111122223333:rota-notices';
const RULE = 'arn:aws:events:eu-west-1:111122223333:rule/rota-task-events';
const queue = (name: string) => `arn:aws:sqs:eu-west-1:111122223333:${name}`;

/** A value for every variable of the policies, none of them empty. */
const GIVEN = {
  partition: 'aws',
  region: 'eu-west-1',
  account: '111122223333',
  group_name: 'rota',
  purposes: ['keep', 'deliver', 'look', 'adopt', 'digests'],
  rota_role_arn: 'arn:aws:iam::999988887777:role/rota',
  external_id: 'an-external-id',
  app_role_arn: APP_ROLE,
  execution_role_arn: TARGETS_ROLE,
  dispatch_role_arn: DISPATCH_ROLE,
  dispatch_queue_arn: queue('rota-dispatch'),
  dead_letter_queue_arn: queue('rota-dead-letters'),
  task_event_queue_arns: [queue('rota-task-events')],
  task_event_rule_arns: [RULE],
  environment_role_arns: ['arn:aws:iam::222233334444:role/rota-app'],
  digest_bucket_arns: [BUCKET],
  notification_topic_arns: [NOTICES],
  target_role_arns: ['arn:aws:iam::111122223333:role/own'],
  function_arns: ['arn:aws:lambda:eu-west-1:111122223333:function:send'],
  queue_arns: [queue('statements')],
  topic_arns: ['arn:aws:sns:eu-west-1:111122223333:reports'],
  state_machine_arns: ['arn:aws:states:eu-west-1:111122223333:stateMachine:close-month'],
  secret_arns: ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:billing/api-??????'],
  task_definition_arns: ['arn:aws:ecs:eu-west-1:111122223333:task-definition/report:*'],
  cluster_arns: ['arn:aws:ecs:eu-west-1:111122223333:cluster/jobs'],
  task_role_arns: ['arn:aws:iam::111122223333:role/report'],
};

/** What main.tf adds to the variables before it fills them in. */
const values = (given: typeof GIVEN): Record<string, string | string[]> => ({
  ...given,
  passed_role_arns: [given.dispatch_role_arn, given.execution_role_arn, ...given.target_role_arns],
  called_role_arns: [given.execution_role_arn, ...given.target_role_arns],
  looked_at_role_arns: [
    given.app_role_arn,
    given.dispatch_role_arn,
    given.execution_role_arn,
    ...given.target_role_arns,
  ],
  queue_arns: [given.dead_letter_queue_arn, ...given.queue_arns],
  read_queue_arns: [given.dispatch_queue_arn, given.dead_letter_queue_arn, ...given.task_event_queue_arns],
  task_arns: given.cluster_arns.map((arn) => `${arn.replace(':cluster/', ':task/')}/*`),
  digest_object_arns: given.digest_bucket_arns.map((arn) => `${arn}/*`),
});

/** Fills a template in as Terraform does; the templates hold `${name}` and `${jsonencode(name)}` and nothing else. */
function fill(name: string, all: Record<string, string | string[]>): Policy {
  const text = readFileSync(path.join(folder, 'policies', `${name}.json.tftpl`), 'utf8').replaceAll(
    /\$\{(jsonencode\()?(\w+)\)?\}/g,
    (_, json: string | undefined, variable: string) => {
      const value = all[variable];
      if (value === undefined) throw new Error(`${name} asks for ${variable}, which is no variable.`);
      return json ? JSON.stringify(value) : String(value);
    },
  );
  const policy = JSON.parse(text) as Policy;
  if (!policy.Statement) return policy;
  return { ...policy, Statement: policy.Statement.filter(({ Resource }) => Resource?.length !== 0) };
}

const purposes = ['keep', 'deliver', 'look', 'adopt', 'digests'];
const listed = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);
const grants = purposes.flatMap((purpose) =>
  fill(purpose, values(GIVEN)).Statement.flatMap(({ Action, Resource, Condition }) =>
    listed(Action).map((action) => ({ purpose, action, resources: listed(Resource), condition: Condition })),
  ),
);

const PREFIXES: Record<string, string> = {
  eventbridge: 'events',
  'secrets-manager': 'secretsmanager',
  sfn: 'states',
};
/** STS answers it whatever a policy says (GetCallerIdentity, STS API reference). */
const NEEDS_NOTHING = new Set(['sts:GetCallerIdentity']);
/** Actions that a call needs beside its own (Service Authorization Reference). */
const DEPENDENT: Record<string, string[]> = {
  'scheduler:CreateSchedule': ['iam:PassRole'],
  'scheduler:UpdateSchedule': ['iam:PassRole'],
  'scheduler:CreateScheduleGroup': ['scheduler:TagResource'],
  's3:PutObject': ['s3:PutObjectRetention'],
};
/** Actions that have another name than their call (Service Authorization Reference). */
const ACTIONS: Record<string, string> = {
  's3:GetObjectLockConfiguration': 's3:GetBucketObjectLockConfiguration',
  'lambda:Invoke': 'lambda:InvokeFunction',
  'sqs:DeleteMessageBatch': 'sqs:DeleteMessage',
};

/** What calls targets, and reads secrets for them, acts as their role; whoever looks after tasks later acts as Rota. */
const inTargetsRole = (file: string) =>
  file.endsWith('/lib/aws/secrets-manager.ts') ||
  (file.includes('/lib/aws/send/') && !path.basename(file).startsWith('tasks'));

/** The actions behind every call of AWS in the product's own source: as Rota, or as the role of a target. */
function called(as: 'rota' | 'target' = 'rota'): string[] {
  const files = readdirSync(path.join(root, 'lib'), { recursive: true, withFileTypes: true })
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('/lib/local/'))
    .filter((file) => inTargetsRole(file) === (as === 'target'));
  const own = files.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-([a-z0-9-]+)'/g),
    ].flatMap(([, names = '', service = '']) =>
      [...names.matchAll(/(?<!type )\b(?:paginate(\w+)|(\w+)Command)\b/g)].map(([, paginated, command]) =>
        ((call: string) => ACTIONS[call] ?? call)(`${PREFIXES[service] ?? service}:${paginated ?? command}`),
      ),
    ),
  );
  return [...new Set(own.flatMap((action) => [action, ...(DEPENDENT[action] ?? [])]))].filter(
    (action) => !NEEDS_NOTHING.has(action),
  );
}

const READ = ['rota-dispatch', 'rota-dead-letters', 'rota-task-events'].map(queue);
const SCHEDULES = 'arn:aws:scheduler:eu-west-1:111122223333:schedule/rota/*';
const RULES = 'arn:aws:events:eu-west-1:111122223333:rule/*';
const GROUP = 'arn:aws:scheduler:eu-west-1:111122223333:schedule-group/rota';

/**
 * On what each action may be allowed for which purpose, and no more; `*` where AWS knows no narrower (Service
 * Authorization Reference).
 */
const RIGHT: Record<string, Record<string, string[]>> = {
  keep: {
    'scheduler:CreateSchedule': [SCHEDULES],
    'scheduler:DeleteSchedule': [SCHEDULES],
    'scheduler:GetSchedule': [SCHEDULES],
    'scheduler:UpdateSchedule': [SCHEDULES],
    'scheduler:CreateScheduleGroup': [GROUP],
    'scheduler:GetScheduleGroup': [GROUP],
    'scheduler:ListTagsForResource': [GROUP],
    'scheduler:TagResource': [GROUP],
    'scheduler:ListSchedules': ['*'],
    'iam:PassRole': [DISPATCH_ROLE, TARGETS_ROLE, 'arn:aws:iam::111122223333:role/own'],
    'sns:Publish': [NOTICES],
    'sts:AssumeRole': ['arn:aws:iam::222233334444:role/rota-app'],
  },
  deliver: {
    'sqs:DeleteMessage': READ,
    'sqs:GetQueueAttributes': READ,
    'sqs:ReceiveMessage': READ,
    'sts:AssumeRole': [TARGETS_ROLE, 'arn:aws:iam::111122223333:role/own'],
    'ecs:DescribeTasks': ['arn:aws:ecs:eu-west-1:111122223333:task/jobs/*'],
    'ecs:StopTask': ['arn:aws:ecs:eu-west-1:111122223333:task/jobs/*'],
  },
  look: {
    'ecs:DescribeTaskDefinition': ['*'],
    'ecs:ListClusters': ['*'],
    'ecs:ListTaskDefinitionFamilies': ['*'],
    'lambda:ListFunctions': ['*'],
    'sns:ListTopics': ['*'],
    'sqs:ListQueues': ['*'],
    'ecs:DescribeClusters': ['arn:aws:ecs:eu-west-1:111122223333:cluster/*'],
    'lambda:GetFunction': ['arn:aws:lambda:eu-west-1:111122223333:function:*'],
    'sqs:GetQueueAttributes': ['arn:aws:sqs:eu-west-1:111122223333:*'],
    'sns:GetTopicAttributes': ['arn:aws:sns:eu-west-1:111122223333:*'],
    'iam:GetRole': [APP_ROLE, DISPATCH_ROLE, TARGETS_ROLE, 'arn:aws:iam::111122223333:role/own'],
    'iam:SimulatePrincipalPolicy': [
      APP_ROLE,
      DISPATCH_ROLE,
      TARGETS_ROLE,
      'arn:aws:iam::111122223333:role/own',
    ],
  },
  adopt: {
    'scheduler:ListScheduleGroups': ['*'],
    'scheduler:ListSchedules': ['*'],
    'scheduler:ListTagsForResource': ['arn:aws:scheduler:eu-west-1:111122223333:schedule-group/*'],
    'scheduler:GetSchedule': ['arn:aws:scheduler:eu-west-1:111122223333:schedule/*'],
    'scheduler:CreateSchedule': ['arn:aws:scheduler:eu-west-1:111122223333:schedule/*'],
    'scheduler:UpdateSchedule': ['arn:aws:scheduler:eu-west-1:111122223333:schedule/*'],
    'events:ListRules': ['*'],
    'events:DescribeRule': [RULES],
    'events:DisableRule': [RULES],
    'events:EnableRule': [RULES],
    'events:ListTagsForResource': [RULES],
    'events:ListTargetsByRule': [RULES],
  },
  digests: {
    's3:GetObject': [`${BUCKET}/*`],
    's3:PutObject': [`${BUCKET}/*`],
    's3:PutObjectRetention': [`${BUCKET}/*`],
    's3:GetBucketObjectLockConfiguration': [BUCKET],
  },
};

describe('what Rota may do', () => {
  it('allows every call that the source makes', () => {
    const allowed = new Set(grants.map(({ action }) => action));
    expect(called().length).toBeGreaterThan(8);
    expect(called().filter((action) => !allowed.has(action))).toEqual([]);
  });

  it('allows nothing that no call needs', () => {
    const needed = new Set(called());
    expect(grants.map(({ action }) => action).filter((action) => !needed.has(action))).toEqual([]);
  });

  it.each(grants)('allows $action to $purpose on just what it is for', ({ purpose, action, resources }) => {
    expect(resources).toEqual(RIGHT[purpose]?.[action]);
  });

  it('is what the check of an environment asks for, roles, tasks and notifications aside', () => {
    const asked = [KEEP, DELIVER, LOOK].map((resources) => Object.values(resources).flat().sort());
    const granted = ['keep', 'deliver', 'look'].map((purpose) =>
      grants
        .filter((grant) => grant.purpose === purpose)
        .map(({ action }) => action)
        .filter(
          (action) =>
            !['iam:PassRole', 'sts:AssumeRole', 'sns:Publish', 'ecs:DescribeTasks', 'ecs:StopTask'].includes(
              action,
            ),
        )
        .sort(),
    );
    expect(asked).toEqual(granted);
  });

  it('passes roles to EventBridge Scheduler alone, each by its exact ARN', () => {
    const passed = grants.filter(({ action }) => action === 'iam:PassRole');
    expect(passed).toHaveLength(1);
    expect(passed[0]?.condition).toEqual({
      StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    });
    expect(passed[0]?.resources.filter((arn) => arn.includes('*'))).toEqual([]);
  });
});

/** What EventBridge Scheduler calls for each kind of target (Templated target types, EventBridge Scheduler user guide). */
const CALLS: Record<Kind, string[]> = {
  ecs: ['ecs:RunTask', 'iam:PassRole'],
  lambda: ['lambda:InvokeFunction'],
  sqs: ['sqs:SendMessage'],
  sns: ['sns:Publish'],
  sfn: ['states:StartExecution'],
  webhook: [],
  // Whatever it is: its role is one of the company's own.
  other: [],
};

/** What the worker reads beside, where it delivers: what inputs refer to. */
const OF_INPUTS = ['secretsmanager:GetSecretValue'];

describe('what targets are called with', () => {
  it('may do what the kinds of targets and their inputs need, and nothing else', () => {
    const actions = fill('execution', values(GIVEN)).Statement.flatMap(({ Action }) => listed(Action));
    expect(actions.sort()).toEqual([...KIND_NAMES.flatMap((kind) => CALLS[kind]), ...OF_INPUTS].sort());
  });

  it('may do all that Rota’s worker does as that role', () => {
    const allowed = fill('execution', values(GIVEN)).Statement.flatMap(({ Action }) => listed(Action));
    expect(called('target')).toEqual(expect.arrayContaining(['ecs:RunTask', ...OF_INPUTS]));
    expect(called('target').filter((action) => !allowed.includes(action))).toEqual([]);
  });

  it('never names a resource by a bare star', () => {
    const resources = fill('execution', values(GIVEN)).Statement.flatMap(({ Resource }) => listed(Resource));
    expect(resources).not.toContain('*');
  });

  it('is trusted to EventBridge Scheduler for this group alone, and to Rota’s worker', () => {
    expect(fill('trust-execution', values(GIVEN)).Statement).toEqual([
      expect.objectContaining({
        Principal: { Service: 'scheduler.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': '111122223333', 'aws:SourceArn': GROUP } },
      }),
      expect.objectContaining({ Principal: { AWS: APP_ROLE }, Action: 'sts:AssumeRole' }),
    ]);
  });
});

describe('what posts slots', () => {
  it('may send to the dispatch queue, and what could not be posted to the dead letters, and nothing else', () => {
    expect(fill('dispatch', values(GIVEN)).Statement).toEqual([
      expect.objectContaining({
        Action: ['sqs:SendMessage'],
        Resource: [queue('rota-dispatch'), queue('rota-dead-letters')],
      }),
    ]);
  });

  it('is trusted to EventBridge Scheduler for this group alone', () => {
    expect(fill('trust-dispatch', values(GIVEN)).Statement).toEqual([
      expect.objectContaining({
        Principal: { Service: 'scheduler.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': '111122223333', 'aws:SourceArn': GROUP } },
      }),
    ]);
  });
});

it('lets Rota in from another account with the external id alone', () => {
  expect(fill('trust-app', values(GIVEN)).Statement).toEqual([
    expect.objectContaining({
      Principal: { AWS: GIVEN.rota_role_arn },
      Condition: { StringEquals: { 'sts:ExternalId': 'an-external-id' } },
    }),
  ]);
});

describe('the queues', () => {
  it('admit the roles that send and deny everybody else', () => {
    const senders = [DISPATCH_ROLE, TARGETS_ROLE];
    const given = { ...values(GIVEN), queue_arn: queue('q'), sender_role_arns: senders };
    const [allow, deny, ...rest] = fill('queue', given).Statement;
    expect(allow).toMatchObject({ Effect: 'Allow', Principal: { AWS: senders }, Resource: queue('q') });
    expect(deny).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:SendMessage',
      Resource: queue('q'),
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': senders } },
    });
    expect(rest).toEqual([]);
  });

  it('of task events admits the rule and nobody else', () => {
    const given = { ...values(GIVEN), queue_arn: queue('q'), rule_arn: RULE };
    expect(fill('queue-events', given).Statement).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue('q'),
        Condition: { ArnEquals: { 'aws:SourceArn': RULE } },
      }),
      expect.objectContaining({
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:SendMessage',
        Resource: queue('q'),
        Condition: { ArnNotEquals: { 'aws:SourceArn': RULE } },
      }),
    ]);
  });

  it('keep messages for 14 days, and have a policy and an alarm each', () => {
    const text = ['queues.tf', 'task-events.tf', 'alarms.tf']
      .map((name) => readFileSync(path.join(folder, name), 'utf8'))
      .join('\n');
    expect(text).toContain('fourteen_days = 14 * 24 * 60 * 60');
    expect(text.match(/message_retention_seconds = local\.fourteen_days/g)).toHaveLength(3);
    for (const [name, at] of [
      ['dispatch', ''],
      ['dead_letters', ''],
      ['task_events', '[0]'],
    ]) {
      expect(text).toContain(`resource "aws_sqs_queue" "${name}"`);
      expect(text).toContain(`policy    = module.policies.queues.${name}`);
      expect(text).toContain(`aws_sqs_queue.${name}${at}.name`);
    }
  });
});

describe('the rule on ends of ECS tasks', () => {
  const pattern: unknown = fill('task-events-pattern', values(GIVEN));
  const event = (detail: object, more: object = {}) => ({
    source: 'aws.ecs',
    'detail-type': 'ECS Task State Change',
    account: '111122223333',
    region: 'eu-west-1',
    detail: {
      clusterArn: GIVEN.cluster_arns[0],
      lastStatus: 'STOPPED',
      startedBy: 'chronos-schedule/0123456789abcdef-01',
      ...detail,
    },
    ...more,
  });

  it('sends on those that EventBridge Scheduler started in these clusters', () => {
    expect(matches(pattern, event({}))).toBe(true);
  });

  it.each([
    ['has not ended', event({ lastStatus: 'RUNNING' })],
    ['a service started', event({ startedBy: 'ecs-svc/2770844949256052681' })],
    ['Rota started', event({ startedBy: 'rota/0123456789abcdef' })],
    ['a person started', event({ startedBy: undefined })],
    ['is of another cluster', event({ clusterArn: `${GIVEN.cluster_arns[0]}2` })],
    ['is of another account', event({}, { account: '999988887777' })],
    ['is no task', event({}, { 'detail-type': 'ECS Service Action' })],
  ])('passes over one that %s', (_, other) => {
    expect(matches(pattern, other)).toBe(false);
  });
});

/** Whether an event fits a pattern: each field has one of its values, or begins with it (Event patterns, EventBridge user guide). */
function matches(pattern: unknown, value: unknown): boolean {
  if (!Array.isArray(pattern))
    return Object.entries(pattern as object).every(([name, inner]) =>
      matches(inner, (value as Record<string, unknown> | undefined)?.[name]),
    );
  return pattern.some((one: string | { prefix: string }) =>
    typeof one === 'string' ? one === value : typeof value === 'string' && value.startsWith(one.prefix),
  );
}

const terraform = (cwd: string, ...args: string[]) => {
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' };
  return spawnSync('terraform', args, { cwd, env, encoding: 'utf8' });
};
const installed = terraform(folder, 'version').status === 0;
const provided = installed && existsSync(path.join(folder, '.terraform/providers'));

describe(`the module, ${
  !installed
    ? 'without Terraform, which is not installed here: nothing but its text is held'
    : provided
      ? 'with Terraform and its AWS provider'
      : 'with Terraform but without its AWS provider: not validated'
}`, () => {
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.tf') && !file.startsWith('.terraform'),
  );
  const text = sources.map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n');

  it('uses every variable that it has', () => {
    const names = [...text.matchAll(/^variable "(\w+)"/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !new RegExp(`\\bvar\\.${name}\\b`).test(text))).toEqual([]);
  });

  if (installed) {
    it('is written as terraform fmt writes it', () => {
      expect(terraform(folder, 'fmt', '-check', '-recursive', '-list=true').stdout).toBe('');
    });

    it.each([
      ['all that may be given', GIVEN],
      ['as little as may be given', without(GIVEN)],
    ])('is put together by Terraform itself into just these policies from %s', (_, given) => {
      const made = apply(given);
      expect(Object.keys(made.app)).toHaveLength(given.purposes.length);
      for (const name of given.purposes)
        expect(JSON.parse(made.app[name] ?? '')).toEqual(fill(name, values(given)));
      expect(JSON.parse(made.execution)).toEqual(fill('execution', values(given)));
      expect(JSON.parse(made.trust_execution)).toEqual(fill('trust-execution', values(given)));
      expect(JSON.parse(made.trust_app)).toEqual(fill('trust-app', values(given)));
      expect(JSON.parse(made.dispatch)).toEqual(fill('dispatch', values(given)));
      expect(JSON.parse(made.trust_dispatch)).toEqual(fill('trust-dispatch', values(given)));
      for (const [name, queue_arn, sender_role_arns] of [
        ['dispatch', given.dispatch_queue_arn, [given.dispatch_role_arn]],
        ['dead_letters', given.dead_letter_queue_arn, [given.dispatch_role_arn, given.execution_role_arn]],
      ] as const)
        expect(JSON.parse(made.queues[name])).toEqual(
          fill('queue', { ...values(given), queue_arn, sender_role_arns: [...sender_role_arns] }),
        );
      const [queue_arn, rule_arn] = [given.task_event_queue_arns[0], given.task_event_rule_arns[0]];
      expect(JSON.parse(made.queues.task_events ?? 'null')).toEqual(
        queue_arn && rule_arn ? fill('queue-events', { ...values(given), queue_arn, rule_arn }) : null,
      );
      expect(JSON.parse(made.task_events_pattern)).toEqual(fill('task-events-pattern', values(given)));
    });
  }

  if (provided)
    it('is valid', () => {
      expect(JSON.parse(terraform(folder, 'validate', '-json').stdout)).toMatchObject({ diagnostics: [] });
    });
});

/** The same without anything that may be left out. */
function without(given: typeof GIVEN): typeof GIVEN {
  const kept = Object.entries(given).map(([name, value]) => [name, Array.isArray(value) ? [] : value]);
  return { ...(Object.fromEntries(kept) as typeof GIVEN), purposes: ['keep'] };
}

type Made = {
  app: Record<string, string>;
  execution: string;
  trust_app: string;
  trust_execution: string;
  dispatch: string;
  trust_dispatch: string;
  queues: Record<'dispatch' | 'dead_letters', string> & { task_events: string | null };
  task_events_pattern: string;
};

/** Lets Terraform put the policies together: they need no provider. */
function apply(given: typeof GIVEN): Made {
  const copy = mkdtempSync(path.join(tmpdir(), 'rota-terraform-'));
  try {
    cpSync(path.join(folder, 'policies'), copy, { recursive: true });
    writeFileSync(path.join(copy, 'given.auto.tfvars.json'), JSON.stringify(given));
    for (const args of [['init'], ['apply', '-auto-approve']]) {
      const { status, stderr } = terraform(copy, ...args, '-input=false', '-no-color');
      if (status !== 0) throw new Error(stderr);
    }
    const output = JSON.parse(terraform(copy, 'output', '-json').stdout) as Record<
      string,
      { value: unknown }
    >;
    return Object.fromEntries(Object.entries(output).map(([name, { value }]) => [name, value])) as Made;
  } finally {
    rmSync(copy, { recursive: true });
  }
}
