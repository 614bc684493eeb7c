import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FoundRule, FoundSchedule } from '@/lib/aws/discover';
import type { AwsRuleTarget } from '@/lib/aws/events';
import { scheduleInput } from '@/lib/schedules/schema';
import { instantIn } from '@/lib/schedules/timing';
import { type Mapping, mappingInput, ownerOf } from './mapping';
import { freeName } from './names';
import { propose } from './plan';
import { isEnabled, isUnchanged, read, write } from './stored';
import { terraformRemoved } from './terraform';
import { localText, quietMoment } from './timing';

const place = { accountId: '000000000000', region: 'eu-central-1' };
const now = new Date('2026-06-01T08:00:00Z');
const arn = (service: string, rest: string) =>
  `arn:aws:${service}:${place.region}:${place.accountId}:${rest}`;
const ROLE = 'arn:aws:iam::000000000000:role/scheduler';
const TEAM = '0000000000000001';
const mapping = (fields: Partial<Mapping> = {}): Mapping =>
  mappingInput.parse({ teamId: TEAM, owner: 'Finance', ...fields });

const schedule = (fields: Partial<FoundSchedule['schedule']> = {}): FoundSchedule => ({
  kind: 'schedule',
  arn: arn('scheduler', 'schedule/default/nightly'),
  name: 'nightly',
  group: 'default',
  tags: {},
  schedule: {
    Name: 'nightly',
    GroupName: 'default',
    State: 'ENABLED',
    ScheduleExpression: 'cron(0 9 ? * MON-FRI *)',
    ScheduleExpressionTimezone: 'Europe/London',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: arn('sqs', 'statements'), RoleArn: ROLE, Input: '{"a":1}' },
    ...fields,
  },
});

const rule = (targets: Partial<AwsRuleTarget>[], fields: FoundRule['rule'] = {}): FoundRule => ({
  kind: 'rule',
  arn: arn('events', 'rule/nightly'),
  name: 'nightly',
  group: 'default',
  tags: {},
  rule: { Name: 'nightly', State: 'ENABLED', ScheduleExpression: 'cron(0 9 ? * MON-FRI *)', ...fields },
  targets: targets.map((target, i) => ({ Id: `t${i}`, Arn: arn('sqs', 'statements'), ...target })),
});

const plan = (found: FoundRule | FoundSchedule, fields: Partial<Mapping> = {}, taken: string[] = []) =>
  propose(found, mapping(fields), { place, taken: new Set(taken), now });

describe('a schedule of EventBridge Scheduler', () => {
  it('is proposed as it is: times, window, retries, dead letters, state', () => {
    const found = schedule({
      StartDate: new Date('2026-07-01T00:00:00Z'),
      EndDate: new Date('2027-01-01T12:00:00Z'),
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      Description: 'Sends it',
      State: 'DISABLED',
      Target: {
        Arn: arn('states', 'stateMachine:close'),
        RoleArn: ROLE,
        Input: '{}',
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 120 },
        DeadLetterConfig: { Arn: arn('sqs', 'dead') },
      },
    });
    expect(plan(found)).toMatchObject({
      verdict: 'ready',
      notes: [],
      state: 'disabled',
      schedule: {
        name: 'nightly',
        teamId: TEAM,
        owner: 'Finance',
        description: 'Sends it',
        expression: 'cron(0 9 ? * MON-FRI *)',
        timeZone: 'Europe/London',
        startLocal: '2026-07-01T01:00:00',
        endLocal: '2027-01-01T12:00:00',
        flexibleMinutes: 15,
        targets: [
          {
            kind: 'sfn',
            retryAttempts: 2,
            maxAgeSeconds: 120,
            deadLetterArn: arn('sqs', 'dead'),
            roleArn: ROLE,
          },
        ],
      },
    });
  });

  it.each([
    ['a key of its own', { KmsKeyArn: arn('kms', 'key/1') }, /encrypted with a key of your own/],
    ['a member of a later release', { Novelty: 1 } as object, /has Novelty, which this release/],
    [
      'a target member of a later release',
      { Target: { Arn: arn('sqs', 'x'), RoleArn: ROLE, Novelty: {} } } as object,
      /has Novelty, which this release/,
    ],
    ['a time that has passed', { ScheduleExpression: 'at(2026-05-01T00:00:00)' }, /never runs again/],
    ['an end that has passed', { EndDate: new Date('2026-05-01T00:00:00Z') }, /never runs again/],
    [
      'an end in the second pass of an hour',
      { EndDate: new Date('2026-10-25T01:30:00Z') },
      /can't be said by the clocks of Europe\/London/,
    ],
    [
      'a target elsewhere',
      { Target: { Arn: 'arn:aws:sqs:us-east-1:000000000000:x', RoleArn: ROLE } },
      /^Target 1: This ARN is in Region us-east-1/,
    ],
  ])('with %s is refused with the reason', (_, fields, reason) => {
    const { verdict, reasons } = plan(schedule(fields));
    expect([verdict, reasons.length]).toEqual(['refused', 1]);
    expect(reasons[0]).toMatch(reason);
  });

  it('says that a rate without a start begins anew, and keeps the phase of one with a start', () => {
    expect(plan(schedule({ ScheduleExpression: 'rate(2 hours)' })).notes.join()).toMatch(/begins anew/);
    const kept = plan(
      schedule({ ScheduleExpression: 'rate(2 hours)', StartDate: new Date('2026-01-01T00:10:00Z') }),
    );
    expect([kept.notes, kept.schedule.startLocal]).toEqual([[], '2026-01-01T00:10:00']);
  });

  it('says where its own ARN stands in what the target receives', () => {
    const { payloads, notes } = plan(schedule({ Target: { Arn: arn('sqs', 'x'), RoleArn: ROLE } }));
    expect(notes).toHaveLength(1);
    expect(JSON.parse(payloads[0]?.before ?? '')).toMatchObject({
      source: 'aws.scheduler',
      resources: [arn('scheduler', 'schedule/default/nightly')],
    });
  });

  it('gets another name where its own is taken', () => {
    const proposal = plan(schedule(), {}, ['nightly', 'nightly (default)']);
    expect(proposal.schedule.name).toBe('nightly (2)');
    expect(proposal.notes[0]).toMatch(/this one becomes nightly \(2\)/);
  });
});

describe('a rule', () => {
  it('becomes one schedule with all its targets, in UTC', () => {
    const found = rule([
      { Input: '1', RoleArn: ROLE },
      { Arn: arn('sns', 'news'), Input: '2', RoleArn: ROLE },
    ]);
    expect(plan(found)).toMatchObject({
      verdict: 'ready',
      schedule: {
        timeZone: 'UTC',
        expression: 'cron(0 9 ? * MON-FRI *)',
        targets: [
          { kind: 'sqs', input: '1' },
          { kind: 'sns', input: '2' },
        ],
      },
    });
  });

  it('asks for a role where rules need none, and takes the one that is named', () => {
    expect(plan(rule([{ Input: '1' }]))).toMatchObject({
      verdict: 'needs-role',
      reasons: [expect.stringContaining('without a role')],
    });
    const named = plan(rule([{ Input: '1' }]), { roleArn: ROLE });
    expect(named).toMatchObject({ verdict: 'ready', schedule: { targets: [{ roleArn: ROLE }] } });
  });

  it('keeps a role that was made for rules with a warning, or puts the named one in its place', () => {
    const old = 'arn:aws:iam::000000000000:role/events';
    const found = rule([{ Input: '1', RoleArn: old }]);
    expect(plan(found, { roleArn: ROLE })).toMatchObject({
      notes: [expect.stringContaining('scheduler.amazonaws.com')],
      schedule: { targets: [{ roleArn: old }] },
    });
    expect(plan(found, { roleArn: ROLE, replaceRoles: true })).toMatchObject({
      notes: [],
      schedule: { targets: [{ roleArn: ROLE }] },
    });
  });

  it('goes on sending what looks like its event, with the difference shown', () => {
    const { payloads, schedule } = plan(rule([{}]), { roleArn: ROLE });
    const before = JSON.parse(payloads[0]?.before ?? '');
    const after = JSON.parse(payloads[0]?.after ?? '');
    expect(before).toMatchObject({ source: 'aws.events', resources: [arn('events', 'rule/nightly')] });
    expect(
      Object.keys(before).filter((key) => before[key] !== after[key] && typeof before[key] !== 'object'),
    ).toEqual(['id', 'time']);
    expect(JSON.parse(String(schedule.targets[0]?.input))).toEqual(after);
    expect(after.time).toBe('<aws.scheduler.scheduled-time>');
  });

  it("sends EventBridge Scheduler's own event where that is chosen", () => {
    const { payloads, schedule } = plan(rule([{}]), { roleArn: ROLE, imitateEvent: false });
    expect(schedule.targets[0]?.input).toBeNull();
    expect(JSON.parse(payloads[0]?.after ?? '').source).toBe('aws.scheduler');
  });

  it('gives an ECS task no input: a rule does not pass its event to one', () => {
    const task = { TaskDefinitionArn: arn('ecs', 'task-definition/x'), LaunchType: 'EC2' as const };
    const proposal = plan(rule([{ Arn: arn('ecs', 'cluster/c'), RoleArn: ROLE, EcsParameters: task }]));
    expect(proposal).toMatchObject({
      verdict: 'ready',
      payloads: [],
      schedule: { targets: [{ input: null }] },
    });
  });

  const REFUSED: [name: string, found: FoundRule, reason: RegExp][] = [
    ['an input transformer', rule([{ InputTransformer: { InputTemplate: '{}' } }]), /input transformer/],
    ['an input path', rule([{ InputPath: '$.detail' }]), /input path/],
    ['an event pattern too', rule([{ Input: '1' }], { EventPattern: '{}' }), /events that match its pattern/],
    ['a service as its owner', rule([{ Input: '1' }], { ManagedBy: 'x.amazonaws.com' }), /belongs to x/],
    ['no targets', rule([]), /no targets/],
    ['a Batch job', rule([{ BatchParameters: { JobDefinition: 'a', JobName: 'b' } }]), /batch:submitJob/],
    ['an API destination', rule([{ Arn: arn('events', 'api-destination/x/y') }]), /as a rule only can/],
    ['a stream', rule([{ Arn: arn('kinesis', 'stream/x'), RoleArn: ROLE }]), /constant partition key/],
    ['a log group', rule([{ Arn: arn('logs', 'log-group:/x') }]), /does not call resources of logs/],
    [
      'tags on its tasks',
      rule([
        {
          Arn: arn('ecs', 'cluster/c'),
          RoleArn: ROLE,
          EcsParameters: { TaskDefinitionArn: 'x', Tags: [{ Key: 'a', Value: 'b' }] },
        },
      ]),
      /tags its tasks/,
    ],
    [
      'a target in another account',
      rule([{ Arn: `arn:aws:sqs:${place.region}:111111111111:x` }]),
      /account 111/,
    ],
    [
      'a state of management events',
      rule([{ Input: '1' }], { State: 'ENABLED_WITH_ALL_X' as never }),
      /state ENABLED_WITH/,
    ],
  ];

  it.each(REFUSED)('with %s is refused with the reason', (_, found, reason) => {
    const { verdict, reasons } = plan(found, { roleArn: ROLE });
    expect(verdict).toBe('refused');
    expect(reasons.join('\n')).toMatch(reason);
  });

  it('names the target that is refused where there are several', () => {
    const { reasons } = plan(rule([{ Input: '1' }, { InputPath: '$' }]), { roleArn: ROLE });
    expect(reasons).toEqual([expect.stringMatching(/^Target 2: /)]);
  });
});

describe('a proposal that is ready', () => {
  const texts = fc.oneof(fc.json(), fc.constantFrom('""', '{"a":"<aws.scheduler.scheduled-time>"}'));
  const targets = fc.record(
    {
      Arn: fc.constantFrom(
        arn('sqs', 'a'),
        arn('sns', 'b'),
        arn('lambda', 'function:f'),
        arn('states', 'stateMachine:m'),
      ),
      RoleArn: fc.constant(ROLE),
      Input: texts,
      DeadLetterConfig: fc.constant({ Arn: arn('sqs', 'dead') }),
      RetryPolicy: fc.record({
        MaximumRetryAttempts: fc.integer({ min: 0, max: 185 }),
        MaximumEventAgeInSeconds: fc.integer({ min: 60, max: 86_400 }),
      }),
    },
    { requiredKeys: ['Arn', 'RoleArn', 'Input'] },
  );

  it('passes the checks of every schedule, and keeps input, retries and dead letters of each target', () => {
    fc.assert(
      fc.property(fc.array(targets, { minLength: 1, maxLength: 5 }), (given) => {
        const proposal = plan(rule(given));
        expect(proposal).toMatchObject({ verdict: 'ready', reasons: [] });
        const saved = scheduleInput(place).parse(proposal.schedule);
        expect(saved.targets).toMatchObject(
          given.map(({ Arn, Input, RetryPolicy, DeadLetterConfig }) => ({
            arn: Arn,
            input: Input,
            retryAttempts: RetryPolicy?.MaximumRetryAttempts ?? 185,
            maxAgeSeconds: RetryPolicy?.MaximumEventAgeInSeconds ?? 86_400,
            deadLetterArn: DeadLetterConfig?.Arn ?? null,
          })),
        );
      }),
    );
  });
});

describe('a mapping', () => {
  const lines = [
    { by: 'tag', match: 'Team=CRM', teamId: '0000000000000002', owner: '' },
    { by: 'prefix', match: 'fin-', teamId: '0000000000000003', owner: 'Adaeze' },
  ] as const;
  const of = (name: string, tags: Record<string, string> = {}) =>
    ownerOf({ name, tags }, mapping({ lines: [...lines] }));

  it('takes the first line that fits, else the default', () => {
    expect(of('fin-a', { team: 'crm' })).toEqual({ teamId: '0000000000000002', owner: 'Finance' });
    expect(of('fin-a')).toEqual({ teamId: '0000000000000003', owner: 'Adaeze' });
    expect(of('other')).toEqual({ teamId: TEAM, owner: 'Finance' });
  });

  it('wants a tag as key and value', () => {
    const wrong = { teamId: TEAM, owner: 'x', lines: [{ by: 'tag', match: 'crm', teamId: TEAM }] };
    expect(mappingInput.safeParse(wrong).error?.issues[0]?.path).toEqual(['lines', 0, 'match']);
  });
});

it('a free name is never one that is taken, nor too long', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 64 }),
      fc.array(fc.string(), { maxLength: 5 }),
      (name, more) => {
        const taken = new Set([name, ...more, `${name} (default)`].map((one) => one.toLowerCase()));
        const free = freeName(name, 'default', taken);
        expect(taken.has(free.toLowerCase())).toBe(false);
        expect(free.length).toBeLessThanOrEqual(100);
      },
    ),
  );
});

describe('an original', () => {
  it('comes back from its text as it was', () => {
    const found = schedule({ StartDate: new Date('2027-01-01T00:00:00Z') });
    expect(read(write(found))).toEqual(found);
    expect(write(read(write(found)))).toBe(write(found));
  });

  it('counts as unchanged whatever its state, and as changed by anything else', () => {
    const found = rule([{ Input: '1' }]);
    expect(isUnchanged(rule([{ Input: '1' }], { State: 'DISABLED' }), found, now)).toBe(true);
    expect(isUnchanged(rule([{ Input: '2' }]), found, now)).toBe(false);
    expect(isUnchanged(schedule({ State: 'DISABLED' }), schedule(), now)).toBe(true);
    expect(isUnchanged(schedule({ Description: 'x' }), schedule(), now)).toBe(false);
    expect(isUnchanged(schedule(), schedule({ StartDate: new Date('2020-01-01') }), now)).toBe(true);
    expect(isUnchanged(schedule(), schedule({ StartDate: new Date('2030-01-01') }), now)).toBe(false);
    expect([isEnabled(found), isEnabled(schedule({ State: 'DISABLED' }))]).toEqual([true, false]);
  });
});

describe('local text of an instant', () => {
  it('means the same instant, or is none', () => {
    const zones = fc.constantFrom('Europe/London', 'Australia/Lord_Howe', 'UTC', 'America/New_York');
    const instants = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) });
    fc.assert(
      fc.property(instants, zones, (at, zone) => {
        const text = localText(new Date(at), zone);
        if (text === null) return;
        expect(instantIn(text, zone)?.getTime()).toBe(Math.floor(at / 1000) * 1000);
      }),
    );
    expect(localText(new Date('2026-10-25T00:30:00Z'), 'Europe/London')).toBe('2026-10-25T01:30:00');
    expect(localText(new Date('2026-10-25T01:30:00Z'), 'Europe/London')).toBeNull();
  });
});

describe('the moment to switch', () => {
  const every = (seconds: number, from: string) => (after: Date) => {
    const [start, step] = [Date.parse(from), seconds * 1000];
    return new Date(start + Math.max(0, Math.floor((after.getTime() - start) / step) + 1) * step);
  };
  const wait = (next: (after: Date) => Date | null, window = 0) =>
    (quietMoment(next, window, now).getTime() - now.getTime()) / 1000;

  it('is now where no run is near', () => {
    expect(wait(every(86_400, '2026-06-01T09:00:00Z'))).toBe(0);
    expect(wait(() => null)).toBe(0);
  });

  it('is once a run that is about to come, or under way, is surely over', () => {
    expect(wait(every(86_400, '2026-06-01T08:00:20Z'))).toBe(95);
    expect(wait(every(86_400, '2026-06-01T07:59:50Z'))).toBe(65);
    expect(wait(every(86_400, '2026-06-01T07:55:00Z'), 10)).toBe(375);
  });

  it('is now for what runs every minute, or has a window of hours', () => {
    expect(wait(every(60, '2026-06-01T00:00:00Z'))).toBe(0);
    expect(wait(every(86_400, '2026-06-01T07:55:00Z'), 240)).toBe(0);
  });
});

describe('the removed block', () => {
  it('names the rule and each of its targets, and leaves them alone', () => {
    const text = terraformRemoved({ kind: 'rule', name: '1.night', targetIds: ['a', 'b/c'] });
    expect(text.match(/from = (.*)/g)).toEqual([
      'from = aws_cloudwatch_event_rule._1_night',
      'from = aws_cloudwatch_event_target._1_night_a',
      'from = aws_cloudwatch_event_target._1_night_b_c',
    ]);
    expect(text.match(/destroy = false/g)).toHaveLength(3);
    expect(terraformRemoved({ kind: 'schedule', name: 'x', targetIds: [] })).toContain(
      'aws_scheduler_schedule.x',
    );
  });
});
