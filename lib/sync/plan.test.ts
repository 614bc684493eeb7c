import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { upcoming } from '@/lib/schedules/timing';
import { isOurs } from './owner-mark';
import { desired, matches, type Source } from './plan';

const NOW = new Date('2027-03-10T12:00:30Z');
const MINUTE = 60_000;
const owner = { installationId: 'installation0001', groupName: 'rota' };
const later = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTE);

const target = {
  id: 'target0000000001',
  kind: 'sqs' as const,
  arn: 'arn:aws:sqs:eu-central-1:000000000000:statements',
  roleArn: 'arn:aws:iam::000000000000:role/rota',
  settings: { messageGroupId: null },
  input: null,
  retryAttempts: 3,
  maxAgeSeconds: 3600,
  deadLetterArn: null,
};

const source = (overrides: Partial<Source> = {}): Source => ({
  id: 'schedule00000001',
  name: 'Statements',
  state: 'on',
  generation: 7,
  expression: 'cron(0 9 ? * MON-FRI *)',
  timeZone: 'Europe/London',
  startAt: null,
  endAt: null,
  rateAnchor: null,
  second: 0,
  excluded: [],
  flexibleMinutes: 0,
  frozen: false,
  delivery: 'direct',
  targets: [target],
  ...overrides,
});

const minutes = fc.integer({ min: -100_000, max: 100_000 });
const sources = fc
  .record({
    expression: fc.constantFrom(
      'cron(0 9 * * ? *)',
      'rate(7 minutes)',
      'rate(1 day)',
      'at(2027-03-10T13:00:00)',
      'at(2027-03-10T11:00:00)',
    ),
    state: fc.constantFrom('on', 'paused', 'disabled'),
    start: fc.option(minutes, { nil: null }),
    length: fc.option(fc.integer({ min: 1, max: 200_000 }), { nil: null }),
    anchor: minutes,
    generation: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ expression, state, start, length, anchor, generation }) => {
    const once = expression.startsWith('at(');
    const startAt = start === null || once ? null : later(start);
    const endAt = length === null || once ? null : new Date((startAt ?? NOW).getTime() + length * MINUTE);
    const rateAnchor = expression.startsWith('rate(') ? (startAt ?? later(anchor)) : null;
    return source({ expression, state, startAt, endAt, rateAnchor, generation, timeZone: 'UTC' });
  });

describe('what Rota delivers', () => {
  const queues = {
    dispatchQueueArn: 'arn:aws:sqs:eu-central-1:000000000000:rota-dispatch',
    dispatchRoleArn: 'arn:aws:iam::000000000000:role/rota-post',
    deadLetterQueueArn: null,
  };
  const two = source({
    delivery: 'through',
    flexibleMinutes: 5,
    targets: [target, { ...target, id: 'target0000000002' }],
  });

  it('is one AWS schedule under the name of its first target, whose slots are posted and never given up early', () => {
    const direct = desired({ ...two, delivery: 'direct' }, owner, NOW);
    const through = desired(two, { ...owner, ...queues }, NOW);
    expect(through).toHaveLength(1);
    expect(through[0]).toMatchObject({
      Name: direct[0]?.Name,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: queues.dispatchQueueArn,
        RoleArn: queues.dispatchRoleArn,
        Input: '{"rota":"slot","schedule":"schedule00000001","slot":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
      },
    });
  });

  it.each([{ dispatchQueueArn: null }, { dispatchRoleArn: null }])('is refused without %o', (missing) => {
    expect(() => desired(two, { ...owner, ...queues, ...missing }, NOW)).toThrow(
      'This environment has no dispatch queue, or no role to post into it: an administrator sets both.',
    );
  });
});

describe('the plan', () => {
  it('is one AWS schedule for each target, named after both ids', () => {
    const two = source({ targets: [target, { ...target, id: 'target0000000002' }] });
    expect(desired(two, owner, NOW).map(({ Name, GroupName }) => [GroupName, Name])).toEqual([
      ['rota', 'target0000000001-schedule00000001'],
      ['rota', 'target0000000002-schedule00000001'],
    ]);
  });

  it.each(['deleted', 'completed'])('is nothing of a schedule that is %s', (state) => {
    expect(desired(source({ state }), owner, NOW)).toEqual([]);
  });

  it.each(['paused', 'disabled'])('is disabled in AWS while %s', (state) => {
    expect(desired(source({ state }), owner, NOW)[0]?.State).toBe('DISABLED');
  });

  it('never enables what would not run again', () => {
    fc.assert(
      fc.property(sources, (any) => {
        const enabled = desired(any, owner, NOW)[0]?.State === 'ENABLED';
        expect(enabled).toBe(any.state === 'on' && upcoming(any, NOW, 1).length > 0);
      }),
    );
  });

  it('asks for no start that AWS refuses: passed, or not before the end', () => {
    fc.assert(
      fc.property(sources, (any) => {
        const { StartDate, EndDate } = desired(any, owner, NOW)[0] ?? {};
        if (StartDate) expect(StartDate.getTime()).toBeGreaterThan(NOW.getTime() - MINUTE);
        if (StartDate && EndDate) expect(EndDate.getTime()).toBeGreaterThan(StartDate.getTime());
        if (any.expression.startsWith('at(')) expect(StartDate).toBeUndefined();
      }),
    );
  });

  it('gives a rate the next slot of its anchor, so that an update does not begin it anew', () => {
    const rate = source({ expression: 'rate(7 minutes)', rateAnchor: later(-700 * 7 - 3) });
    expect(desired(rate, owner, NOW)[0]?.StartDate).toEqual(later(4));
  });

  it('needs no write where nothing changed, now or at any time after', () => {
    fc.assert(
      fc.property(sources, fc.nat(50_000), (any, wait) => {
        const then = later(wait);
        const before = desired(any, owner, NOW)[0];
        const after = desired(any, owner, then)[0];
        fc.pre(before !== undefined && after !== undefined && before.State === after.State);
        expect(
          matches({ ...before, Arn: 'x', CreationDate: NOW, LastModificationDate: NOW }, after, then),
        ).toBe(true);
      }),
    );
  });

  it('needs a write at each generation: its number stands in AWS', () => {
    const [before] = desired(source(), owner, NOW);
    const [after] = desired(source({ generation: 8 }), owner, NOW);
    if (!before || !after) throw new Error('Nothing was planned.');
    expect(matches(before, after, NOW)).toBe(false);
  });

  it('knows what is its own, and not that of an installation whose id merely begins alike', () => {
    const [own] = desired(source(), owner, NOW);
    expect(isOurs(own ?? {}, owner.installationId)).toBe(true);
    expect(isOurs(own ?? {}, 'installation000')).toBe(false);
    expect(isOurs({}, owner.installationId)).toBe(false);
  });
});
