import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeSchedule, makeTeam, scheduleFields } from '@/lib/local/test-inputs';
import { contextOf, REFUSED_ROLE, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { updateSchedule } from '@/lib/schedules/commands';
import { restoreVersion } from '@/lib/schedules/restore-version';
import { deleteSchedule, pauseSchedule } from '@/lib/schedules/state-commands';
import { reconcileSoon } from '@/lib/sync/soon';
import { getVersion, listVersions } from './versions';

let product: TestProduct<{ aws: true }>;
let team = '';
const editor = contextOf('editor');
const viewer = contextOf('viewer');
const first = { after: '', before: '' };

beforeAll(async () => {
  product = await startTestProduct({ aws: true, env: { ROTA_READING: 'own-teams' } });
  team = await makeTeam();
});
afterAll(() => product?.stop());

it('lists who made which version when and why, and how AWS took it', async () => {
  const { id } = await makeSchedule(team);
  await reconcileSoon(id);
  await pauseSchedule(editor, { id, reason: 'Bank holiday' });
  const fields = scheduleFields(team, { description: 'says "expression": in its text' });
  const targets = [{ ...(fields.targets[0] as object), roleArn: REFUSED_ROLE }];
  await updateSchedule(editor, { id, generation: 2, schedule: { ...fields, targets } });
  await reconcileSoon(id);
  await restoreVersion(editor, { id, version: 1, reason: 'It worked' });
  await reconcileSoon(id);
  const { rows, next, previous } = await listVersions(viewer, id, first);
  expect([next, previous]).toEqual([null, null]);
  expect(rows).toMatchObject([
    { generation: 4, action: 'schedule.restore', by: 'The editor', reason: 'It worked', restoredFrom: 1 },
    { generation: 3, action: 'schedule.update', outcome: { kind: 'failed' }, restoredFrom: null },
    { generation: 2, action: 'schedule.pause', reason: 'Bank holiday', outcome: null },
    { generation: 1, action: 'schedule.create', deleted: false, outcome: { kind: 'live' } },
  ]);
  expect(rows[0]?.outcome).toMatchObject({ kind: 'live' });
  expect(rows[1]?.outcome).toMatchObject({ message: expect.stringContaining('role') });
  expect(await getVersion(viewer, id, 2)).toMatchObject({ state: 'paused' });
  await deleteSchedule(editor, {
    id,
    reason: 'Over',
    confirmName: String((await getVersion(viewer, id, 4)).name),
  });
  await reconcileSoon(id);
  const [gone] = (await listVersions(viewer, id, first)).rows;
  expect(gone).toMatchObject({ generation: 5, deleted: true, outcome: { kind: 'live' } });
});

it('is paged from the newest to the oldest and back', async () => {
  const { id } = await makeSchedule(team);
  for (let generation = 1; generation < 45; generation += 1)
    await updateSchedule(editor, {
      id,
      generation,
      schedule: scheduleFields(team, { description: `Text ${generation}` }),
    });
  const pages = [await listVersions(viewer, id, first)];
  for (let page = pages[0]; page?.next; page = pages.at(-1))
    pages.push(await listVersions(viewer, id, { ...first, after: page.next }));
  const generations = pages.flatMap(({ rows }) => rows.map(({ generation }) => generation));
  expect(generations).toEqual(Array.from({ length: 45 }, (_, index) => 45 - index));
  const back = await listVersions(viewer, id, { ...first, before: pages.at(-1)?.previous ?? '' });
  expect(back.rows).toEqual(pages.at(-2)?.rows);
});

it('leaves the versions of another team’s time to those who may read there', async () => {
  const [from, to] = [await makeTeam(), await makeTeam()];
  const { id } = await makeSchedule(from);
  await updateSchedule(editor, { id, generation: 1, schedule: scheduleFields(to) });
  const narrow = contextOf('viewer', { teamId: to, environmentId: null });
  expect((await listVersions(narrow, id, first)).rows.map(({ generation }) => generation)).toEqual([2]);
  await expect(getVersion(narrow, id, 1)).rejects.toMatchObject({ status: 404 });
  await expect(getVersion(viewer, id, 9)).rejects.toMatchObject({ status: 404 });
  await expect(getVersion(contextOf('anonymous'), id, 2)).rejects.toMatchObject({ status: 401 });
});
