import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsRequest, createScheduler, type Scheduler } from '@/lib/aws/scheduler';
import { TARGETS } from '@/lib/local/test-inputs';
import { startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { KINDS } from '@/lib/targets/registry';
import { targetInput } from '@/lib/targets/schema';
import { digestOf } from './normal-form';
import { desired, matches, type Source } from './plan';

/** The service model that AWS publishes with botocore, as Debian packages it. */
const MODEL = '/usr/lib/python3/dist-packages/botocore/data/scheduler/2021-06-30/service-2.json';
const MINUTE = 60_000;
const NOW = new Date();
const KEY = Buffer.alloc(32, 7);
const owner = { installationId: 'installation0001', groupName: 'rota' };
const later = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTE);

const targets = Object.values(TARGETS).map((fields) => targetInput(TEST_PLACE).parse(fields));

const sources: fc.Arbitrary<Source> = fc
  .record({
    expression: fc.constantFrom(
      'cron(0 9 * * ? *)',
      'rate(7 minutes)',
      'rate(3 days)',
      'at(2199-03-10T13:00:00)',
    ),
    state: fc.constantFrom('on', 'paused'),
    start: fc.option(fc.integer({ min: -10_000, max: 10_000 }), { nil: null }),
    length: fc.option(fc.integer({ min: 1, max: 20_000 }), { nil: null }),
    anchor: fc.integer({ min: -10_000, max: 0 }),
    second: fc.integer({ min: 0, max: 59 }),
    flexibleMinutes: fc.constantFrom(0, 15),
    timeZone: fc.constantFrom('UTC', 'Europe/London', 'Australia/Lord_Howe'),
    target: fc.constantFrom(...targets),
    name: fc.string({ minLength: 1, maxLength: 100 }),
    generation: fc.integer({ min: 1, max: 9_999 }),
  })
  .map(({ start, length, anchor, second, target, expression, ...rest }) => {
    const once = expression.startsWith('at(');
    const startAt = start === null || once ? null : later(start);
    const endAt = length === null || once ? null : new Date((startAt ?? NOW).getTime() + length * MINUTE);
    return {
      id: 'schedule00000001',
      ...rest,
      expression,
      startAt,
      endAt,
      rateAnchor: expression.startsWith('rate(') ? (startAt ?? later(anchor)) : null,
      second: expression.startsWith('cron(') ? second : 0,
      excluded: [],
      frozen: false,
      delivery: 'direct' as const,
      targets: [{ ...target, id: 'target0000000001', settings: KINDS[target.kind].settings(target) }],
    };
  });

describe('what was sent and read back', () => {
  let product: TestProduct<{ aws: true }>;
  let scheduler: Scheduler;
  beforeAll(async () => {
    product = await startTestProduct({ aws: true });
    scheduler = createScheduler({ region: TEST_PLACE.region });
    await scheduler.createGroup('rota', {});
  });
  afterAll(() => product?.stop());

  it('never seems changed, whatever the schedule, then or later, and has the digest of what was sent', async () => {
    await fc.assert(
      fc.asyncProperty(sources, fc.nat(20_000), async (source, minutes) => {
        const [wanted] = desired(source, owner, NOW);
        if (!wanted) throw new Error('Nothing was planned.');
        await scheduler.create(wanted);
        const observed = await scheduler.get('rota', wanted.Name);
        await scheduler.remove('rota', wanted.Name);
        if (!observed) throw new Error('It is not there.');
        expect(matches(observed, wanted, NOW)).toBe(true);
        expect(digestOf(observed, KEY)).toBe(digestOf(wanted, KEY));
        const then = later(minutes);
        const [again] = desired(source, owner, then);
        if (again && again.State === wanted.State) expect(matches(observed, again, then)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

type Shape = {
  type: string;
  members?: Record<string, { shape: string }>;
  member?: { shape: string };
  value?: { shape: string };
  enum?: string[];
};
const shapes: Record<string, Shape> = existsSync(MODEL) ? JSON.parse(readFileSync(MODEL, 'utf8')).shapes : {};

/** Two different values of a shape, with all that it can hold. */
function full(name: string, variant: 0 | 1): unknown {
  const { type, members, member, value, enum: words } = shapes[name] ?? { type: 'missing' };
  if (words) return words[variant] ?? `${words[0]}-${variant}`;
  if (type === 'structure')
    return Object.fromEntries(
      Object.entries(members ?? {}).map(([key, of]) => [key, full(of.shape, variant)]),
    );
  if (type === 'list') return [full(member?.shape ?? '', variant)];
  if (type === 'map') return { key: full(value?.shape ?? '', variant) };
  if (type === 'integer') return 5 + variant;
  if (type === 'boolean') return variant === 0;
  if (type === 'timestamp') return later(10_000 + variant);
  return `text ${variant}`;
}

type Fields = Record<string, unknown>;

/** Each copy of `left` in which one leaf is that of `right`, or is gone. */
function changes(left: unknown, right: unknown, path: string): { path: string; value: unknown }[] {
  if (typeof left !== 'object' || left === null || left instanceof Date) return [{ path, value: right }];
  return Object.keys(left).flatMap((key) => {
    const [mine, other] = [(left as Fields)[key], (right as Fields)[key]];
    const inside = changes(mine, other, path ? `${path}.${key}` : key);
    const put = (value: unknown) =>
      Array.isArray(left)
        ? left.map((item, i) => (String(i) === key ? value : item))
        : { ...left, [key]: value };
    const { [key]: _, ...without } = left as Fields;
    return [
      ...inside.map((change) => ({ path: change.path, value: put(change.value) })),
      { path: `${path}.${key} gone`, value: Array.isArray(left) ? [] : without },
    ];
  });
}

describe.skipIf(!existsSync(MODEL))('every field that the API has', () => {
  const own = { ScheduleExpression: 'cron(0 9 * * ? *)', State: 'DISABLED' };
  const read = (variant: 0 | 1): Fields => {
    const {
      Arn: _,
      CreationDate: __,
      LastModificationDate: ___,
      ...rest
    } = full('GetScheduleOutput', variant) as Fields;
    return rest;
  };
  const before = { ...read(0), ...own } as unknown as AwsRequest;
  const after = { ...read(1), ScheduleExpression: 'cron(0 10 * * ? *)', State: 'ENABLED' };
  const all = changes(before, after, '');

  it('is there to be compared', () => {
    expect(all.length).toBeGreaterThan(90);
    expect(matches(before, before, NOW)).toBe(true);
  });

  it.each(all)('$path', ({ value }) => {
    expect(matches(value as AwsRequest, before, NOW)).toBe(false);
    expect(digestOf(value as AwsRequest, KEY)).not.toBe(digestOf(before, KEY));
  });
});

describe('the start of a rate', () => {
  const rate = (StartDate?: Date) =>
    ({ ScheduleExpression: 'rate(10 minutes)', ...(StartDate && { StartDate }) }) as AwsRequest;
  const wanted = rate(later(4));

  it.each([
    ['the next slot', later(4), true],
    ['a slot that has passed', later(-6), true],
    ['one long ago', later(-6006), true],
    ['between two slots', later(-5), false],
    ['a later slot: it would not run until then', later(14), false],
    ['none: it runs from when it was last written', undefined, false],
  ])('in AWS is %s', (_, start, same) => {
    expect(matches(rate(start), wanted, NOW)).toBe(same);
  });

  it('that has yet to come is that very time', () => {
    expect(matches(rate(later(34)), rate(later(44)), NOW)).toBe(false);
    expect(matches(rate(later(-6)), rate(later(44)), NOW)).toBe(false);
  });

  it('does not matter where it will not run again', () => {
    expect(matches(rate(later(-6)), rate(), NOW)).toBe(true);
  });
});

it('of a cron matters only while it lies ahead', () => {
  const cron = (StartDate?: Date) =>
    ({ ScheduleExpression: 'cron(0 9 * * ? *)', ...(StartDate && { StartDate }) }) as AwsRequest;
  expect(matches(cron(later(-5)), cron(), NOW)).toBe(true);
  expect(matches(cron(later(5)), cron(), NOW)).toBe(false);
  expect(matches(cron(), cron(later(5)), NOW)).toBe(false);
});
