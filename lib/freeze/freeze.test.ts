import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditFilter } from '@/lib/audit/filter';
import { listActivityAudit } from '@/lib/audit/queries';
import { db } from '@/lib/db';
import { completeFinished } from '@/lib/dispatch/completion';
import { advanceHeld } from '@/lib/dispatch/held';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { makeSchedule, makeTeam, scheduleFields } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { awsOf, settle, syncOf } from '@/lib/local/test-sync';
import { updateSchedule } from '@/lib/schedules/commands';
import { listFilter } from '@/lib/schedules/filter';
import { listSchedules } from '@/lib/schedules/queries';
import { disableSchedule, pauseSchedule, resumeSchedule } from '@/lib/schedules/state-commands';
import { liftFreeze, startFreeze } from './commands';
import { activeFreezes, freezeBanners, freezeChoices, freezesOfSchedule, liftedFreezes } from './queries';

let product: TestProduct<{ aws: true }>;
let teamId: string;
let otherTeam: string;
const operator = contextOf('operator');
const reason = 'Incident 4711';
/** Its first run is a day ahead: no minute that passes meanwhile is one of its runs. */
const RATE = {
  expression: 'rate(10 minutes)',
  startLocal: new Date(Date.now() + 86_400_000).toISOString().slice(0, 16),
};

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
});
afterAll(() => product?.stop());
beforeEach(async () => {
  teamId = await makeTeam();
  otherTeam = await makeTeam();
});
afterEach(async () => {
  for (const { id } of await activeFreezes(operator)) await lift(id);
  await settle(product.database);
});

const freezeTeam = async (id = teamId) =>
  (await startFreeze(operator, { scope: 'team', teamId: id, reason })).id;
const freezeAll = async () => (await startFreeze(operator, { scope: 'all', reason })).id;
const lift = (id: string) => liftFreeze(operator, { id, reason: 'Over' });
const make = async (fields: object = RATE, team = teamId) => (await makeSchedule(team, { ...fields })).id;
const load = (id: string) =>
  db().schedule.findUniqueOrThrow({ where: { id }, include: { clock: true, sync: true } });
/** The state in AWS of each of a schedule's AWS schedules. */
const inAws = async (id: string) => {
  await settle(product.database);
  return (await awsOf(product.database, id)).map(({ body }) => body.State);
};
const clockOf = async (id: string) => {
  const { clock } = await load(id);
  return { next: clock?.nextRunAt != null, held: clock?.heldRunAt != null };
};
const RUNS = { next: true, held: false };
const HELD = { next: false, held: true };
const STILL = { next: false, held: false };

describe('a freeze', () => {
  it('keeps what it covers off in AWS and lets everything keep its state and generation', async () => {
    const on = await make();
    const paused = await make();
    await pauseSchedule(operator, { id: paused, reason });
    const off = await make();
    await disableSchedule(contextOf('editor'), { id: off, reason });
    const elsewhere = await make(RATE, otherTeam);
    expect(await inAws(on)).toEqual(['ENABLED']);
    const before = [await load(on), await load(paused), await load(off)];
    const id = await freezeTeam();
    expect(await syncOf(on)).toMatchObject({ status: 'pending' });
    expect(await inAws(on)).toEqual(['DISABLED']);
    for (const { id, state, generation, stateAt, stateBy } of before)
      expect(await load(id)).toMatchObject({ state, generation, stateAt, stateBy });
    expect(await clockOf(on)).toEqual(HELD);
    expect([await inAws(elsewhere), await clockOf(elsewhere)]).toEqual([['ENABLED'], RUNS]);
    await lift(id);
    expect([await inAws(on), await inAws(paused), await inAws(off)]).toEqual([
      ['ENABLED'],
      ['DISABLED'],
      ['DISABLED'],
    ]);
    expect([await clockOf(on), await clockOf(paused), await clockOf(off)]).toEqual([RUNS, STILL, STILL]);
    expect((await load(on)).clock?.nextRunAt).toEqual(before[0]?.clock?.nextRunAt);
  });

  it('is one row in the activity audit as it begins and as it ends, with who and why', async () => {
    await make();
    const id = await freezeTeam();
    await lift(id);
    const { name } = await db().team.findUniqueOrThrow({ where: { id: teamId } });
    const rows = (await auditRows(product.database, 'activity')).slice(-2);
    const who = { actor_id: '00000000-0000-4000-8000-000000000001', subject: `Team ${name}`, outcome: 'ok' };
    expect(rows).toMatchObject([
      { ...who, action: 'freeze.start', reason },
      { ...who, action: 'freeze.lift', reason: 'Over' },
    ]);
    const covered = { scope: 'team', teamId, environmentId: null };
    for (const row of rows)
      expect(JSON.parse(row.body)).toMatchObject({ details: { freeze: id, ...covered, schedules: 1 } });
    const found = async (filter: object) =>
      (await listActivityAudit(operator, auditFilter.parse(filter))).rows.map(({ action }) => action);
    expect(await found({ team: teamId })).toEqual(['freeze.lift', 'freeze.start', 'team.create']);
    await expect(lift(id)).rejects.toMatchObject({
      code: 'conflict',
      message: 'The operator has lifted this freeze already.',
    });
  });

  it('is told with each schedule that it covered, also once it is lifted, and with no other', async () => {
    const [mine, theirs] = [await make(), await make(RATE, otherTeam)];
    const first = await freezeTeam();
    await lift(first);
    const second = await freezeTeam();
    const since = await make();
    const told = async (id: string) =>
      (await freezesOfSchedule(operator, id)).map(({ id, liftedAt }) => [id, liftedAt !== null]);
    expect(await told(mine)).toEqual([
      [second, false],
      [first, true],
    ]);
    expect(await told(since)).toEqual([[second, false]]);
    expect(await told(theirs)).toEqual([]);
    expect((await freezesOfSchedule(operator, mine))[0]).toMatchObject({ byName: 'The operator', reason });
  });

  it('is found in the activity by its environment', async () => {
    const { id: environmentId } = await currentEnvironment();
    await startFreeze(operator, { scope: 'environment', environmentId, reason: 'Found again' });
    const filter = auditFilter.parse({ environment: environmentId, q: 'found again' });
    expect((await listActivityAudit(operator, filter)).rows).toMatchObject([{ action: 'freeze.start' }]);
  });

  it('of an environment or of all covers every team there', async () => {
    const mine = await make();
    const theirs = await make(RATE, otherTeam);
    const { id: environmentId } = await currentEnvironment();
    for (const freeze of [
      await startFreeze(operator, { scope: 'environment', environmentId, reason }),
      await startFreeze(operator, { scope: 'all', reason }),
    ]) {
      expect([await clockOf(mine), await clockOf(theirs)]).toEqual([HELD, HELD]);
      await lift(freeze.id).then(() => undefined);
    }
    expect([await clockOf(mine), await clockOf(theirs)]).toEqual([RUNS, RUNS]);
  });

  it('that overlaps others is lifted on its own', async () => {
    const id = await make();
    const [team, all, again] = [await freezeTeam(), await freezeAll(), await freezeTeam()];
    await lift(team);
    expect([await clockOf(id), await inAws(id)]).toEqual([HELD, ['DISABLED']]);
    await lift(all);
    expect([await clockOf(id), await inAws(id)]).toEqual([HELD, ['DISABLED']]);
    await lift(again);
    expect([await clockOf(id), await inAws(id)]).toEqual([RUNS, ['ENABLED']]);
  });

  it('covers what is made while it lasts', async () => {
    const id = await freezeTeam();
    const born = await make();
    expect([await clockOf(born), await inAws(born)]).toEqual([HELD, ['DISABLED']]);
    await lift(id);
    expect([await clockOf(born), await inAws(born)]).toEqual([RUNS, ['ENABLED']]);
  });

  it('covers what comes into its team, and no more what leaves it', async () => {
    await freezeTeam();
    const id = await make(RATE, otherTeam);
    const move = (to: string, generation: number) =>
      updateSchedule(contextOf('editor'), { id, generation, schedule: scheduleFields(to, RATE) });
    await move(teamId, 1);
    expect([await clockOf(id), await inAws(id)]).toEqual([HELD, ['DISABLED']]);
    await move(otherTeam, 2);
    expect([await clockOf(id), await inAws(id)]).toEqual([RUNS, ['ENABLED']]);
  });

  it('lets people pause and resume meanwhile: as it ends, the last state counts', async () => {
    const [first, second] = [await make(), await make()];
    await pauseSchedule(operator, { id: second, reason });
    const id = await freezeTeam();
    await pauseSchedule(operator, { id: first, reason });
    await resumeSchedule(operator, { id: second });
    expect([await clockOf(first), await clockOf(second)]).toEqual([STILL, HELD]);
    expect([await inAws(first), await inAws(second)]).toEqual([['DISABLED'], ['DISABLED']]);
    await lift(id);
    expect([await inAws(first), await inAws(second)]).toEqual([['DISABLED'], ['ENABLED']]);
  });

  it.each([
    [{ scope: 'team', teamId: '0000000000000000', reason }, 'teamId'],
    [{ scope: 'environment', environmentId: '0000000000000000', reason }, 'environmentId'],
    [{ scope: 'all' }, 'reason'],
    [{ scope: 'all', reason: ' ' }, 'reason'],
    [{ scope: 'galaxy', reason }, 'scope'],
  ])('of %o is refused', async (input, path) => {
    await expect(startFreeze(operator, input)).rejects.toMatchObject({ code: 'invalid', fields: [{ path }] });
    expect(await activeFreezes(operator)).toEqual([]);
  });
});

describe('what passes during a freeze', () => {
  /** As if its time had come in the freeze, which began two hours ago. */
  const pass = async (id: string) => {
    await sql(
      product.database,
      `UPDATE "freeze" SET at = now() - interval '2 hours' WHERE lifted_at IS NULL`,
    );
    await sql(
      product.database,
      `UPDATE schedule SET expression = to_char(now() AT TIME ZONE 'UTC' - interval '1 hour', '"at("YYYY-MM-DD"T"HH24:MI:SS")"')
       WHERE id = $1`,
      [id],
    );
    await sql(
      product.database,
      `UPDATE schedule_clock SET held_run_at = now() - interval '1 hour' WHERE schedule_id = $1`,
      [id],
    );
  };

  it.each(['before', 'after'] as const)(
    'is missed where it was to run once, and never enabled in AWS again: noticed %s the lifting',
    async (when) => {
      const once = await make({ expression: 'at(2199-01-01T00:00:00)', timeZone: 'UTC' });
      const id = await freezeTeam();
      expect(await inAws(once)).toEqual(['DISABLED']);
      await pass(once);
      if (when === 'after') await lift(id);
      if (when === 'after') expect(await inAws(once)).toEqual(['DISABLED']);
      await advanceHeld();
      expect(await completeFinished()).toEqual([once]);
      const { state, missedAt, stateReason } = await load(once);
      expect([state, (missedAt?.getTime() ?? 0) < Date.now() - 3_590_000]).toEqual(['completed', true]);
      expect(stateReason).toMatch(/^Missed: \S+ \d\d:\d\d in UTC passed while it was frozen: Incident 4711$/);
      if (when === 'before') await lift(id);
      expect(await inAws(once)).toEqual([]);
    },
  );

  it('is followed by the next of a schedule that goes on, which is not taken for finished', async () => {
    const id = await make();
    await freezeTeam();
    await sql(
      product.database,
      `UPDATE schedule_clock SET held_run_at = now() - interval '1 minute', last_slot_at = now() - interval '9 days'
       WHERE schedule_id = $1`,
      [id],
    );
    expect(await completeFinished()).toEqual([]);
    expect(await advanceHeld()).toBe(1);
    const { clock, state } = await load(id);
    expect([state, clock?.nextRunAt, (clock?.heldRunAt?.getTime() ?? 0) > Date.now()]).toEqual([
      'on',
      null,
      true,
    ]);
    expect(await completeFinished()).toEqual([]);
  });
});

describe('the pages of freezes', () => {
  it('count apart what AWS never took, such as for its role: nothing of it will be read back as off', async () => {
    const id = await make();
    await freezeTeam();
    expect(await activeFreezes(operator)).toMatchObject([{ schedules: 1, off: 0, absent: 0 }]);
    await db().scheduleSync.update({
      where: { scheduleId: id },
      data: { error: 'No such role.', attempts: 1 },
    });
    expect(await activeFreezes(operator)).toMatchObject([{ schedules: 1, off: 0, failed: 0, absent: 1 }]);
    await settle(product.database);
    expect(await activeFreezes(operator)).toMatchObject([{ schedules: 1, off: 1, absent: 0 }]);
  });

  it('tell what each covers, how far AWS has followed, and what was lifted', async () => {
    const [first] = [await make(), await make()];
    const before = await freezeChoices(operator);
    expect(before.find(({ id }) => id === teamId)).toMatchObject({
      scope: 'team',
      schedules: 2,
      production: 0,
    });
    await db().environment.updateMany({ data: { production: true } });
    const inProduction = await freezeChoices(operator);
    expect(inProduction.find(({ id }) => id === teamId)).toMatchObject({ schedules: 2, production: 2 });
    const id = await freezeTeam();
    expect(await activeFreezes(operator)).toMatchObject([{ id, scopeId: teamId, production: ['Test'] }]);
    await db().environment.updateMany({ data: { production: false } });
    expect(await activeFreezes(operator)).toMatchObject([{ id, production: [] }]);
    const told = async () => (await activeFreezes(operator)).map(({ schedules, off }) => [schedules, off]);
    expect(await told()).toEqual([[2, 0]]);
    expect(await freezeBanners(operator)).toMatchObject([
      { id, scope: 'team', schedules: 2, reason, byName: 'The operator' },
    ]);
    await settle(product.database);
    expect(await told()).toEqual([[2, 2]]);
    const rows = async () =>
      (await listSchedules(operator, listFilter.parse({ team: teamId }))).rows.map(({ frozen }) => frozen);
    expect(await rows()).toEqual([true, true]);
    await lift(id);
    expect(await rows()).toEqual([false, false]);
    expect((await liftedFreezes(operator))[0]).toMatchObject({ id, liftReason: 'Over' });
    expect(first).toBeDefined();
  });
});
