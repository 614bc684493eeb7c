import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { makeSchedule, makeTeam, scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { awsOf, gate, settle, syncOf, workerTurn } from '@/lib/local/test-sync';
import { updateSchedule } from '@/lib/schedules/commands';
import { dropTargets } from '@/lib/schedules/drop-targets';
import * as states from '@/lib/schedules/state-commands';
import { takeDueLeases } from './lease';
import { reconcile, reconcileLeased } from './reconcile';
import { known, recordSent } from './sent';

let product: TestProduct<{ aws: true }>;
let teamId: string;
let id: string;
const editor = contextOf('editor');
const NAME = 'Raced for';

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
beforeEach(async () => {
  ({ id } = await makeSchedule(teamId, { name: NAME }));
});
afterEach(async () => {
  product.network.hold = undefined;
  await states.deleteSchedule(editor, { id, reason: 'Over', confirmName: NAME }).catch(() => null);
  await settle(product.database);
});

const pause = () => states.pauseSchedule(editor, { id, reason: 'Test' });
const inAws = () => awsOf(product.database, id);
const loseLease = () =>
  sql(
    product.database,
    `UPDATE schedule_sync SET lease_until = now() - interval '1 second' WHERE schedule_id = $1`,
    [id],
  );

/** Begins a reconciliation and stops it just before its first call of a method goes out. */
async function heldBefore(method: string) {
  const reached = gate();
  const release = gate();
  let first = true;
  product.network.hold = async (call) => {
    if (call.method !== method || !first) return;
    first = false;
    reached.open();
    await release.opened;
  };
  const done = reconcile(id);
  await reached.opened;
  return async () => {
    release.open();
    await done;
  };
}

describe('a change during a reconciliation', () => {
  it('ends at the newest generation, and is not called live before', async () => {
    const go = await heldBefore('POST');
    await pause();
    await reconcile(id);
    expect(await syncOf(id)).toMatchObject({ status: 'pending', syncedGeneration: 0, wantedGeneration: 2 });
    await go();
    expect(await syncOf(id)).toMatchObject({ status: 'pending', syncedGeneration: 1, wantedGeneration: 2 });
    await workerTurn();
    expect(await syncOf(id)).toMatchObject({ status: 'live', syncedGeneration: 2, dueAt: null });
    expect(await inAws()).toMatchObject([{ generation: 2, body: { State: 'DISABLED' } }]);
  });

  it('that puts right what AWS refuses is not parked with the refusal', async () => {
    const [target] = await sql<{ id: string }>(
      product.database,
      `UPDATE target SET arn = 'arn:aws:nothing:eu-central-1:000000000000:x' WHERE schedule_id = $1 RETURNING id`,
      [id],
    );
    const go = await heldBefore('POST');
    const schedule = scheduleFields(teamId, { name: NAME, targets: [{ ...TARGETS.sqs, id: target?.id }] });
    await updateSchedule(editor, { id, generation: 1, schedule });
    await go();
    expect(await syncOf(id)).toMatchObject({ status: 'pending', error: null });
    await workerTurn();
    expect(await syncOf(id)).toMatchObject({ status: 'live', syncedGeneration: 2 });
  });

  it('that takes a target away has asked for its removal, also where nothing of it was sent yet', async () => {
    const go = await heldBefore('GET');
    await updateSchedule(editor, { id, generation: 1, schedule: scheduleFields(teamId, { name: NAME }) });
    await go();
    await settle(product.database);
    expect(await syncOf(id)).toMatchObject({ status: 'live', syncedGeneration: 2 });
    expect(await inAws()).toMatchObject([{ generation: 2 }]);
  });

  it('that is just taking a target away is waited for by what notes that it sends of it', async () => {
    const { environmentId, targets } = await db().schedule.findUniqueOrThrow({
      where: { id },
      include: { targets: true },
    });
    const targetId = targets[0]?.id ?? '';
    const row = {
      name: `late-${id}`,
      environmentId,
      groupName: 'rota',
      scheduleId: id,
      targetId,
      generation: 1,
    };
    const waiting = () =>
      sql(
        product.database,
        `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%own.sent%'`,
      );
    let noted: Promise<void> | undefined;
    await db().$transaction(
      async (tx) => {
        await dropTargets(tx, id, []);
        noted = recordSent(row, 'digest');
        await vi.waitFor(async () => expect(await waiting()).toHaveLength(1), { timeout: 20_000 });
      },
      { timeout: 30_000 },
    );
    await noted;
    expect(await known(row.name)).toMatchObject({ unwantedAt: expect.any(Date) });
  });

  it('that takes a target away is noted by the clock of the database', async () => {
    await reconcile(id);
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2001-01-01T00:00:00Z') });
    onTestFinished(() => void vi.useRealTimers());
    await db().$transaction((tx) => dropTargets(tx, id, []));
    vi.useRealTimers();
    const [row] = await db().awsSchedule.findMany({ where: { scheduleId: id } });
    expect(row?.unwantedAt?.getUTCFullYear()).toBeGreaterThan(2001);
  });

  it('a delete during it leaves nothing behind', async () => {
    const go = await heldBefore('POST');
    await states.deleteSchedule(editor, { id, reason: 'Test', confirmName: NAME });
    await go();
    await settle(product.database);
    expect(await inAws()).toEqual([]);
  });
});

describe('a process frozen past its lease', () => {
  it('marks nothing, and what it wrote late is put right', async () => {
    await reconcile(id);
    await pause();
    const go = await heldBefore('PUT');
    await loseLease();
    await states.resumeSchedule(editor, { id });
    await reconcile(id);
    expect(await syncOf(id)).toMatchObject({ status: 'live', syncedGeneration: 3 });
    await go();
    expect(await inAws()).toMatchObject([{ generation: 2, body: { State: 'DISABLED' } }]);
    expect((await syncOf(id)).syncedGeneration).toBe(3);
    await settle(product.database);
    expect(await inAws()).toMatchObject([{ generation: 3, body: { State: 'ENABLED' } }]);
    expect(await syncOf(id)).toMatchObject({ status: 'live', syncedGeneration: 3 });
  });

  it('does not bring a deleted schedule back', async () => {
    const go = await heldBefore('POST');
    await loseLease();
    await states.deleteSchedule(editor, { id, reason: 'Test', confirmName: NAME });
    await reconcile(id);
    expect(await syncOf(id)).toMatchObject({ status: 'live', syncedGeneration: 2 });
    await go();
    await settle(product.database);
    expect(await inAws()).toEqual([]);
  });
});

it('a late write is looked at by whoever is at it just then', async () => {
  await reconcile(id);
  await pause();
  const late = await heldBefore('PUT');
  await loseLease();
  await states.resumeSchedule(editor, { id });
  const [lease] = await takeDue();
  if (!lease) throw new Error('Nothing was due.');
  await late();
  await reconcileLeased(lease);
  expect(await syncOf(id)).toMatchObject({ status: 'pending' });
  await settle(product.database);
  expect(await inAws()).toMatchObject([{ generation: 3, body: { State: 'ENABLED' } }]);
});

async function takeDue() {
  await sql(product.database, 'UPDATE schedule_sync SET due_at = now() WHERE schedule_id = $1', [id]);
  return takeDueLeases((await currentEnvironment()).id, 1);
}
