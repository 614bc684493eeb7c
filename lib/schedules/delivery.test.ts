import { describe, expect, it } from 'vitest';
import { scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { TEST_PLACE } from '@/lib/local/test-product';
import { KIND_NAMES, KINDS } from '@/lib/targets/registry';
import { DEFAULT_POLICIES, dispatchProblem } from './delivery';
import { scheduleInput } from './schema';

const dispatch = {
  dispatchQueueArn: 'arn:aws:sqs:eu-central-1:000000000000:rota-dispatch',
  dispatchRoleArn: 'arn:aws:iam::000000000000:role/rota-dispatch',
};
const THERE = { ...TEST_PLACE, ...dispatch };
const fields = (overrides: object) => scheduleFields('0123456789abcdef', { ...overrides });
const problems = (overrides: object, place: Parameters<typeof scheduleInput>[0] = THERE) => {
  const parsed = scheduleInput(place).safeParse(fields(overrides));
  return Object.fromEntries(
    (parsed.error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]),
  );
};
const REFERENCE = '{"token":"{{resolve:secretsmanager:billing/api:SecretString:token}}"}';
const [lambda, sqs] = [TARGETS.lambda, TARGETS.sqs];

describe('a schedule that is delivered through Rota', () => {
  it.each(['sqs', 'fifo', 'lambda', 'ecs', 'sfn'] as const)('may have a target of the kind %s', (name) => {
    expect(problems({ delivery: 'through', targets: [TARGETS[name]] })).toEqual({});
  });

  it.each<[string, object, string, RegExp]>([
    [
      'another AWS target',
      { targets: [sqs, TARGETS.other] },
      'targets.1.kind',
      /Only EventBridge Scheduler can call/,
    ],
    [
      'a dead-letter queue',
      { targets: [TARGETS.sns] },
      'targets.0.deadLetterArn',
      /Rota keeps what it gave up on/,
    ],
    ['a flexible window', { flexibleMinutes: 5 }, 'flexibleMinutes', /Enter 0, or choose direct delivery/],
    [
      'a reference that is none',
      { targets: [{ ...lambda, input: '{"a":"{{resolve:secretsmanager:x"}' }] },
      'targets.0.input',
      /does not end with/,
    ],
    ['a grace of no time', { graceSeconds: 4 }, 'graceSeconds', /from 5 to 86400/],
    ['a pause after no failure', { pauseAfterFailures: 0 }, 'pauseAfterFailures', /from 1 to 1000/],
    ['an unknown overlap', { overlap: 'both' }, 'overlap', /allow, skip or queue/],
    [
      'a time-out of 16 minutes',
      { targets: [{ ...sqs, timeoutSeconds: 960 }] },
      'targets.0.timeoutSeconds',
      /from 1 to 900/,
    ],
    [
      'an unknown invocation',
      { targets: [{ ...lambda, invocation: 'both' }] },
      'targets.0.invocation',
      /event or result/,
    ],
  ])('is refused with %s, at its field', (_, overrides, field, why) => {
    const found = problems({ delivery: 'through', ...overrides });
    expect(Object.keys(found)).toEqual([field]);
    expect(found[field]).toMatch(why);
  });

  it.each([
    [{ dispatchQueueArn: null }, /no dispatch queue, which .* An administrator sets it/],
    [{ dispatchRoleArn: null }, /no role that posts into it, which .* sets it/],
    [
      { dispatchQueueArn: null, dispatchRoleArn: null },
      /no dispatch queue and no role that posts into it, .* sets both/,
    ],
  ])('is refused where the environment lacks %o', (missing, why) => {
    expect(problems({ delivery: 'through' }, { ...THERE, ...missing })).toEqual({
      delivery: expect.stringMatching(why),
    });
    expect(problems({ delivery: 'direct' }, { ...THERE, ...missing })).toEqual({});
    expect(dispatchProblem(dispatch)).toBeNull();
  });

  it('may refer to Secrets Manager, and may run at a second', () => {
    const targets = [{ ...lambda, input: REFERENCE, invocation: 'result' }];
    expect(problems({ delivery: 'through', targets, second: 30 })).toEqual({});
    expect(problems({ targets })).toEqual({
      'targets.0.input': expect.stringMatching(/only delivery through Rota can resolve it/),
    });
  });
});

describe('what is not said', () => {
  it('is direct delivery, with the policies at their defaults whatever was entered for them', () => {
    const parsed = scheduleInput(THERE).parse(fields({ overlap: 'skip', graceSeconds: 60, ifLate: 'all' }));
    expect(parsed).toMatchObject({ delivery: 'direct', ...DEFAULT_POLICIES });
    const through = scheduleInput(THERE).parse(fields({ delivery: 'through', overlap: 'skip' }));
    expect(through).toMatchObject({ ...DEFAULT_POLICIES, overlap: 'skip' });
  });

  it('is whether a target is safe to repeat: it is where receivers must bear repeats anyway', () => {
    const safe = KIND_NAMES.filter((kind) => KINDS[kind].safeToRepeat);
    expect(safe).toEqual(['sqs', 'sns']);
    const { targets } = scheduleInput(THERE).parse(fields({ targets: [sqs, lambda] }));
    expect(targets).toMatchObject([
      { safeToRepeat: true, timeoutSeconds: 30 },
      { safeToRepeat: false, timeoutSeconds: 30, invocation: 'event' },
    ]);
  });
});
