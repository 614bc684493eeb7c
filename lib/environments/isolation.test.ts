import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { syncOf } from '@/lib/local/test-sync';
import { reconcileSoon } from '@/lib/sync/soon';
import { Lanes } from '@/lib/worker/lanes';
import { createEnvironment, disableEnvironment } from './commands';

const OTHER = { accountId: '111111111111', region: 'eu-west-1' };
const elsewhere = {
  ...TARGETS.sqs,
  arn: `arn:aws:sqs:${OTHER.region}:${OTHER.accountId}:statements`,
  roleArn: `arn:aws:iam::${OTHER.accountId}:role/rota-targets`,
};

let product: TestProduct<{ aws: true }>;
let teamId: string;
let other: string;

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  teamId = await makeTeam();
  const environment = await createEnvironment(contextOf('administrator'), {
    name: 'Other account',
    ...OTHER,
    groupName: 'rota',
    production: true,
    roleArn: `arn:aws:iam::${OTHER.accountId}:role/rota-app`,
  });
  other = environment.id;
});
afterAll(() => product?.stop());

let release = () => {};
/** Holds back every call of the other account's Region, as a network does that swallows them. */
beforeEach(() => {
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  product.network.hold = async ({ headers }) => {
    if (headers.authorization?.includes(`/${OTHER.region}/`)) await released;
  };
});

const MANY = 20;
/** More than a worker takes at once, several times over. */
const STUCK = 60;
const make = async (count: number, place?: string): Promise<string[]> => {
  const overrides = place ? { targets: [elsewhere] } : {};
  const ids: string[] = [];
  while (ids.length < count) ids.push((await makeSchedule(teamId, overrides, place)).id);
  return ids;
};
const live = async (ids: string[]) =>
  (await Promise.all(ids.map(syncOf))).filter(({ status }) => status === 'live').length;
const allDue = () =>
  sql(product.database, `UPDATE schedule_sync SET due_at = now() WHERE due_at IS NOT NULL`);

it('an account that does not answer delays no save in another: it is live while that one hangs', async () => {
  const stuck = await make(10, other);
  const waiting = stuck.map((id) => reconcileSoon(id));
  const [id = ''] = await make(1);
  await reconcileSoon(id);
  await vi.waitFor(async () => expect(await live([id])).toBe(1), { timeout: 60_000 });
  expect(await live(stuck)).toBe(0);
  release();
  await Promise.all(waiting);
});

it('nor does it block the worker: the other account’s schedules go live while it hangs, and its own once it answers', async () => {
  const [stuck, fine] = [await make(STUCK, other), await make(MANY)];
  await allDue();
  await sql(
    product.database,
    `UPDATE schedule_sync SET due_at = now() - interval '1 minute' WHERE schedule_id = ANY($1)`,
    [stuck],
  );
  const stopping = new AbortController();
  const lanes = new Lanes(stopping.signal, 'worker-1');
  await lanes.turn();
  await vi.waitFor(async () => expect(await live(fine)).toBe(MANY), { timeout: 60_000 });
  expect(await live(stuck)).toBe(0);
  release();
  await vi.waitFor(
    async () => {
      await allDue();
      lanes.now();
      expect(await live(stuck)).toBe(STUCK);
    },
    { timeout: 60_000 },
  );
  stopping.abort();
  await lanes.ended();
}, 180_000);

it('one that is added gets a lane, and one that is disabled loses it and is called no more', async () => {
  release();
  const stopping = new AbortController();
  const lanes = new Lanes(stopping.signal, 'worker-1');
  await lanes.turn();
  const [before = ''] = await make(1, other);
  lanes.now();
  await allDue();
  await vi.waitFor(
    async () => {
      lanes.now();
      expect(await live([before])).toBe(1);
    },
    { timeout: 60_000 },
  );
  const [row] = await sql<{ version: number }>(
    product.database,
    'SELECT version FROM environment WHERE id = $1',
    [other],
  );
  const [late = ''] = await make(1, other);
  await disableEnvironment(contextOf('administrator'), { id: other, version: row?.version });
  await lanes.turn();
  const calls = () =>
    sql(
      product.database,
      `SELECT FROM local_aws.schedule WHERE region LIKE '%${OTHER.region}' AND name LIKE '%${late}'`,
    );
  await allDue();
  lanes.now();
  await reconcileSoon(late);
  expect(await calls()).toEqual([]);
  await expect(makeSchedule(teamId, { targets: [elsewhere] }, other)).rejects.toThrow('is disabled');
  stopping.abort();
  await lanes.ended();
});
