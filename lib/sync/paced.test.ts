import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AwsRequest, Scheduler } from '@/lib/aws/scheduler';
import { currentEnvironment, type EnvironmentRow } from '@/lib/environments/bootstrap';
import { ROLE_ARN, TARGETS } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { schedulerOf } from './group';
import { paced } from './paced';

/** Few, so that what is taken is told from the time that passes. */
const PER_SECOND = 5;
let product: TestProduct<{ aws: true }>;
let environment: EnvironmentRow;
let scheduler: Scheduler;

beforeAll(async () => {
  product = await startTestProduct({ aws: true, env: { ROTA_AWS_CALLS_PER_SECOND: String(PER_SECOND) } });
  vi.spyOn(Math, 'random').mockReturnValue(0);
  environment = await currentEnvironment();
  scheduler = paced(schedulerOf(environment), environment.id);
  await scheduler.createGroup('rota', {});
});
afterAll(() => product?.stop());
afterEach(() => {
  product.aws.scheduler.intercept = undefined;
});

const request: AwsRequest = {
  Name: 'one',
  GroupName: 'rota',
  ScheduleExpression: 'cron(0 3 1 1 ? *)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: TARGETS.sqs.arn, RoleArn: ROLE_ARN },
};

const STEP_MS = 1000 / PER_SECOND;

/** How many calls something takes from the budget, and how many it makes. */
async function measure(work: () => Promise<unknown>): Promise<{ taken: number; made: number }> {
  // Ahead of the clock, so that time alone moves nothing, and within the burst, so that nothing waits.
  const [before] = await sql<{ at: string }>(
    product.database,
    `UPDATE environment_pace SET arrival_at = clock_timestamp() + interval '2 seconds'
     RETURNING extract(epoch FROM arrival_at) * 1000 AS at`,
  );
  const calls = product.network.calls.length;
  await work();
  const [after] = await sql<{ at: string }>(
    product.database,
    'SELECT extract(epoch FROM arrival_at) * 1000 AS at FROM environment_pace',
  );
  const taken = (Number(after?.at) - Number(before?.at)) / STEP_MS;
  return { taken: Math.round(taken), made: product.network.calls.length - calls };
}

describe('the budget', () => {
  it.each([
    ['create', () => scheduler.create(request)],
    ['get', () => scheduler.get('rota', 'one')],
    ['update', () => scheduler.update(request)],
    ['list', () => scheduler.list('rota', null)],
    ['groupIsEmpty', () => scheduler.groupIsEmpty('rota')],
    ['groupTags', () => scheduler.groupTags('rota')],
    ['tagGroup', () => scheduler.tagGroup('rota', { a: 'b' })],
    ['remove', () => scheduler.remove('rota', 'one')],
    ['createGroup', () => scheduler.createGroup('other', {})],
  ])('is asked for each call that %s makes', async (_, work) => {
    const { taken, made } = await measure(work);
    expect(made).toBeGreaterThan(0);
    expect(taken).toBe(made);
  });
});

describe('a call that AWS throttles', () => {
  it('is made again, each time under the budget', async () => {
    let refused = 0;
    product.aws.scheduler.intercept = () => {
      refused += 1;
      return refused <= 4 ? 'throttle' : undefined;
    };
    expect(await measure(() => scheduler.get('rota', 'none'))).toEqual({ taken: 5, made: 5 });
  });

  it('fails after five times, and others at once', async () => {
    product.aws.scheduler.intercept = () => 'throttle';
    expect(
      await measure(() => expect(scheduler.get('rota', 'none')).rejects.toMatchObject({ kind: 'throttled' })),
    ).toEqual({ taken: 5, made: 5 });
    product.aws.scheduler.intercept = () => 'error';
    expect(
      await measure(() =>
        expect(scheduler.get('rota', 'none')).rejects.toMatchObject({ kind: 'unreachable' }),
      ),
    ).toEqual({ taken: 1, made: 1 });
  });
});
