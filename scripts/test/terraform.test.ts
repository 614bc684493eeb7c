import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { KEEP, LOOK } from '@/lib/environments/permissions';
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
const APP_ROLE = 'arn:aws:iam::111122223333:role/rota-app';
const queue = (name: string) => `arn:aws:sqs:eu-west-1:111122223333:${name}`;

/** A value for every variable of the policies, none of them empty. */
const GIVEN = {
  partition: 'aws',
  region: 'eu-west-1',
  account: '111122223333',
  group_name: 'rota',
  purposes: ['keep', 'look', 'adopt'],
  rota_role_arn: 'arn:aws:iam::999988887777:role/rota',
  external_id: 'an-external-id',
  app_role_arn: APP_ROLE,
  execution_role_arn: TARGETS_ROLE,
  dispatch_queue_arn: queue('rota-dispatch'),
  dead_letter_queue_arn: queue('rota-dead-letters'),
  environment_role_arns: ['arn:aws:iam::222233334444:role/rota-app'],
  target_role_arns: ['arn:aws:iam::111122223333:role/own'],
  function_arns: ['arn:aws:lambda:eu-west-1:111122223333:function:send'],
  queue_arns: [queue('statements')],
  topic_arns: ['arn:aws:sns:eu-west-1:111122223333:reports'],
  state_machine_arns: ['arn:aws:states:eu-west-1:111122223333:stateMachine:close-month'],
  task_definition_arns: ['arn:aws:ecs:eu-west-1:111122223333:task-definition/report:*'],
  cluster_arns: ['arn:aws:ecs:eu-west-1:111122223333:cluster/jobs'],
  task_role_arns: ['arn:aws:iam::111122223333:role/report'],
};

/** What main.tf adds to the variables before it fills them in. */
const values = (given: typeof GIVEN): Record<string, string | string[]> => ({
  ...given,
  target_role_arns: [given.execution_role_arn, ...given.target_role_arns],
  looked_at_role_arns: [given.app_role_arn, given.execution_role_arn, ...given.target_role_arns],
  queue_arns: [given.dispatch_queue_arn, given.dead_letter_queue_arn, ...given.queue_arns],
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
  return { ...policy, Statement: policy.Statement.filter(({ Resource }) => Resource?.length !== 0) };
}

const purposes = ['keep', 'look', 'adopt'];
const listed = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);
const grants = purposes.flatMap((purpose) =>
  fill(purpose, values(GIVEN)).Statement.flatMap(({ Action, Resource, Condition }) =>
    listed(Action).map((action) => ({ purpose, action, resources: listed(Resource), condition: Condition })),
  ),
);

const PREFIXES: Record<string, string> = { eventbridge: 'events' };
/** STS answers it whatever a policy says (GetCallerIdentity, STS API reference). */
const NEEDS_NOTHING = new Set(['sts:GetCallerIdentity']);
/** Actions that a call needs beside its own (Service Authorization Reference). */
const DEPENDENT: Record<string, string[]> = {
  'scheduler:CreateSchedule': ['iam:PassRole'],
  'scheduler:UpdateSchedule': ['iam:PassRole'],
  'scheduler:CreateScheduleGroup': ['scheduler:TagResource'],
};

/** The actions behind every call of AWS in the product's own source. */
function called(): string[] {
  const files = readdirSync(path.join(root, 'lib'), { recursive: true, withFileTypes: true })
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('/lib/local/'));
  const own = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-([a-z]+)'/g)].flatMap(
      ([, names = '', service = '']) =>
        [...names.matchAll(/(?<!type )\b(?:paginate(\w+)|(\w+)Command)\b/g)].map(
          ([, paginated, command]) => `${PREFIXES[service] ?? service}:${paginated ?? command}`,
        ),
    ),
  );
  return [...new Set(own.flatMap((action) => [action, ...(DEPENDENT[action] ?? [])]))].filter(
    (action) => !NEEDS_NOTHING.has(action),
  );
}

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
    'iam:PassRole': [TARGETS_ROLE, 'arn:aws:iam::111122223333:role/own'],
    'sts:AssumeRole': ['arn:aws:iam::222233334444:role/rota-app'],
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
    'iam:GetRole': [APP_ROLE, TARGETS_ROLE, 'arn:aws:iam::111122223333:role/own'],
    'iam:SimulatePrincipalPolicy': [APP_ROLE, TARGETS_ROLE, 'arn:aws:iam::111122223333:role/own'],
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

  it('is what the check of an environment asks for, PassRole and the roles of other environments aside', () => {
    const asked = [KEEP, LOOK].map((resources) => Object.values(resources).flat().sort());
    const granted = ['keep', 'look'].map((purpose) =>
      grants
        .filter((grant) => grant.purpose === purpose)
        .map(({ action }) => action)
        .filter((action) => action !== 'iam:PassRole' && action !== 'sts:AssumeRole')
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
  // Whatever it is: its role is one of the company's own.
  other: [],
};

describe('what targets are called with', () => {
  it('may do what the kinds of targets need, and nothing else', () => {
    const actions = fill('execution', values(GIVEN)).Statement.flatMap(({ Action }) => listed(Action));
    expect(actions.sort()).toEqual(KIND_NAMES.flatMap((kind) => CALLS[kind]).sort());
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

it('lets Rota in from another account with the external id alone', () => {
  expect(fill('trust-app', values(GIVEN)).Statement).toEqual([
    expect.objectContaining({
      Principal: { AWS: GIVEN.rota_role_arn },
      Condition: { StringEquals: { 'sts:ExternalId': 'an-external-id' } },
    }),
  ]);
});

describe('the queues', () => {
  it('admit the targets’ role and deny everybody else', () => {
    const [allow, deny, ...rest] = fill('queue', { ...values(GIVEN), queue_arn: queue('q') }).Statement;
    expect(allow).toMatchObject({ Effect: 'Allow', Principal: { AWS: TARGETS_ROLE }, Resource: queue('q') });
    expect(deny).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:SendMessage',
      Resource: queue('q'),
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': TARGETS_ROLE } },
    });
    expect(rest).toEqual([]);
  });

  it('keep messages for 14 days, and have a policy and an alarm each', () => {
    const [queues, alarms] = ['queues.tf', 'alarms.tf'].map((name) =>
      readFileSync(path.join(folder, name), 'utf8'),
    );
    expect(queues).toContain('fourteen_days = 14 * 24 * 60 * 60');
    expect(queues?.match(/message_retention_seconds = local\.fourteen_days/g)).toHaveLength(2);
    for (const name of ['dispatch', 'dead_letters']) {
      expect(queues).toContain(`resource "aws_sqs_queue" "${name}"`);
      expect(queues).toContain(`policy    = module.policies.queues.${name}`);
      expect(alarms).toContain(`aws_sqs_queue.${name}.name`);
    }
  });
});

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
      for (const [name, arn] of [
        ['dispatch', given.dispatch_queue_arn],
        ['dead_letters', given.dead_letter_queue_arn],
      ] as const)
        expect(JSON.parse(made.queues[name])).toEqual(fill('queue', { ...values(given), queue_arn: arn }));
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
  queues: Record<'dispatch' | 'dead_letters', string>;
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
