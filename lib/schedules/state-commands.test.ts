import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam, scheduleFields } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { updateSchedule } from './commands';
import { getSchedule } from './queries';
import * as states from './state-commands';

let product: TestProduct;
let teamId: string;
let id: string;
const editor = contextOf('editor');
const reason = 'Month end';
const name = () => `Schedule of ${id}`;

beforeAll(async () => {
  product = await startTestProduct({});
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
beforeEach(async () => {
  ({ id } = await makeSchedule(teamId));
});

const load = () =>
  db().schedule.findUniqueOrThrow({ where: { id }, include: { clock: true, sync: true, targets: true } });

const ACTS = {
  pause: () => states.pauseSchedule(editor, { id, reason }),
  resume: () => states.resumeSchedule(editor, { id }),
  disable: () => states.disableSchedule(editor, { id, reason }),
  enable: () => states.enableSchedule(editor, { id }),
  complete: () => states.completeSchedule(contextOf('system'), { id, reason }),
  delete: async () => states.deleteSchedule(editor, { id, reason, confirmName: (await load()).name }),
};
type Act = keyof typeof ACTS;

/** From each state, what each act leads to; what is missing is a conflict. */
const REACH: Record<string, { by: Act[]; to: Partial<Record<Act, string>> }> = {
  on: { by: [], to: { pause: 'paused', disable: 'disabled', delete: 'deleted' } },
  paused: { by: ['pause'], to: { resume: 'on', disable: 'disabled', delete: 'deleted' } },
  disabled: { by: ['disable'], to: { enable: 'on', delete: 'deleted' } },
};

describe.each(Object.entries(REACH))('a schedule that is %s', (_, { by, to }) => {
  it.each(Object.keys(ACTS) as Act[])('%s', async (act) => {
    for (const each of by) await ACTS[each]();
    const before = await load();
    const wanted = to[act];
    if (!wanted) {
      await expect(ACTS[act]()).rejects.toMatchObject({ code: 'conflict' });
      expect(await load()).toEqual(before);
      return;
    }
    await ACTS[act]();
    const after = await load();
    expect([after.state, after.generation]).toEqual([wanted, before.generation + 1]);
    expect(after.sync).toMatchObject({ status: 'pending', wantedGeneration: after.generation });
    expect(after.clock?.nextRunAt !== null).toBe(wanted === 'on');
    const audit = (await auditRows(product.database, 'schedule')).at(-1);
    expect(audit).toMatchObject({ action: `schedule.${act}`, schedule_id: id, generation: after.generation });
    const body = JSON.parse(audit?.body ?? '') as { before: { state: string }; after: { state: string } };
    expect([body.before.state, body.after.state]).toEqual([before.state, wanted]);
  });
});

describe('an act that must say why', () => {
  it.each(['pause', 'disable', 'delete'] as const)('%s is refused without a reason', async (act) => {
    const run = {
      pause: states.pauseSchedule,
      disable: states.disableSchedule,
      delete: states.deleteSchedule,
    }[act];
    const input = { id, ...(act === 'delete' && { confirmName: name() }) };
    for (const why of [{}, { reason: '' }, { reason: ' \n ' }, { reason: 'x'.repeat(501) }])
      await expect(run(editor, { ...input, ...why })).rejects.toMatchObject({ fields: [{ path: 'reason' }] });
    expect((await load()).state).toBe('on');
  });
});

describe('deleting', () => {
  it('by a page needs the name, typed exactly; a name that is said is compared by everybody', async () => {
    const { name } = await load();
    for (const run of [states.deleteByName, states.deleteSchedule])
      for (const confirmName of ['', name.toUpperCase(), ` ${name}`, `${name}x`])
        await expect(run(editor, { id, reason, confirmName })).rejects.toMatchObject({
          fields: [{ path: 'confirmName' }],
        });
    await expect(states.deleteByName(editor, { id, reason })).rejects.toMatchObject({
      fields: [{ path: 'confirmName', message: 'Type the name of the schedule.' }],
    });
    expect((await load()).state).toBe('on');
    await states.deleteByName(editor, { id, reason, confirmName: name });
    expect((await load()).state).toBe('deleted');
  });

  it('by what has its id needs no name', async () => {
    await states.deleteSchedule(editor, { id, reason });
    expect((await load()).state).toBe('deleted');
  });

  it('leaves a tombstone that can be read and no longer changed', async () => {
    await ACTS.delete();
    expect(await getSchedule(contextOf('viewer'), id)).toMatchObject({ id, state: 'deleted' });
    for (const act of Object.values(ACTS)) await expect(act()).rejects.toMatchObject({ code: 'not-found' });
    const edit = updateSchedule(editor, { id, generation: 2, schedule: scheduleFields(teamId) });
    await expect(edit).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('time that passed while it was off', () => {
  it.each(['resume', 'enable'] as const)('is no reason to run at once: %s is refused', async (act) => {
    await ACTS[act === 'resume' ? 'pause' : 'disable']();
    await sql(product.database, `UPDATE schedule SET expression = 'at(2020-01-01T00:00:00)' WHERE id = $1`, [
      id,
    ]);
    await expect(ACTS[act]()).rejects.toMatchObject({ code: 'conflict' });
    expect((await load()).state).not.toBe('on');
  });
});

it('is completed only once nothing is left to run', async () => {
  await expect(ACTS.complete()).rejects.toMatchObject({ code: 'conflict' });
  await sql(product.database, `UPDATE schedule SET expression = 'at(2020-01-01T00:00:00)' WHERE id = $1`, [
    id,
  ]);
  await ACTS.complete();
  expect((await load()).state).toBe('completed');
  await updateSchedule(editor, { id, generation: 2, schedule: scheduleFields(teamId) });
  expect((await load()).state).toBe('on');
});

it('asks AWS again without a new generation', async () => {
  await sql(
    product.database,
    `UPDATE schedule_sync SET status = 'failed', due_at = NULL, error = 'x', attempts = 9`,
  );
  await states.retrySync(contextOf('operator'), { id });
  expect(await load()).toMatchObject({
    generation: 1,
    sync: { status: 'pending', attempts: 0, error: null },
  });
});
