import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { stopClock } from '@/lib/local/test-clock';
import { makeSchedule, makeTeam, ROLE_ARN, TARGETS } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { planSlots } from '../slots/planner';
import { acceptSlots } from './accept';

const MINUTE = 60_000;
const NOON = Date.UTC(2031, 4, 6, 12);

let product: TestProduct;
let setClock: (at: Date) => Promise<void>;

beforeAll(async () => {
  product = await startTestProduct({
    env: { ROTA_DISPATCH_QUEUE_ARN: TARGETS.sqs.arn, ROTA_DISPATCH_ROLE_ARN: ROLE_ARN },
  });
  setClock = await stopClock(product.database);
});
afterAll(() => product?.stop());

const at = (minute: number) => new Date(NOON + minute * MINUTE);

it('makes up for the last of late slots alone, though a message tells of each before the clock comes to them', async () => {
  await setClock(at(0));
  const { id: environmentId } = await currentEnvironment();
  const { id: scheduleId } = await makeSchedule(await makeTeam(), {
    expression: 'cron(0/10 * * * ? *)',
    timeZone: 'UTC',
    delivery: 'through',
    ifLate: 'last',
  });
  await setClock(at(61));
  for (const minute of [10, 20, 50, 60]) {
    const messages = [{ scheduleId, at: at(minute) }];
    expect(await db().$transaction((tx) => acceptSlots(tx, environmentId, messages))).toEqual([null]);
  }
  await planSlots();
  const runs = await db().run.findMany({ where: { scheduleId }, orderBy: { slotAt: 'asc' } });
  expect(runs.map(({ slotAt, state }) => [(slotAt.getTime() - NOON) / MINUTE, state])).toEqual([
    [10, 'missed'],
    [20, 'missed'],
    [30, 'missed'],
    [40, 'missed'],
    [50, null],
    [60, null],
  ]);
  expect(runs.at(-1)?.origin).toBe('message');
});
