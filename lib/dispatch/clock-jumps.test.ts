import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { stopClock } from '@/lib/local/test-clock';
import { makeSchedule, makeTeam, ROLE_ARN, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { deliveriesOf, drain, SUCCEEDED } from '@/lib/local/test-runs';
import { disableSchedule } from '@/lib/schedules/state-commands';
import { planSlots } from './slots/planner';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2031, 4, 6, 12);

let product: TestProduct;
let setClock: (at: Date) => Promise<void>;
let environmentId: string;
let teamId: string;
let id: string;

beforeAll(async () => {
  product = await startTestProduct({
    env: { ROTA_DISPATCH_QUEUE_ARN: TARGETS.sqs.arn, ROTA_DISPATCH_ROLE_ARN: ROLE_ARN },
  });
  setClock = await stopClock(product.database);
  await at(NOON);
  environmentId = (await currentEnvironment()).id;
  teamId = await makeTeam();
});
afterAll(() => product?.stop());

/** The clock of the database, by which everything goes. */
const at = (instant: number) => setClock(new Date(instant));

beforeEach(async () => {
  await at(NOON);
  if (id) await disableSchedule(contextOf('administrator'), { id, reason: 'Over' });
  await db().runQueue.deleteMany();
  ({ id } = await makeSchedule(teamId, {
    expression: 'cron(0/10 * * * ? *)',
    timeZone: 'UTC',
    delivery: 'through',
    targets: [TARGETS.sqs],
  }));
});

/** A turn of the worker, as its clock tells: what it planned and sent. */
async function work(): Promise<Date[]> {
  while ((await planSlots()) > 0);
  const sent: Date[] = [];
  const deliveries = deliveriesOf(environmentId, async ({ slotAt }) => {
    sent.push(slotAt);
    return SUCCEEDED;
  });
  await drain(deliveries);
  return sent;
}
const slots = async (state: string | null) =>
  (await db().run.findMany({ where: { scheduleId: id, state }, orderBy: { slotAt: 'asc' } })).map(
    ({ slotAt }) => slotAt.getTime(),
  );
const every10 = (from: number, to: number) =>
  Array.from({ length: (to - from) / (10 * MINUTE) + 1 }, (_, i) => from + i * 10 * MINUTE);

describe('where the clock of the database jumps', () => {
  it('ahead, each slot in between is missed in sight, none is sent late, and it goes on from there', async () => {
    await at(NOON + 10 * MINUTE);
    expect(await work()).toEqual([new Date(NOON + 10 * MINUTE)]);
    await at(NOON + 3 * HOUR + MINUTE);
    expect(await work()).toEqual([new Date(NOON + 3 * HOUR)]);
    expect(await slots('missed')).toEqual(every10(NOON + 20 * MINUTE, NOON + 3 * HOUR - 10 * MINUTE));
    await at(NOON + 3 * HOUR + 10 * MINUTE);
    expect(await work()).toEqual([new Date(NOON + 3 * HOUR + 10 * MINUTE)]);
  });

  it('back, no slot runs twice, and none before its time', async () => {
    await at(NOON + 10 * MINUTE);
    await work();
    await at(NOON + 18 * MINUTE + 1);
    expect(await work()).toEqual([]);
    expect(await slots(null)).toEqual([NOON + 20 * MINUTE]);
    for (const minute of [2, 10, 12, 19]) {
      await at(NOON + minute * MINUTE);
      expect(await work()).toEqual([]);
    }
    await at(NOON + 20 * MINUTE);
    expect(await work()).toEqual([new Date(NOON + 20 * MINUTE)]);
    expect(await slots('succeeded')).toEqual([NOON + 10 * MINUTE, NOON + 20 * MINUTE]);
  });
});

it.each([
  ['ahead', HOUR],
  ['behind', -HOUR],
])('a worker whose own clock is an hour %s does the same at the same time', async (_, error) => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON + error });
  try {
    await at(NOON + 9 * MINUTE);
    expect(await work()).toEqual([]);
    await at(NOON + 10 * MINUTE);
    expect(await work()).toEqual([new Date(NOON + 10 * MINUTE)]);
    expect(await slots('missed')).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});
