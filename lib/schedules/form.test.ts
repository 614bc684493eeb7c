import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyTarget, type TargetForm } from '@/lib/targets/form';
import { MASK } from '@/lib/targets/mask';
import type { Kind } from '@/lib/targets/registry';
import { DEFAULT_POLICIES } from './delivery';
import {
  duplicateForm,
  emptyForm,
  formFromSchedule,
  problemsOf,
  type ScheduleForm,
  toInput,
  validate,
} from './form';
import type { Mode, TimingForm } from './form-timing';
import { scheduleInput } from './schema';
import { instantIn } from './timing';

const place = { accountId: '123456789012', region: 'eu-west-1' };
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:123456789012:${resource}`;
const role = 'arn:aws:iam::123456789012:role/rota-scheduler';
const id = '0123456789abcdef';

const common = {
  roleArn: role,
  input: null,
  secretFields: [],
  retryAttempts: 3,
  maxAgeSeconds: 3600,
  timeoutSeconds: 30,
  safeToRepeat: false,
  gateId: null,
};
const stored = {
  lambda: { kind: 'lambda', arn: arn('lambda', 'function:send-statements'), settings: {} },
  sns: { kind: 'sns', arn: arn('sns', 'reports'), settings: {} },
  sqs: { kind: 'sqs', arn: arn('sqs', 'orders.fifo'), settings: { messageGroupId: 'orders' } },
  ecs: {
    kind: 'ecs',
    arn: arn('ecs', 'cluster/jobs'),
    settings: {
      taskDefinition: arn('ecs', 'task-definition/report:7'),
      launchType: 'FARGATE',
      subnets: ['subnet-0a1b2c3d'],
      securityGroups: [],
      assignPublicIp: true,
      taskCount: 2,
    },
  },
} as const;

const target = (kind: keyof typeof stored) => ({
  ...common,
  ...stored[kind],
  id,
  secretFields: [...common.secretFields],
  deadLetterArn: null,
});

const schedule = {
  name: 'Nightly report',
  teamId: id,
  owner: 'Ada',
  description: '',
  tags: ['reports'],
  expression: 'cron(0 9 ? * MON-FRI *)',
  timeZone: 'Europe/London',
  startAt: null,
  endAt: null,
  second: 0,
  flexibleMinutes: 0,
  delivery: 'direct' as const,
  ...DEFAULT_POLICIES,
  calendars: [],
  targets: [target('ecs'), target('lambda'), target('sqs'), target('sns')],
};

const form = (): ScheduleForm => formFromSchedule(schedule);

const withTarget = (kind: keyof typeof stored, change: object): ScheduleForm => ({
  ...form(),
  targets: [
    { ...formFromSchedule({ ...schedule, targets: [target(kind)] }).targets[0], ...change } as TargetForm,
  ],
});

describe('a stored schedule', () => {
  it('is valid as its form shows it, with each kind of target', () => {
    expect(validate(form(), place)).toEqual({});
  });

  it('comes back from its form unchanged', () => {
    const text = fc
      .string({ minLength: 1, maxLength: 40 })
      .filter((value) => value.trim() === value && /^[ -~]+$/.test(value));
    const local = fc
      .date({ min: new Date('1999-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 16));
    const expression = fc.constantFrom(
      'cron(0 9 ? * MON-FRI *)',
      'rate(1 minute)',
      'rate(5 hours)',
      'rate(30 days)',
      'cron(0/15 8-18 L * ? 2030)',
      'cron(0 9 ? * 2-6 *)',
      'cron(0,30 9 LW 1/3 ? *)',
    );
    const zone = fc.constantFrom(
      'Europe/London',
      'America/New_York',
      'Asia/Kathmandu',
      'Etc/UTC',
      'Australia/Lord_Howe',
    );
    const targets = fc.array(
      fc.record({
        kind: fc.constantFrom<keyof typeof stored>('ecs', 'lambda', 'sqs', 'sns'),
        retryAttempts: fc.integer({ min: 0, max: 185 }),
        maxAgeSeconds: fc.integer({ min: 60, max: 86_400 }),
        input: fc.option(fc.json()),
        secretFields: fc.uniqueArray(fc.constantFrom('/token', '/a/0', '/a~1b'), { maxLength: 3 }),
        deadLetterArn: fc.option(fc.constant(arn('sqs', 'dead-letters'))),
      }),
      { minLength: 1, maxLength: 4 },
    );
    const schedules = fc.record({
      name: text,
      owner: text,
      description: text,
      tags: fc.uniqueArray(text, { maxLength: 4 }),
      expression,
      timeZone: zone,
      start: fc.option(local),
      flexibleMinutes: fc.integer({ min: 0, max: 1440 }),
      targets,
    });
    fc.assert(
      fc.property(schedules, ({ start, targets, ...fields }) => {
        const startAt = start === null ? null : instantIn(start, fields.timeZone);
        const source = {
          ...schedule,
          ...fields,
          startAt,
          targets: targets.map((entered) => ({ ...target(entered.kind), ...entered })),
        };
        const parsed = scheduleInput(place).parse(toInput(formFromSchedule(source)));
        expect(parsed).toMatchObject({
          ...fields,
          teamId: id,
          targets: targets.map((entered) => {
            const { settings, ...columns } = target(entered.kind);
            return { ...columns, ...settings, ...entered };
          }),
        });
        expect(parsed.startLocal && instantIn(parsed.startLocal, fields.timeZone)).toEqual(startAt);
      }),
    );
  });

  it('that runs once shows its time by the clocks of its zone', () => {
    const once = formFromSchedule({ ...schedule, expression: 'at(2027-03-01T09:00:00)' });
    expect(once.timing).toMatchObject({ mode: 'once', local: '2027-03-01T09:00' });
    expect(toInput(once).expression).toBe('at(2027-03-01T09:00:00)');
  });

  it('shows start and end in its own zone', () => {
    const bounded = formFromSchedule({
      ...schedule,
      timeZone: 'Asia/Kathmandu',
      startAt: new Date('2027-01-01T00:00:00Z'),
      endAt: new Date('2027-01-01T00:00:30Z'),
    });
    expect([bounded.startLocal, bounded.endLocal]).toEqual(['2027-01-01T05:45', '2027-01-01T05:45:30']);
  });
});

describe('a copy', () => {
  it('has another name and targets without ids', () => {
    const copy = duplicateForm(form());
    expect(copy.name).toBe('Nightly report (copy)');
    expect(toInput(copy).targets.some((target) => 'id' in target)).toBe(false);
    expect(validate(copy, place)).toEqual({});
  });

  it('of the longest name still has a name that fits', () => {
    expect(validate(duplicateForm({ ...form(), name: 'n'.repeat(100) }), place)).toEqual({});
  });

  it('asks for the secrets, which are not copied', () => {
    const secret = { input: `{"token":"${MASK}"}`, secretFields: ['/token'] };
    const original = withTarget('lambda', secret);
    expect(validate(original, place)).toEqual({});
    expect(Object.keys(validate(duplicateForm(original), place))).toEqual(['targets.0.input']);
  });
});

describe('bad input is told at its field', () => {
  const other = 'arn:aws:sqs:us-east-1:123456789012:orders';
  const cases: [string, ScheduleForm, RegExp][] = [
    ['name', { ...form(), name: ' ' }, /can't be empty/],
    ['name', { ...form(), name: 'n'.repeat(101) }, /at most 100/],
    ['teamId', { ...form(), teamId: '' }, /Choose one/],
    ['owner', { ...form(), owner: '' }, /can't be empty/],
    ['description', { ...form(), description: 'd'.repeat(1001) }, /at most 1000/],
    ['tags', { ...form(), tags: ['ok', 't'.repeat(51)] }, /at most 50/],
    ['timing.times', at('daily', { times: [''] }), /Enter a time, as in 09:00/],
    ['timing.times', at('daily', { times: ['09:00', '17:30'] }), /would also run at 09:30 and 17:00/],
    ['timing.weekdays', at('weekly', { times: ['09:00'], weekdays: [] }), /at least one day/],
    ['timing.dates', monthly({ dates: [] }), /at least one day/],
    ['timing.dates', monthly({ dates: [30], months: [2] }), /February has no 30th/],
    ['timing.nearest', monthly({ kind: 'nearest-weekday', nearest: 31, months: [4] }), /April has no 31st/],
    ['timing.months', monthly({ months: [] }), /at least one month/],
    ['timing.second', at('daily', { times: ['09:00'], second: '60' }), /from 0 to 59/],
    ['timing.second', at('daily', { times: ['09:00'], second: 'half' }), /from 0 to 59/],
    ['calendarIds', { ...form(), calendarIds: ['no-such-id'] }, /Choose one of the list/],
    ['timing.local', at('once', { local: '' }), /date and time/],
    ['timing.local', at('once', { local: '2027-02-30T09:00' }), /date and time/],
    ['timing.every', at('every', { every: '' }), /whole number/],
    ['timing.every', at('every', { every: 'ten' }), /whole number/],
    ['timing.every', at('every', { every: '0' }), /whole number/],
    ['timing.every', at('every', { every: '1.5' }), /whole number/],
    ['timing.expression', at('expression', { expression: '' }), /Enter when it runs/],
    [
      'timing.expression',
      at('expression', { expression: '0 9 * * *' }),
      /Did you mean cron\(0 9 \* \* \? \*\)/,
    ],
    ['timeZone', { ...form(), timeZone: 'Mars/Base' }, /time zone/],
    ['startLocal', { ...form(), startLocal: '2027-13-01T00:00' }, /date and time that exists/],
    ['startLocal', { ...form(), startLocal: '2027-03-28T01:30' }, /clocks skip/],
    [
      'endLocal',
      { ...form(), startLocal: '2027-03-02T00:00', endLocal: '2027-03-01T00:00' },
      /after the start/,
    ],
    ['flexibleMinutes', { ...form(), flexibleMinutes: '' }, /whole number of minutes/],
    ['flexibleMinutes', { ...form(), flexibleMinutes: 'five' }, /whole number of minutes/],
    ['flexibleMinutes', { ...form(), flexibleMinutes: '1441' }, /whole number of minutes/],
    ['targets', { ...form(), targets: [] }, /at least one target/],
    ['targets.0.arn', withTarget('sqs', { arn: other, messageGroupId: '' }), /Region us-east-1/],
    ['targets.0.messageGroupId', withTarget('sqs', { messageGroupId: '' }), /message group/],
    ['targets.0.arn', withTarget('lambda', { arn: '' }), /Enter the ARN/],
    ['targets.0.arn', withTarget('sns', { arn: 'reports' }), /not an ARN/],
    ['targets.0.arn', withTarget('ecs', { arn: other }), /belongs to sqs/],
    ['targets.0.taskDefinition', withTarget('ecs', { taskDefinition: '' }), /task definition/],
    ['targets.0.launchType', withTarget('ecs', { launchType: 'MOON' }), /FARGATE/],
    ['targets.0.subnets', withTarget('ecs', { subnets: [] }), /at least one subnet/],
    ['targets.0.subnets', withTarget('ecs', { subnets: ['subnet-0a1b2c3d', 'net'] }), /looks like subnet-/],
    ['targets.0.securityGroups', withTarget('ecs', { securityGroups: ['group'] }), /looks like sg-/],
    ['targets.0.assignPublicIp', withTarget('ecs', { launchType: 'EC2' }), /public IP/],
    ['targets.0.taskCount', withTarget('ecs', { taskCount: 'two' }), /from 1 to 10/],
    ['targets.0.roleArn', withTarget('sns', { roleArn: '' }), /IAM role/],
    ['targets.0.input', withTarget('sns', { input: '{' }), /not valid JSON/],
    ['targets.0.secretFields', withTarget('sns', { secretFields: ['token'] }), /JSON pointer/],
    ['targets.0.retryAttempts', withTarget('sns', { retryAttempts: '186' }), /from 0 to 185/],
    ['targets.0.retryAttempts', withTarget('sns', { retryAttempts: '' }), /from 0 to 185/],
    ['targets.0.maxAge', withTarget('sns', { maxAge: '25' }), /24 hours/],
    ['targets.0.maxAge', withTarget('sns', { maxAge: 'long' }), /whole number/],
    [
      'targets.0.deadLetterArn',
      withTarget('sns', { deadLetterArn: arn('sqs', 'dead.fifo') }),
      /standard SQS queue/,
    ],
  ];

  it.each(cases)('%s', (field, entered, message) => {
    const problems = validate(entered, place);
    expect(Object.keys(problems)).toEqual([field]);
    expect(problems[field]).toMatch(message);
  });

  it('an empty form names every field that must be filled', () => {
    const empty = emptyForm({ teamId: '', owner: '', timeZone: '' });
    const fields = ['name', 'teamId', 'owner', 'timing.times', 'timeZone', 'targets'];
    expect(Object.keys(validate(empty, place))).toEqual(fields);
  });

  it('a new target of each kind names what it needs', () => {
    const kinds: Kind[] = ['ecs', 'lambda', 'sqs', 'sns'];
    const targets = kinds.map((kind) => emptyTarget(kind, kind));
    const needed = Object.keys(validate({ ...form(), targets }, place));
    expect(needed).toEqual(
      expect.arrayContaining(kinds.flatMap((_, i) => [`targets.${i}.arn`, `targets.${i}.roleArn`])),
    );
  });

  function at(mode: Mode, typed: Partial<TimingForm>): ScheduleForm {
    return { ...form(), timing: { ...form().timing, mode, ...typed } };
  }

  function monthly(typed: Partial<TimingForm['monthly']>): ScheduleForm {
    return at('monthly', { times: ['09:00'], monthly: { ...form().timing.monthly, ...typed } });
  }
});

describe("the server's messages", () => {
  it('stand at the fields of the form', () => {
    const once = formFromSchedule({ ...schedule, expression: 'at(2027-03-01T09:00:00)' });
    const problems = problemsOf(once, [
      { path: 'schedule.expression', message: 'This time has passed. Choose one in the future.' },
      { path: 'schedule.targets.1.maxAgeSeconds', message: 'Too long.' },
      { path: 'targets.0.input', message: 'Enter the value of /token: no secret is stored for it yet.' },
    ]);
    expect(problems).toEqual({
      'timing.local': 'This time has passed. Choose one in the future.',
      'targets.1.maxAge': 'Too long.',
      'targets.0.input': 'Enter the value of /token: no secret is stored for it yet.',
    });
  });
});
