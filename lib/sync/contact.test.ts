import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { classify } from '@/lib/aws/errors';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { settle } from '@/lib/local/test-sync';
import { listFilter } from '@/lib/schedules/filter';
import { getSchedule, getSync, listSchedules } from '@/lib/schedules/queries';
import { pauseSchedule } from '@/lib/schedules/state-commands';
import { isUnreachable } from './contact';
import { reconcile } from './reconcile';
import { scanPage } from './scan';

let product: TestProduct<{ aws: true }>;
let id: string;
const viewer = contextOf('viewer');

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
});
afterAll(() => product?.stop());
beforeEach(async () => {
  ({ id } = await makeSchedule(await makeTeam()));
  await settle(product.database);
});
afterEach(async () => {
  product.network.down = false;
  product.aws.scheduler.intercept = undefined;
  await scan();
});

async function scan(): Promise<void> {
  const environment = await currentEnvironment();
  await sql(product.database, 'UPDATE environment_scan SET due_at = now()');
  for (let going = true; going; ) going = await scanPage(environment.id);
}

const listed = async () =>
  (await listSchedules(viewer, listFilter.parse({}))).rows.find((row) => row.id === id);

it('what AWS has is unknown from the first look that failed on, everywhere, and known again with the first answer', async () => {
  await scan();
  product.network.down = true;
  await scan();
  const { unknownSince, live } = await getSync(viewer, id);
  expect(unknownSince?.getTime()).toBeGreaterThan(Date.now() - 10_000);
  expect(live).toBe(false);
  await scan();
  expect((await getSync(viewer, id)).unknownSince).toEqual(unknownSince);
  expect((await getSchedule(viewer, id)).sync).toMatchObject({ status: 'live', unknownSince });
  expect(await listed()).toMatchObject({ syncStatus: 'live', unknownSince });
  product.network.down = false;
  await scan();
  expect(await getSync(viewer, id)).toMatchObject({ unknownSince: null, live: true });
  expect(await listed()).toMatchObject({ unknownSince: null });
});

it('a save that could not reach AWS says so of the whole environment, and one that does ends it', async () => {
  product.network.down = true;
  await pauseSchedule(contextOf('operator'), { id, reason: 'Test' });
  await reconcile(id);
  expect(await getSync(viewer, id)).toMatchObject({ status: 'pending', unknownSince: expect.any(Date) });
  product.network.down = false;
  await reconcile(id);
  expect(await getSync(viewer, id)).toMatchObject({ status: 'live', unknownSince: null });
});

it('one refusal, or one error of AWS itself, leaves the rest known', async () => {
  for (const fault of ['throttle', 'error'] as const) {
    product.aws.scheduler.intercept = () => fault;
    await reconcile(id);
    expect((await getSync(viewer, id)).unknownSince).toBeNull();
  }
});

it.each([
  ['AccessDeniedException', 'not authorized to perform: iam:PassRole', false],
  ['ExpiredTokenException', 'The security token included in the request is expired', true],
])('%s to one call (%s) makes AWS unknown: %s', (name, message, unknown) => {
  expect(isUnreachable(classify(Object.assign(new Error(message), { name })))).toBe(unknown);
});

it('a pass that found it unchanged is its last check', async () => {
  const before = await db().scheduleSync.findUniqueOrThrow({ where: { scheduleId: id } });
  await scan();
  const { checkedAt } = await getSync(viewer, id);
  expect(checkedAt?.getTime()).toBeGreaterThanOrEqual(before.checkedAt?.getTime() ?? 0);
  expect(checkedAt).toEqual((await db().environmentScan.findFirstOrThrow()).passedAt);
});
