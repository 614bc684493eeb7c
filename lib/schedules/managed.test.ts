import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readableDifference } from '@/lib/audit/readable-difference';
import { createScheduler } from '@/lib/aws/scheduler';
import { db } from '@/lib/db';
import { acceptTheirs } from '@/lib/drift/accept';
import { restoreOurs } from '@/lib/drift/restore';
import { seenOf } from '@/lib/drift/theirs';
import { makeSchedule, makeTeam, scheduleFields } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { auditRows, stateOf } from '@/lib/local/test-rows';
import { awsOf, settle } from '@/lib/local/test-sync';
import { runNow } from '@/lib/runs/commands/now';
import { requestFrom } from '@/lib/sync/drift';
import { reconcile } from '@/lib/sync/reconcile';
import { assignSchedule } from './assign';
import { createSchedule, updateSchedule } from './commands';
import { listFilter } from './filter';
import { listSchedules } from './queries';
import { releaseSchedule } from './release';
import { restoreSchedule } from './restore';
import { restoreVersion } from './restore-version';
import * as states from './state-commands';

let product: TestProduct<{ aws: true }>;
let teamId: string;
const editor = contextOf('editor');
const reason = 'Incident 4711';
const managedBy = 'git@git.example.com:finance/jobs.git schedules';

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  teamId = await makeTeam();
});
afterAll(() => product?.stop());

const load = (id: string) => db().schedule.findUniqueOrThrow({ where: { id } });
const managed = async () =>
  createSchedule(editor, { schedule: scheduleFields(teamId), managedBy, startPaused: false });
const fieldsOf = async (id: string) => scheduleFields(teamId, { name: (await load(id)).name });

type Asked = { id: string; generation: number; said?: object };

/** Every way to change the content of one, and what the state was before. */
const WAYS: [name: string, way: (asked: Asked) => Promise<unknown>, state?: 'disabled' | 'deleted'][] = [
  [
    'an edit',
    async ({ id, generation, said }) =>
      updateSchedule(editor, { id, generation, schedule: await fieldsOf(id), ...said }),
  ],
  ['disabling', ({ id, said }) => states.disableSchedule(editor, { id, reason, ...said })],
  ['enabling', ({ id, said }) => states.enableSchedule(editor, { id, ...said }), 'disabled'],
  [
    'deleting',
    async ({ id, said }) =>
      states.deleteSchedule(editor, { id, reason, confirmName: (await load(id)).name, ...said }),
  ],
];

/** Those that nobody does for a file. */
const NEVER: typeof WAYS = [
  ['another owner, as many get at once', ({ id }) => assignSchedule(editor, { id, reason, owner: 'Ops' })],
  [
    'an earlier version',
    ({ id, generation }) => restoreVersion(editor, { id, generation, version: 1, reason }),
  ],
  ['bringing it back', ({ id }) => restoreVersion(editor, { id, version: 1, reason }), 'deleted'],
  [
    'undoing what many got at once',
    async ({ id, generation }) => {
      const { stateAt, ...before } = await load(id);
      return restoreSchedule(editor, {
        id,
        generation,
        reason,
        before: { ...before, owner: 'Ops', stateAt: stateAt.toISOString() },
      });
    },
  ],
];

async function brought(id: string, state?: 'disabled' | 'deleted'): Promise<Asked> {
  if (state === 'disabled') await states.disableSchedule(editor, { id, reason, managedBy });
  const confirmName = (await load(id)).name;
  if (state === 'deleted') await states.deleteSchedule(editor, { id, reason, managedBy, confirmName });
  return { id, generation: (await load(id)).generation };
}

describe('a schedule that lives in a file', () => {
  it.each([...WAYS, ...NEVER])(
    'is not changed here by %s, and says where it lives',
    async (_, way, state) => {
      const asked = await brought((await managed()).id, state);
      const before = [await stateOf(product.database), await auditRows(product.database, 'schedule')];
      await expect(way(asked)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining(managedBy),
      });
      expect([await stateOf(product.database), await auditRows(product.database, 'schedule')]).toEqual(
        before,
      );
    },
  );

  it.each(WAYS)(
    'is changed by %s of whoever says the same, and of nobody who says other',
    async (...args) => {
      const [, way, state] = args;
      const asked = await brought((await managed()).id, state);
      const elsewhere = { managedBy: 'git@git.example.com:finance/other.git' };
      await expect(way({ ...asked, said: elsewhere })).rejects.toMatchObject({ code: 'conflict' });
      await way({ ...asked, said: { managedBy } });
      expect(await load(asked.id)).toMatchObject({ generation: asked.generation + 1, managedBy });
    },
  );

  it('is paused, resumed and run by everybody who may', async () => {
    const { id } = await managed();
    const operator = contextOf('operator');
    await states.pauseSchedule(operator, { id, reason });
    await states.resumeSchedule(operator, { id });
    expect((await runNow(operator, { id, requestId: crypto.randomUUID() })).runs).toHaveLength(1);
  });

  it('gets from AWS what it has, and takes nothing over from there', async () => {
    const { id } = await managed();
    await settle(product.database);
    const aws = createScheduler({ region: TEST_PLACE.region });
    const [row] = await awsOf(product.database, id);
    const found = await aws.get('rota', row?.name ?? '');
    if (!found) throw new Error('It is not there.');
    await aws.update({ ...requestFrom(found), State: 'DISABLED' });
    await reconcile(id);
    const seen = seenOf(await db().drift.findMany({ where: { scheduleId: id } }));
    await expect(acceptTheirs(editor, { id, reason, seen })).rejects.toThrow(managedBy);
    expect(await restoreOurs(editor, { id, reason, seen })).toMatchObject({ generation: 2 });
  });

  it('is released by an administrator alone, which its history tells, and is edited here then', async () => {
    const { id } = await managed();
    await expect(releaseSchedule(editor, { id, reason })).rejects.toMatchObject({ code: 'forbidden' });
    await releaseSchedule(contextOf('administrator'), { id, reason });
    const row = (await auditRows(product.database, 'schedule')).at(-1);
    expect(row).toMatchObject({ action: 'schedule.release', reason, generation: 2 });
    const { before, after } = JSON.parse(row?.body ?? '');
    expect(readableDifference(before, after)).toEqual([
      { label: 'Lives in', kind: 'value', before: { text: managedBy } },
    ]);
    await updateSchedule(editor, { id, generation: 2, schedule: await fieldsOf(id) });
    const again = releaseSchedule(contextOf('administrator'), { id, reason });
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is released as a tombstone too', async () => {
    const { id } = await brought((await managed()).id, 'deleted');
    await releaseSchedule(contextOf('administrator'), { id, reason });
    await restoreVersion(editor, { id, version: 1, reason });
    expect(await load(id)).toMatchObject({ state: 'paused', managedBy: null });
  });
});

describe('a schedule of the pages', () => {
  it('comes to live in a file by an edit that says so, and is found by its name and its file', async () => {
    const { id } = await makeSchedule(teamId, { name: 'Month’s End' });
    await updateSchedule(editor, { id, generation: 1, schedule: await fieldsOf(id), managedBy });
    const found = async (filter: object) =>
      (await listSchedules(editor, listFilter.parse(filter))).rows.map((row) => row.id);
    expect(await found({ name: 'month’s end' })).toEqual([id]);
    expect(await found({ name: 'month' })).toEqual([]);
    expect(await found({ managedBy })).toContain(id);
    expect(await found({ managedBy: 'git' })).toEqual([]);
  });
});
