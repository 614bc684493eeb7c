import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, REFUSED_ROLE, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { awsOf, settle, syncOf } from '@/lib/local/test-sync';
import * as states from '@/lib/schedules/state-commands';
import { reconcile } from './reconcile';

let product: TestProduct<{ aws: true }>;
let teamId: string;
const editor = contextOf('editor');

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
afterEach(() => {
  product.aws.scheduler.intercept = undefined;
  product.network.down = false;
});

const inAws = (id: string) => awsOf(product.database, id);

describe('a lost reply', () => {
  it.each(['CreateSchedule', 'UpdateSchedule', 'DeleteSchedule', 'CreateScheduleGroup'])(
    'of %s leaves exactly one schedule',
    async (lost) => {
      if (lost === 'CreateScheduleGroup')
        await sql(product.database, `DELETE FROM local_aws.schedule_group WHERE name = 'rota'`);
      const { id } = await makeSchedule(teamId, { name: `Lost ${lost}` });
      let left = 1;
      product.aws.scheduler.intercept = (operation) => {
        if (operation !== lost || left === 0) return undefined;
        left -= 1;
        return 'drop-reply';
      };
      await reconcile(id);
      await settle(product.database);
      expect(await inAws(id)).toHaveLength(1);
      await states.pauseSchedule(editor, { id, reason: 'Test' });
      await reconcile(id);
      await settle(product.database);
      expect(await inAws(id)).toMatchObject([{ generation: 2, body: { State: 'DISABLED' } }]);
      await states.deleteSchedule(editor, { id, reason: 'Test', confirmName: `Lost ${lost}` });
      await reconcile(id);
      await settle(product.database);
      expect(await inAws(id)).toEqual([]);
      expect(await syncOf(id)).toMatchObject({ status: 'live', syncedGeneration: 3 });
      expect(left).toBe(0);
    },
  );
});

describe('bursts of refusals', () => {
  it.each(['throttle', 'error'] as const)(
    'nine of ten calls answered with %s for a while: nothing is dropped',
    async (fault) => {
      const ids: string[] = [];
      for (let i = 0; i < 5; i += 1) ids.push((await makeSchedule(teamId)).id);
      let call = 0;
      product.aws.scheduler.intercept = () => {
        call += 1;
        return call > 60 || call % 10 === 0 ? undefined : fault;
      };
      await settle(product.database, 400);
      for (const id of ids) {
        expect(await syncOf(id)).toMatchObject({ status: 'live', syncedGeneration: 1 });
        expect(await inAws(id)).toHaveLength(1);
      }
    },
  );

  it('one bad row is parked with the words of AWS and stops no other', async () => {
    const bad = await makeSchedule(teamId);
    const good = await makeSchedule(teamId);
    await sql(
      product.database,
      `UPDATE target SET arn = 'arn:aws:nothing:eu-central-1:000000000000:x' WHERE schedule_id = $1`,
      [bad.id],
    );
    await settle(product.database);
    expect(await syncOf(bad.id)).toMatchObject({
      status: 'failed',
      dueAt: null,
      errorCode: 'ValidationException',
      error: expect.stringContaining('nothing is not a supported service'),
    });
    expect(await syncOf(good.id)).toMatchObject({ status: 'live' });
    const outcome = (await auditRows(product.database, 'schedule'))
      .filter((row) => row.schedule_id === bad.id)
      .at(-1);
    expect(outcome).toMatchObject({ action: 'schedule.sync', outcome: 'failed' });
    expect(outcome?.body).toContain('nothing is not a supported service');
  });

  it('a role that is not trusted yet is tried again until it is', async () => {
    const { id } = await makeSchedule(teamId, { targets: [{ ...TARGETS.sqs, roleArn: REFUSED_ROLE }] });
    await reconcile(id);
    expect(await syncOf(id)).toMatchObject({
      status: 'pending',
      errorCode: 'ValidationException',
      attempts: 1,
    });
    expect((await syncOf(id)).dueAt?.getTime()).toBeGreaterThan(Date.now() - 1_000);
    product.aws.scheduler.unassumableRoles.delete(REFUSED_ROLE);
    await settle(product.database);
    expect(await syncOf(id)).toMatchObject({ status: 'live', error: null, attempts: 0 });
  });
});

describe('while AWS is down', () => {
  it('a save succeeds and is pending with the reason; AWS gets it once it is back', async () => {
    product.network.down = true;
    const { id } = await makeSchedule(teamId);
    await reconcile(id);
    expect(await syncOf(id)).toMatchObject({
      status: 'pending',
      syncedGeneration: 0,
      error: expect.stringMatching(/./),
    });
    expect(await inAws(id)).toEqual([]);
    product.network.down = false;
    await settle(product.database);
    expect(await syncOf(id)).toMatchObject({ status: 'live', syncedGeneration: 1 });
  });

  it('a delete waits, and the schedule does not come back afterwards', async () => {
    const { id } = await makeSchedule(teamId, { name: 'Gone while down' });
    await reconcile(id);
    product.network.down = true;
    await states.deleteSchedule(editor, { id, reason: 'Test', confirmName: 'Gone while down' });
    await reconcile(id);
    expect(await syncOf(id)).toMatchObject({ status: 'pending' });
    expect(await inAws(id)).toHaveLength(1);
    product.network.down = false;
    await settle(product.database);
    expect(await inAws(id)).toEqual([]);
    expect(await db().awsSchedule.count({ where: { scheduleId: id } })).toBe(0);
    await settle(product.database);
    expect(await inAws(id)).toEqual([]);
  });

  it('tells each reason once in the audit, however often it is tried', async () => {
    product.network.down = true;
    const { id } = await makeSchedule(teamId);
    for (let i = 0; i < 4; i += 1) await reconcile(id);
    const rows = (await auditRows(product.database, 'schedule')).filter((row) => row.schedule_id === id);
    expect(rows.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['schedule.create', 'ok'],
      ['schedule.sync', 'failed'],
    ]);
    expect(await syncOf(id)).toMatchObject({ attempts: 4 });
  });
});
