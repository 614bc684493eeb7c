import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam, scheduleFields } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { updateSchedule } from './commands';
import { type ListFilter, listFilter, SORTS } from './filter';
import { listSchedules } from './queries';
import { deleteSchedule, disableSchedule, pauseSchedule, resumeSchedule } from './state-commands';

let product: TestProduct;
let teams: string[];
const editor = contextOf('editor');
const reason = 'Month end';

beforeAll(async () => {
  product = await startTestProduct({});
  teams = [await makeTeam(), await makeTeam()];
  const ids: string[] = [];
  for (let index = 0; index < 16; index += 1) {
    const expression = `rate(${2 + (index % 5)} hours)`;
    ids.push((await makeSchedule(teams[index % 2] ?? '', { expression })).id);
  }
  const [paused = '', resumed = '', disabled = '', deleted = '', moved = ''] = ids;
  await pauseSchedule(editor, { id: paused, reason });
  await pauseSchedule(editor, { id: resumed, reason });
  await resumeSchedule(editor, { id: resumed });
  await disableSchedule(editor, { id: disabled, reason });
  const { name } = await db().schedule.findUniqueOrThrow({ where: { id: deleted } });
  await deleteSchedule(editor, { id: deleted, reason, confirmName: name });
  const before = await db().schedule.findUniqueOrThrow({ where: { id: moved } });
  const schedule = { ...scheduleFields(teams[1] ?? ''), name: before.name };
  await updateSchedule(editor, { id: moved, generation: before.generation, schedule });
});
afterAll(() => product?.stop());

/** The list by its definition: all rows of the table, filtered and sorted here. */
async function expected({ team, state, sort, dir }: ListFilter): Promise<string[]> {
  const rows = await db().schedule.findMany({ include: { clock: true } });
  const value = (row: (typeof rows)[number]) => {
    if (sort === 'next') return row.clock?.nextRunAt?.getTime() ?? Number.POSITIVE_INFINITY;
    return sort === 'updated' ? row.updatedAt.getTime() : row.name;
  };
  const sign = dir === 'desc' ? -1 : 1;
  return rows
    .filter((row) => (state ? row.state === state : row.state !== 'deleted'))
    .filter((row) => !team || row.teamId === team)
    .sort((a, b) => {
      if (value(a) !== value(b)) return value(a) < value(b) ? -sign : sign;
      return a.id < b.id ? -sign : sign;
    })
    .map(({ id }) => id);
}

describe.each(SORTS)('the list by %s', (sort) => {
  it.each(['asc', 'desc'] as const)('holds just what the filter says, %s', async (dir) => {
    for (const team of ['', 0, 1]) {
      for (const state of ['', 'on', 'paused', 'disabled', 'deleted']) {
        const filter = listFilter.parse({
          team: typeof team === 'number' ? teams[team] : '',
          state,
          sort,
          dir,
        });
        const { rows, count } = await listSchedules(editor, filter);
        const wanted = await expected(filter);
        expect(rows.map(({ id }) => id)).toEqual(wanted);
        expect(count).toBe(wanted.length);
      }
    }
  });
});

it('lists as live nothing of an environment of which it is not known what AWS has', async () => {
  const live = async () => (await listSchedules(editor, listFilter.parse({ sync: 'live' }))).rows.length;
  await db().scheduleSync.updateMany({ data: { status: 'live' } });
  const all = await live();
  expect(all).toBeGreaterThan(0);
  const { id: environmentId } = await db().environment.findFirstOrThrow();
  await db().environmentSync.create({ data: { environmentId, unreachableSince: new Date() } });
  expect(await live()).toBe(0);
  await db().environmentSync.update({ where: { environmentId }, data: { unreachableSince: null } });
  expect(await live()).toBe(all);
});
