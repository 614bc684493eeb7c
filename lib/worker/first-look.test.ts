import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { db } from '@/lib/db';
import { planTurn } from '@/lib/dispatch/slots/turn';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { backUp } from '@/lib/local/test-backup';
import { makeSchedule, makeTeam, ROLE_ARN, TARGETS } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { dueRuns, runOf } from '@/lib/local/test-runs';
import { gate, settle } from '@/lib/local/test-sync';
import { writeMark } from '@/lib/sync/write-mark';
import { firstLook } from './first-look';
import { Lanes } from './lanes';

let product: TestProduct<{ aws: true }>;
let environmentId: string;
let waiting: string;
let restore: () => Promise<void>;
let stopping: AbortController;

beforeAll(async () => {
  product = await startTestProduct({
    aws: true,
    env: { ROTA_DISPATCH_QUEUE_ARN: TARGETS.sqs.arn, ROTA_DISPATCH_ROLE_ARN: ROLE_ARN },
  });
  environmentId = (await currentEnvironment()).id;
  const { id } = await makeSchedule(await makeTeam(), {
    expression: 'cron(* * * * ? *)',
    timeZone: 'UTC',
    delivery: 'through',
    targets: [TARGETS.sqs],
  });
  await settle(product.database);
  await sql(product.database, "UPDATE schedule SET if_late = 'all'");
  await sql(
    product.database,
    "UPDATE schedule_clock SET planned_to = now() - interval '1 hour', plan_at = now() - interval '1 hour'",
  );
  [waiting = ''] = await dueRuns(id, 1);
  restore = await backUp(product.database);
  // What only AWS knows of after a restore: the audit went on.
  await makeSchedule(await makeTeam());
  expect(await writeMark(environmentId)).toBe(true);
});
afterAll(() => product?.stop());
beforeEach(() => {
  stopping = new AbortController();
});
afterEach(() => {
  stopping.abort();
  product.network.hold = undefined;
  product.network.down = false;
});

const recoverySince = async () =>
  (await db().environmentSync.findUnique({ where: { environmentId } }))?.recoverySince ?? null;
const looksAfter = () =>
  vi.waitFor(() => db().dispatchLane.findUniqueOrThrow({ where: { environmentId } }), { timeout: 60_000 });

it('a worker that starts on a backup plans and sends nothing, though nobody declared the restore', async () => {
  await restore();
  const lanes = new Lanes(stopping.signal, 'worker-1');
  await lanes.turn();
  await lanes.looked();
  await planTurn();
  await looksAfter();
  stopping.abort();
  await lanes.ended();
  expect(await recoverySince()).not.toBeNull();
  expect(await db().run.count()).toBe(1);
  expect(await runOf(waiting)).toMatchObject({ state: null, attempts: 0 });
});

it('a worker delivers though EventBridge Scheduler can not be asked', async () => {
  await restore();
  product.network.down = true;
  const lanes = new Lanes(stopping.signal, 'worker-1');
  await lanes.turn();
  await vi.waitFor(async () => expect(await runOf(waiting)).toMatchObject({ state: 'delivered' }), {
    timeout: 60_000,
  });
  stopping.abort();
  await lanes.ended();
});

it('a first look waits no longer than it may, and counts when it is answered later', async () => {
  await restore();
  const held = gate();
  product.network.hold = () => held.opened;
  await firstLook(environmentId, stopping.signal, 1);
  expect(await recoverySince()).toBeNull();
  held.open();
  await vi.waitFor(async () => expect(await recoverySince()).not.toBeNull(), { timeout: 60_000 });
});
