// biome-ignore-all lint/suspicious/noTemplateCurlyInString: interpolations of HCL are what is tried.
import { describe, expect, it } from 'vitest';
import type { Schedule, Target } from '@/lib/api/client/generated';
import { hclOf } from './schedule';

const NOW = new Date('2031-02-03T12:00:00Z');

const target = (fields: Partial<Target> = {}): Target => ({
  id: 't',
  kind: 'sqs',
  arn: 'arn:aws:sqs:eu-central-1:000000000000:statements',
  roleArn: 'arn:aws:iam::000000000000:role/rota',
  settings: {},
  input: null,
  secretFields: [],
  retryAttempts: 3,
  maxAgeSeconds: 3600,
  deadLetterArn: null,
  timeoutSeconds: 30,
  safeToRepeat: false,
  gateId: null,
  awsName: null,
  ...fields,
});

const schedule = (fields: Partial<Schedule> = {}): Schedule => ({
  id: '0c3f9k2m7q8w5x1z',
  name: 'Statements',
  description: '',
  team: { id: 'a', name: 'Finance' },
  environment: { id: 'b', name: 'Test' },
  owner: 'Finance',
  tags: [],
  state: { is: 'on', since: '', by: null, reason: null, until: null, missedAt: null },
  frozen: false,
  nextRunAt: null,
  delivery: 'direct',
  generation: 1,
  managedBy: null,
  updatedAt: '',
  timing: {
    expression: 'cron(0 9 ? * MON-FRI *)',
    timeZone: 'Europe/London',
    second: 0,
    startAt: null,
    endAt: null,
    flexibleMinutes: 0,
  },
  calendars: [],
  targets: [target()],
  policies: { overlap: '', afterPause: '', ifLate: '', graceSeconds: 0, pauseAfterFailures: null },
  sync: null,
  createdAt: '',
  ...fields,
});

describe('a schedule for Terraform', () => {
  it('is a resource with the arguments that the provider documents', () => {
    expect(hclOf(schedule(), new Set(), NOW)).toBe(`# Statements, in Test (0c3f9k2m7q8w5x1z)
resource "aws_scheduler_schedule" "statements" {
  name                         = "statements"
  state                        = "ENABLED"
  schedule_expression          = "cron(0 9 ? * MON-FRI *)"
  schedule_expression_timezone = "Europe/London"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:aws:sqs:eu-central-1:000000000000:statements"
    role_arn = "arn:aws:iam::000000000000:role/rota"

    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 3
    }
  }
}
`);
  });

  it('has one for each target, each of a name of its own, and no start that has passed', () => {
    const timing = { ...schedule().timing, startAt: '2030-01-01T00:00:00.000Z', flexibleMinutes: 5 };
    const taken = new Set<string>();
    const text = hclOf(schedule({ name: 'Été 2031', timing, targets: [target(), target()] }), taken, NOW);
    expect([...taken]).toEqual(['ete-2031', 'ete-2031-2']);
    expect(text.match(/^resource .*$/gm)).toEqual([
      'resource "aws_scheduler_schedule" "ete_2031" {',
      'resource "aws_scheduler_schedule" "ete_2031_2" {',
    ]);
    expect(text).not.toContain('start_date');
    expect(text).toContain('maximum_window_in_minutes = 5');
    expect(hclOf(schedule({ name: '2031' }), taken, NOW)).toContain('"_2031" {');
    expect(hclOf(schedule({ name: '日報' }), taken, NOW)).toContain('"schedule" {');
  });

  it('says of one that is frozen that Terraform would start it', () => {
    const text = hclOf(schedule({ frozen: true }), new Set(), NOW);
    expect(text).toContain(
      '# It is frozen now, so that it does not run: Terraform would start it.\nresource ',
    );
    expect(text).toContain('state                        = "ENABLED"');
    const paused = { ...schedule().state, is: 'paused' } as const;
    expect(hclOf(schedule({ frozen: true, state: paused }), new Set(), NOW)).not.toContain('frozen');
  });

  it('tells a hostile name in a comment alone, and hostile texts as texts', () => {
    const name = 'x\n}\nresource "aws_iam_user" "mine" {';
    const text = hclOf(schedule({ name, description: '${file("/etc/passwd")}' }), new Set(), NOW);
    expect(text.match(/^resource/gm)).toHaveLength(1);
    expect(text).toContain('description                  = "$${file(\\"/etc/passwd\\")}"');
  });

  it('has what an ECS task and any other target need, in the blocks of the provider', () => {
    const settings = {
      taskDefinition: 'arn:aws:ecs:eu-central-1:000000000000:task-definition/report:3',
      launchType: 'FARGATE',
      subnets: ['subnet-1', 'subnet-2'],
      securityGroups: ['sg-1'],
      assignPublicIp: true,
      taskCount: 2,
    };
    const text = hclOf(schedule({ targets: [target({ kind: 'ecs', settings })] }), new Set(), NOW);
    expect(text).toContain(`
    ecs_parameters {
      task_definition_arn = "arn:aws:ecs:eu-central-1:000000000000:task-definition/report:3"
      task_count          = 2
      launch_type         = "FARGATE"

      network_configuration {
        subnets          = ["subnet-1", "subnet-2"]
        security_groups  = ["sg-1"]
        assign_public_ip = true
      }
    }
`);
    const parameters = {
      SageMakerPipelineParameters: { PipelineParameterList: [{ Name: 'a', Value: 'b' }] },
      EcsParameters: { TaskDefinitionArn: 'x', EnableECSManagedTags: true, Tags: [{ key: 'k', value: 'v' }] },
    };
    const other = hclOf(
      schedule({ targets: [target({ kind: 'other', settings: { parameters } })] }),
      new Set(),
      NOW,
    );
    for (const line of [
      'sagemaker_pipeline_parameters {',
      'pipeline_parameter {',
      'enable_ecs_managed_tags = true',
    ])
      expect(other).toContain(line);
    expect(other).toMatch(/tags += \{\n +"k" = "v"\n/);
  });

  it('is left out where EventBridge Scheduler can’t do it, and says what it does not know', () => {
    const through = hclOf(schedule({ delivery: 'through' }), new Set(), NOW);
    expect(through).toBe(
      '# Statements, in Test (0c3f9k2m7q8w5x1z)\n# Left out: Rota delivers it, which EventBridge Scheduler can not.\n',
    );
    const masked = hclOf(schedule({ targets: [target({ input: '{"token":"••••••••"}' })] }), new Set(), NOW);
    expect(masked).toContain('# Secrets are masked');
  });
});
