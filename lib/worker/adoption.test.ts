import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { adopt } from '@/lib/adopt/commands';
import { disableAgain, giveBack, retryAdoption } from '@/lib/adopt/return-commands';
import { askScan, scanOnce } from '@/lib/adopt/scan';
import { watch, watchOnce } from '@/lib/adopt/watch';
import { untilNextWork, workOnce } from '@/lib/adopt/work';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { createEnvironment, disableEnvironment, enableEnvironment } from '@/lib/environments/commands';
import { adoptionOf, originalArn, outsider, settleAdoptions } from '@/lib/local/test-adoption';
import { makeTeam, ROLE_ARN } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { settle } from '@/lib/local/test-sync';
import { Lanes } from './lanes';

const OTHER = { accountId: '111111111111', region: 'eu-west-1' };

let product: TestProduct<{ aws: true }>;
let hands: ReturnType<typeof outsider>;
let teamId: string;
let own: string;
let other: string;
let made = 0;
const admin = () => contextOf('administrator');
const reason = 'Moved to Rota';

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  hands = outsider(product.aws);
  teamId = await makeTeam();
  own = (await currentEnvironment()).id;
  const environment = await createEnvironment(admin(), {
    ...OTHER,
    name: 'Other account',
    groupName: 'rota',
    production: true,
    roleArn: `arn:aws:iam::${OTHER.accountId}:role/rota-app`,
  });
  other = environment.id;
});
afterAll(() => product?.stop());

let release = () => {};
/** From now on every call of the other account's Region is held back, as by a network that swallows them. */
function holdOther(): void {
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  product.network.hold = async ({ headers }) => {
    if (headers.authorization?.includes(`/${OTHER.region}/`)) await released;
  };
}
beforeEach(() => {
  made += 1;
});
afterEach(() => {
  release();
  product.network.hold = undefined;
});

const name = () => `original-${made}`;
const scanOf = (environmentId: string) => db().adoptionScan.findUniqueOrThrow({ where: { environmentId } });

/** Taken over from an original of the own account, not yet switched. */
async function taken(): Promise<string> {
  await hands.makeSchedule(name());
  await askScan(admin(), { environmentId: own });
  await scanOnce(own);
  const mapping = { teamId, owner: 'Finance', roleArn: ROLE_ARN };
  const arns = [originalArn('schedule', name())];
  const [one] = await adopt(admin(), { environmentId: own, arns, mapping, reason });
  if (!one?.ok) throw new Error(one?.message);
  return one.id;
}

async function adopted(): Promise<string> {
  const id = await taken();
  await settleAdoptions(product.database);
  await settle(product.database);
  return id;
}

async function setInUse(inUse: boolean): Promise<void> {
  const { version } = await db().environment.findUniqueOrThrow({ where: { id: own } });
  await (inUse ? enableEnvironment : disableEnvironment)(admin(), { id: own, version });
}

describe('an account that does not answer', () => {
  it('delays no scan and no switching of another', async () => {
    const id = await taken();
    holdOther();
    await askScan(admin(), { environmentId: other });
    await askScan(admin(), { environmentId: own });
    const stopping = new AbortController();
    const lanes = new Lanes(stopping.signal, 'worker-1');
    await lanes.turn();
    await vi.waitFor(async () => expect((await adoptionOf(id)).step).toBe('adopted'), { timeout: 60_000 });
    await vi.waitFor(async () => expect((await scanOf(own)).status).toBe('done'), { timeout: 60_000 });
    expect((await scanOf(other)).status).not.toBe('done');
    release();
    stopping.abort();
    await lanes.ended();
  });

  it('keeps no place of those that a worker has for another', async () => {
    const id = await taken();
    expect(await workOnce(other)).toBe(0);
    expect(await untilNextWork(other)).toBeNull();
    expect((await adoptionOf(id)).step).toBe('prepare');
    await settleAdoptions(product.database);
  });

  it('is not said to be looked at, and is looked at again in a minute', async () => {
    await adopted();
    await sql(product.database, `UPDATE adoption_scan SET watched_at = NULL, watch_due_at = NULL`);
    product.network.down = true;
    await watchOnce(own);
    product.network.down = false;
    const { watchedAt, watchDueAt } = await scanOf(own);
    expect(watchedAt).toBeNull();
    const [due] = await sql<{ wait: number }>(
      product.database,
      `SELECT EXTRACT(EPOCH FROM $1::timestamptz - now())::float8 AS wait`,
      [watchDueAt],
    );
    expect(due?.wait).toBeGreaterThan(0);
    expect(due?.wait).toBeLessThanOrEqual(60);
  });
});

it('the originals of an environment are looked at every five minutes, by one worker', async () => {
  await adopted();
  await sql(product.database, `UPDATE adoption_scan SET watched_at = NULL, watch_due_at = NULL`);
  await Promise.all([watchOnce(own), watchOnce(own)]);
  const first = (await scanOf(own)).watchedAt;
  expect(first).not.toBeNull();
  await watchOnce(own);
  expect((await scanOf(own)).watchedAt).toEqual(first);
  await sql(product.database, `UPDATE adoption_scan SET watch_due_at = now() - interval '1 second'`);
  await watchOnce(own);
  expect((await scanOf(own)).watchedAt).not.toEqual(first);
});

describe('in an environment that is disabled', () => {
  afterEach(async () => {
    const { disabledAt } = await db().environment.findUniqueOrThrow({ where: { id: own } });
    if (disabledAt) await setInUse(true);
  });

  const calls = () => product.network.calls.length;

  it('a scan that waited is not made before it is enabled', async () => {
    await askScan(admin(), { environmentId: own });
    await setInUse(false);
    const before = calls();
    expect(await scanOnce(own)).toBe(false);
    await watchOnce(own);
    expect([calls() - before, (await scanOf(own)).status]).toEqual([0, 'asked']);
    await setInUse(true);
    expect(await scanOnce(own)).toBe(true);
    expect((await scanOf(own)).status).toBe('done');
  });

  it('a scan that is under way ends, and says why', async () => {
    await askScan(admin(), { environmentId: own });
    let disabled = false;
    product.network.hold = async () => {
      if (!disabled) {
        disabled = true;
        await setInUse(false);
      }
    };
    await scanOnce(own);
    expect(await scanOf(own)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('was disabled'),
    });
  });

  it('nothing is given back, switched or tried again', async () => {
    const id = await adopted();
    await hands.setState('schedule', name(), true);
    await watch(await currentEnvironment());
    const before = await adoptionOf(id);
    expect(before.alarmAt).not.toBeNull();
    await setInUse(false);
    const asked = calls();
    for (const act of [giveBack, disableAgain])
      await expect(act(admin(), { id, reason })).rejects.toThrow(/is disabled/);
    await expect(retryAdoption(admin(), { id })).rejects.toThrow(/is disabled/);
    expect(calls()).toBe(asked);
    expect(await adoptionOf(id)).toEqual(before);
  });

  it('what is being taken over waits where it is, and goes on once it is enabled', async () => {
    const id = await taken();
    let disabled = false;
    product.network.hold = async () => {
      if (!disabled) {
        disabled = true;
        await setInUse(false);
      }
    };
    await workOnce(own);
    expect(await hands.stateOf('schedule', name())).toBe('ENABLED');
    expect(await adoptionOf(id)).toMatchObject({ leaseToken: null, error: null });
    expect(await workOnce(own)).toBe(0);
    expect(await untilNextWork(own)).toBeNull();
    await setInUse(true);
    await settleAdoptions(product.database);
    expect((await adoptionOf(id)).step).toBe('adopted');
  });
});
