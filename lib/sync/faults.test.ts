import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, REFUSED_ROLE, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { awsOf, gate, settle, syncOf } from '@/lib/local/test-sync';
import * as states from '@/lib/schedules/state-commands';
import { reconcile } from './reconcile';
import { scanPage } from './scan';

/*
 * Every fault that a reconciler has to bear, and where it is tried. All of them together, in orders that a seed decides:
 * interleavings/*.test.ts.
 *
 * crash after the commit, before the call    reconcile.test.ts, crash.test.ts
 * reply lost                                 here
 * crash before it is marked as done          here
 * 90 % throttled, bursts of 5xx, a bad row   here; the rate: pace.test.ts, paced.test.ts
 * two workers, one frozen past its lease     races.test.ts, workers.test.ts
 * generation 5 before 4                      here, races.test.ts
 * queue emptied                              here
 * console edit or delete                     scan.test.ts
 * foreign schedule of the same name          workers.test.ts
 * delete while AWS is down                   here
 * partial list, expired credentials          here, scan.test.ts, interleavings
 * failover of the database in mid-save       here, crash.test.ts
 * clocks 5 minutes apart, DST, end of pause  faults-clock.test.ts
 * worker killed                              crash.test.ts
 */

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

/** Every statement that waits for what `lock` locks loses its connection, as in a failover of the database. */
async function failover<R>(
  lock: string,
  id: string,
  work: () => Promise<R>,
): Promise<PromiseSettledResult<R>> {
  const holder = new pg.Client({ connectionString: product.database.superuserUrl });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query(lock, lock.includes('$1') ? [id] : []);
  let over = false;
  const outcome = Promise.allSettled([work()]).then(([result]) => {
    over = true;
    return result;
  });
  let cut = 0;
  while (!over)
    cut += (
      await sql<{ cut: boolean }>(
        product.database,
        `SELECT pg_terminate_backend(pid) AS cut FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND cardinality(pg_blocking_pids(pid)) > 0`,
      )
    ).length;
  await holder.query('ROLLBACK');
  await holder.end();
  expect(cut).toBeGreaterThan(0);
  const result = await outcome;
  if (!result) throw new Error('There is no outcome.');
  return result;
}

describe('a database that fails over', () => {
  it.each(['UPDATE audit_head SET seq = seq', 'LOCK TABLE schedule_sync', 'LOCK TABLE schedule_clock'])(
    'in the middle of a save, at %s: all rows or none',
    async (lock) => {
      const { id } = await makeSchedule(teamId);
      await reconcile(id);
      const pause = () => states.pauseSchedule(editor, { id, reason: 'Failover' });
      expect(await failover(lock, id, pause)).toMatchObject({ status: 'rejected' });
      expect(await db().schedule.findUniqueOrThrow({ where: { id } })).toMatchObject({
        state: 'on',
        generation: 1,
      });
      expect(await syncOf(id)).toMatchObject({ wantedGeneration: 1, status: 'live', dueAt: null });
      await pause();
      await settle(product.database);
      expect(await inAws(id)).toMatchObject([{ generation: 2, body: { State: 'DISABLED' } }]);
      const rows = (await auditRows(product.database, 'schedule')).filter((row) => row.schedule_id === id);
      expect(rows.filter(({ action }) => action === 'schedule.pause')).toHaveLength(1);
    },
  );

  it('before what was done is marked: doing it again writes nothing', async () => {
    const { id } = await makeSchedule(teamId);
    const [reached, release] = [gate(), gate()];
    product.network.hold = async ({ method }) => {
      if (method !== 'GET') return;
      reached.open();
      await release.opened;
    };
    const done = reconcile(id);
    await reached.opened;
    product.network.hold = undefined;
    const marked = await failover(
      'SELECT FROM schedule_sync WHERE schedule_id = $1 FOR UPDATE',
      id,
      async () => {
        release.open();
        await done;
      },
    );
    expect(marked).toMatchObject({ status: 'rejected' });
    expect(await syncOf(id)).toMatchObject({ status: 'pending', syncedGeneration: 0 });
    const before = product.network.calls.filter(({ method }) => method !== 'GET').length;
    await settle(product.database);
    expect(await syncOf(id)).toMatchObject({ status: 'live', syncedGeneration: 1 });
    expect(product.network.calls.filter(({ method }) => method !== 'GET')).toHaveLength(before);
    const rows = (await auditRows(product.database, 'schedule')).filter((row) => row.schedule_id === id);
    expect(rows.map(({ action }) => action)).toEqual(['schedule.create', 'schedule.sync']);
  });
});

it('bursts of 5xx and one bad row: the bad one is parked, the rest goes on', async () => {
  const bad = await makeSchedule(teamId);
  const good = [await makeSchedule(teamId), await makeSchedule(teamId), await makeSchedule(teamId)];
  await sql(
    product.database,
    `UPDATE target SET arn = 'arn:aws:nothing:eu-central-1:000000000000:x' WHERE schedule_id = $1`,
    [bad.id],
  );
  let call = 0;
  product.aws.scheduler.intercept = () => {
    call += 1;
    return call % 12 < 9 && call < 80 ? 'error' : undefined;
  };
  await settle(product.database, 400);
  expect(await syncOf(bad.id)).toMatchObject({ status: 'failed', errorCode: 'ValidationException' });
  for (const { id } of good) expect(await syncOf(id)).toMatchObject({ status: 'live', syncedGeneration: 1 });
});

it('generation 5 reaches AWS before 4: it ends at 5', async () => {
  const { id } = await makeSchedule(teamId);
  await states.pauseSchedule(editor, { id, reason: '2' });
  await states.resumeSchedule(editor, { id });
  await reconcile(id);
  await states.pauseSchedule(editor, { id, reason: '4' });
  const [reached, release] = [gate(), gate()];
  product.network.hold = async ({ method }) => {
    if (method !== 'PUT') return;
    product.network.hold = undefined;
    reached.open();
    await release.opened;
  };
  const fourth = reconcile(id);
  await reached.opened;
  await sql(
    product.database,
    `UPDATE schedule_sync SET lease_until = now() - interval '1 second' WHERE schedule_id = $1`,
    [id],
  );
  await states.resumeSchedule(editor, { id });
  await reconcile(id);
  expect(await inAws(id)).toMatchObject([{ generation: 5 }]);
  release.open();
  await fourth;
  expect(await inAws(id)).toMatchObject([{ generation: 4, body: { State: 'DISABLED' } }]);
  await settle(product.database);
  expect(await inAws(id)).toMatchObject([{ generation: 5, body: { State: 'ENABLED' } }]);
  expect(await syncOf(id)).toMatchObject({ status: 'live', syncedGeneration: 5 });
});

/** A pass over all of AWS, and what it asks for. */
async function scan(full: boolean): Promise<void> {
  const { id } = await currentEnvironment();
  await scanPage(id);
  await sql(product.database, 'UPDATE environment_scan SET due_at = now(), "full" = $1', [full]);
  for (let going = true; going; ) going = await scanPage(id);
  await settle(product.database);
}

it('the queue is emptied: a full pass brings everything to AWS that was in it', async () => {
  const made = await makeSchedule(teamId, { name: 'Never reached AWS' });
  const paused = await makeSchedule(teamId);
  const deleted = await makeSchedule(teamId, { name: 'Deleted' });
  await reconcile(paused.id);
  await reconcile(deleted.id);
  await states.pauseSchedule(editor, { id: paused.id, reason: 'Stop' });
  await states.deleteSchedule(editor, { id: deleted.id, reason: 'Over', confirmName: 'Deleted' });
  await sql(product.database, 'UPDATE schedule_sync SET due_at = NULL');
  await settle(product.database);
  expect(await inAws(made.id)).toEqual([]);
  await scan(true);
  expect(await inAws(made.id)).toMatchObject([{ generation: 1, body: { State: 'ENABLED' } }]);
  expect(await inAws(paused.id)).toMatchObject([{ generation: 2, body: { State: 'DISABLED' } }]);
  expect(await inAws(deleted.id)).toEqual([]);
  for (const { id } of [made, paused, deleted]) expect(await syncOf(id)).toMatchObject({ status: 'live' });
});

it.each(['drop-reply', 'error', 'throttle'] as const)(
  'a list that breaks off after its first page (%s) deletes nothing, and nothing is called missing',
  async (fault) => {
    const { id } = await makeSchedule(teamId);
    await settle(product.database);
    // What comes first by its name pushes Rota's own to the second page.
    await sql(
      product.database,
      `INSERT INTO local_aws.schedule (region, group_name, name, body, state, delete_after, created_at, modified_at, anchor)
       SELECT region, group_name, '-' || n, body, state, false, 0, 0, 0
       FROM (SELECT * FROM local_aws.schedule WHERE group_name = 'rota' LIMIT 1) one, generate_series(1, 100) n`,
    );
    await scan(false);
    const standing = () => sql(product.database, 'SELECT name, body FROM local_aws.schedule ORDER BY name');
    const before = await standing();
    let lists = 0;
    product.aws.scheduler.intercept = (operation) => {
      if (operation !== 'ListSchedules') return undefined;
      lists += 1;
      return lists === 1 ? undefined : fault;
    };
    await sql(product.database, 'UPDATE environment_scan SET due_at = now()');
    const { id: environmentId } = await currentEnvironment();
    await scanPage(environmentId);
    await sql(product.database, 'UPDATE environment_scan SET due_at = now()');
    await scanPage(environmentId);
    expect(lists).toBeGreaterThan(1);
    await settle(product.database);
    expect(await standing()).toEqual(before);
    expect(await db().drift.count({ where: { scheduleId: { not: null } } })).toBe(0);
    expect(await syncOf(id)).toMatchObject({ status: 'live' });
    await sql(product.database, `DELETE FROM local_aws.schedule WHERE name LIKE '-%'`);
  },
);
