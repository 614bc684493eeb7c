import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Grant } from '@/lib/auth/access';
import type { Context } from '@/lib/context';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { prepareBulk } from './prepare';
import { affected, listItems } from './queries';

const NOT_HERE = 'Your role for its team and environment does not allow it.';
const ANYWHERE: Grant = { role: 'viewer', rights: [], teamId: null, environmentId: null, group: null };

let product: TestProduct;
let teams: { operated: string; edited: string; foreign: string };
let ids: Record<keyof typeof teams, string>;
let environmentId: string;

beforeAll(async () => {
  product = await startTestProduct({});
  environmentId = (await currentEnvironment()).id;
  teams = { operated: await makeTeam(), edited: await makeTeam(), foreign: await makeTeam() };
  const make = async (teamId: string) => (await makeSchedule(teamId)).id;
  ids = {
    operated: await make(teams.operated),
    edited: await make(teams.edited),
    foreign: await make(teams.foreign),
  };
});
afterAll(() => product?.stop());

/** An operator of one team and an editor of another, in this environment. */
function somebody(...more: Grant[]): Context {
  const context = contextOf('editor');
  if (context.actor.type !== 'user') throw new Error('There is nobody.');
  const at = { rights: [], environmentId, group: 'g' };
  const grants: Grant[] = [
    { ...at, role: 'operator', teamId: teams.operated },
    { ...at, role: 'editor', teamId: teams.edited },
    ...more,
  ];
  return { ...context, actor: { ...context.actor, grants } };
}

/** The rows of a draft by the schedule's id: the reason why it is left out, null where it is not. */
async function previewed(context: Context, action: string, selection: object) {
  const { id } = await prepareBulk(context, { action, selection });
  const { rows } = await listItems(context, id, { status: '', after: '', before: '' });
  const { groups, skipped } = await affected(context, id);
  expect(rows.length).toBe([...groups, ...skipped].reduce((sum, { count }) => sum + count, 0));
  return Object.fromEntries(rows.map(({ scheduleId, message }) => [scheduleId, message]));
}

describe('the preview of an act on schedules of several teams', () => {
  const ticked = () => ({ by: 'ids', ids: Object.values(ids) });

  it('leaves out those on which the person may not do it, with the reason', async () => {
    expect(await previewed(somebody(ANYWHERE), 'pause', ticked())).toEqual({
      [ids.operated]: null,
      [ids.edited]: null,
      [ids.foreign]: NOT_HERE,
    });
    expect(await previewed(somebody(ANYWHERE), 'delete', { by: 'filter', filter: {} })).toEqual({
      [ids.operated]: NOT_HERE,
      [ids.edited]: null,
      [ids.foreign]: NOT_HERE,
    });
  });

  it('does not hold those that the person may not see', async () => {
    expect(Object.keys(await previewed(somebody(), 'pause', ticked())).sort()).toEqual(
      [ids.operated, ids.edited].sort(),
    );
    expect(Object.keys(await previewed(somebody(), 'pause', { by: 'filter', filter: {} }))).toHaveLength(2);
  });

  it('shows of one’s own draft only what one may still see', async () => {
    const { id } = await prepareBulk(somebody(ANYWHERE), { action: 'pause', selection: ticked() });
    const { rows } = await listItems(somebody(), id, { status: '', after: '', before: '' });
    expect(rows.map(({ scheduleId }) => scheduleId).sort()).toEqual([ids.operated, ids.edited].sort());
    const { groups, skipped } = await affected(somebody(), id);
    expect(groups.map(({ count }) => count)).toEqual([1, 1]);
    expect(skipped).toEqual([]);
  });

  it('takes a filter by one’s own teams as the list does', async () => {
    const own = { by: 'filter', filter: { team: 'own' } };
    expect(Object.keys(await previewed(somebody(ANYWHERE), 'pause', own)).sort()).toEqual(
      [ids.operated, ids.edited].sort(),
    );
  });

  it('by one’s own teams is about no schedule where somebody has none of their own', async () => {
    const own = { action: 'pause', selection: { by: 'filter', filter: { team: 'own' } } };
    await expect(prepareBulk(contextOf('editor'), own)).rejects.toMatchObject({
      message: 'No schedule matches any more. Look at the list again.',
    });
  });

  it('is refused to who may do it nowhere', async () => {
    const operator = contextOf('operator', { teamId: teams.operated, environmentId: null });
    await expect(prepareBulk(operator, { action: 'delete', selection: ticked() })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
