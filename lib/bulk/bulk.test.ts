import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { newId } from '@/lib/id';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { signedIn } from '@/lib/local/test-session';
import { disableSchedule, pauseSchedule, resumeSchedule } from '@/lib/schedules/state-commands';
import { actOnMany } from './act';
import type { BulkAction } from './actions';
import { retryBulk, startBulk, undoBulk } from './commands';
import { prepareBulk } from './prepare';
import { previewBulk } from './preview';
import { affected, getJob, jobOffers, listItems, listJobs } from './queries';
import { bulkTurn, runRows } from './run';

let product: TestProduct;
let teamId: string;
let otherTeam: string;
let editor: Awaited<ReturnType<typeof signedIn>>;
let operator: Awaited<ReturnType<typeof signedIn>>;
const reason = 'Month end';

beforeAll(async () => {
  product = await startTestProduct({});
  editor = await signedIn('editor');
  operator = await signedIn('operator');
});
afterAll(() => product?.stop());
beforeEach(async () => {
  [teamId, otherTeam] = [await makeTeam(), await makeTeam()];
});

const make = async (count: number, fields: object = {}) => {
  const made: string[] = [];
  for (let i = 0; i < count; i += 1) made.push((await makeSchedule(teamId, { ...fields })).id);
  return made;
};
const ofTeam = () => ({ by: 'filter', filter: { team: teamId } });
const prepare = async (action: BulkAction, selection: object = ofTeam(), who = editor) =>
  (await prepareBulk(who, { action, selection })).id;
const runAll = async () => {
  while ((await runRows()) > 0);
};
/** Prepares, starts and carries out. @returns the job's id */
const does = async (action: BulkAction, input: object = {}, selection?: object, who = editor) => {
  const id = await prepare(action, selection, who);
  await startBulk(who, { id, reason, ...input });
  await runAll();
  return id;
};
const takeBack = async (id: string, who = editor) => {
  const undone = await undoBulk(who, { id, reason: 'By mistake' });
  await runAll();
  return undone.id;
};
const fail = (jobId: string, scheduleId: string) =>
  sql(
    product.database,
    `UPDATE bulk_item SET status = 'failed', generation_after = NULL WHERE job_id = $1 AND schedule_id = $2`,
    [jobId, scheduleId],
  );
const load = (id: string) => db().schedule.findUniqueOrThrow({ where: { id } });
const states = async (ids: string[]) => Promise.all(ids.map(async (id) => (await load(id)).state));
const rows = async (id: string) =>
  (await listItems(editor, id, { status: '', after: '', before: '' })).rows.map(({ status, message }) => [
    status,
    message,
  ]);

describe('the preview', () => {
  it('counts by state and team, and says what is left out and why, and changes nothing', async () => {
    const [first, second] = await make(4);
    await pauseSchedule(operator, { id: first, reason });
    await disableSchedule(editor, { id: second, reason });
    const id = await prepare('disable');
    const { name: team } = await db().team.findUniqueOrThrow({ where: { id: teamId } });
    expect(await affected(editor, id)).toEqual({
      groups: [
        { state: 'on', team, count: 2 },
        { state: 'paused', team, count: 1 },
      ],
      skipped: [{ message: 'It is off already.', count: 1 }],
      production: { count: 0, names: [] },
    });
    await db().environment.updateMany({ data: { production: true } });
    expect((await affected(editor, id)).production).toEqual({ count: 3, names: ['Test'] });
    await db().environment.updateMany({ data: { production: false } });
    expect(await getJob(editor, id)).toMatchObject({ status: 'draft', counts: { queued: 3, skipped: 1 } });
    await runAll();
    expect(await states([first as string])).toEqual(['paused']);
  });

  it.each<[BulkAction, object, number]>([
    ['disable', {}, 1],
    ['enable', {}, 0],
    ['team', { teamId: 'other' }, 1],
    ['owner', { owner: 'Payments' }, 1],
    ['tags', { addTags: ['new'] }, 1],
    ['delete', { confirm: 'delete 1' }, 1],
  ])('of %s leaves out what lives in a file, and says where', async (action, input, free) => {
    const [kept, managed] = (await make(2)) as [string, string];
    await db().schedule.update({ where: { id: managed }, data: { managedBy: 'jobs schedules' } });
    if (action === 'enable')
      await disableSchedule(editor, { id: managed, reason, managedBy: 'jobs schedules' });
    const message = expect.stringMatching(/^It lives in jobs schedules: change it there\./);
    const said = await previewBulk(editor, { action, selection: ofTeam() });
    expect(said).toMatchObject({ schedules: free, leftOut: 2 - free });
    expect(said.first).toContainEqual(expect.objectContaining({ id: managed, message }));
    const id = await prepare(action);
    expect((await affected(editor, id)).skipped).toContainEqual({ message, count: 1 });
    if (free === 0) return;
    await startBulk(editor, { id, reason, ...input, ...('teamId' in input && { teamId: otherTeam }) });
    await runAll();
    expect((await getJob(editor, id)).counts).toEqual({ queued: 0, done: 1, skipped: 1, failed: 0 });
    expect([(await load(kept)).generation, (await load(managed)).generation]).toEqual([2, 1]);
  });

  it('of pausing and resuming holds what lives in a file', async () => {
    const [id] = (await make(1)) as [string];
    await db().schedule.update({ where: { id }, data: { managedBy: 'jobs schedules' } });
    expect(await previewBulk(editor, { action: 'pause', selection: ofTeam() })).toMatchObject({
      schedules: 1,
    });
    await does('pause');
    expect(await previewBulk(editor, { action: 'resume', selection: ofTeam() })).toMatchObject({
      schedules: 1,
    });
  });

  it('of ticked ones holds just those', async () => {
    const [first, , third] = await make(3);
    const id = await prepare('pause', { by: 'ids', ids: [third, first, third] });
    expect((await getJob(editor, id)).counts).toMatchObject({ queued: 2 });
  });

  it('is audited with every value of its filter', async () => {
    const [one] = await make(1);
    const { environmentId: environment } = await load(one as string);
    const filter = { team: teamId, environment, owner: 'Finance', tag: 'monthly', state: 'on' };
    await prepare('pause', { by: 'filter', filter: { ...filter, sort: 'updated' } });
    const [last] = (await auditRows(product.database, 'activity')).slice(-1);
    expect(JSON.parse(last?.body ?? '{}').details.selection).toEqual(filter);
  });

  it.each([
    [{ by: 'ids', ids: [] }, 'selection.ids'],
    [{ by: 'ids', ids: ['x'] }, 'selection.ids.0'],
    [{ by: 'ids', ids: ['0000000000000000'] }, 'selection'],
    [{ by: 'everything' }, 'selection.by'],
  ])('of %o is refused', async (selection, path) => {
    await expect(prepare('pause', selection)).rejects.toMatchObject({ code: 'invalid', fields: [{ path }] });
  });

  it('is for whoever asked for it alone to see, until it is started', async () => {
    await make(1);
    const id = await prepare('pause');
    const every = { status: '', after: '', before: '' } as const;
    await expect(getJob(operator, id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(affected(operator, id)).rejects.toMatchObject({ code: 'not-found' });
    expect((await listItems(operator, id, every)).rows).toEqual([]);
    expect((await listItems(editor, id, every)).rows).toHaveLength(1);
    await startBulk(editor, { id, reason });
    expect((await getJob(operator, id)).id).toBe(id);
    expect((await listItems(operator, id, every)).rows).toHaveLength(1);
    await runAll();
  });

  it('is dropped by a worker where nobody started it within a day, whoever made it', async () => {
    await make(1);
    const [fresh, left, mine] = [
      await prepare('pause'),
      await prepare('pause', ofTeam(), operator),
      await prepare('pause'),
    ];
    const age = `UPDATE bulk_job SET created_at = now() - interval '25 hours' WHERE id = ANY($1)`;
    await sql(product.database, age, [[left, mine]]);
    const waits = [await bulkTurn(), await bulkTurn(), await bulkTurn()];
    expect(waits).toEqual([0, 0, 5_000]);
    const kept = await db().bulkJob.findMany({ where: { id: { in: [fresh, left, mine] } } });
    expect(kept.map(({ id }) => id)).toEqual([fresh]);
    expect(await db().bulkItem.count({ where: { jobId: { in: [left, mine] } } })).toBe(0);
  });

  it('needs the permission of the act itself', async () => {
    await make(1);
    await expect(prepare('disable', ofTeam(), operator)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(prepare('pause', ofTeam(), await signedIn('viewer'))).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('a start', () => {
  it('is for whoever prepared it, once, with a reason and with something to do', async () => {
    const [only] = await make(1);
    const id = await prepare('pause');
    await expect(startBulk(operator, { id, reason })).rejects.toMatchObject({ code: 'conflict' });
    await expect(startBulk(editor, { id, reason: ' ' })).rejects.toMatchObject({
      fields: [{ path: 'reason' }],
    });
    await startBulk(editor, { id, reason });
    await expect(startBulk(editor, { id, reason })).rejects.toMatchObject({ code: 'conflict' });
    await runAll();
    expect(await states([only as string])).toEqual(['paused']);
    const nothing = await prepare('pause');
    await expect(startBulk(editor, { id: nothing, reason })).rejects.toMatchObject({ code: 'conflict' });
  });

  it.each([
    ['delete', {}, 'confirm'],
    ['delete', { confirm: 'delete 3' }, 'confirm'],
    ['team', {}, 'teamId'],
    ['owner', {}, 'owner'],
    ['owner', { owner: '' }, 'owner'],
    ['tags', {}, 'addTags'],
    ['pause', { until: { kind: 'instant', at: '2020-01-01T00:00:00Z' } }, 'until'],
  ] as const)('of %s with %o is refused', async (action, input, path) => {
    const ids = await make(2);
    const id = await prepare(action);
    await expect(startBulk(editor, { id, reason, ...input })).rejects.toMatchObject({ fields: [{ path }] });
    await runAll();
    expect(await states(ids)).toEqual(['on', 'on']);
  });
});

const ACTS: [BulkAction, object, Record<string, unknown>][] = [
  ['pause', { until: { kind: 'hours', hours: 2 } }, { state: 'paused', stateReason: reason }],
  ['disable', {}, { state: 'disabled' }],
  ['team', {}, {}],
  ['owner', { owner: 'Payments' }, { owner: 'Payments' }],
  ['tags', { addTags: ['new', 'monthly'], removeTags: ['old'] }, { tags: ['monthly', 'new'] }],
  ['delete', { confirm: 'delete 3' }, { state: 'deleted' }],
];

describe.each(ACTS)('%s', (action, input, changed) => {
  it('is done to each, once, in a transaction and an audit row of its own, and undone again', async () => {
    const ids = await make(3, { tags: ['old', 'monthly'] });
    const before = await Promise.all(ids.map(load));
    const given = action === 'team' ? { teamId: otherTeam } : input;
    const wanted = action === 'team' ? { teamId: otherTeam } : changed;
    const id = await does(action, given);
    for (const schedule of ids) expect(await load(schedule)).toMatchObject({ ...wanted, generation: 2 });
    const audit = (await auditRows(product.database, 'schedule')).filter(
      (row) => row.request_id === editor.requestId && ids.includes(row.schedule_id ?? ''),
    );
    expect(audit.map((row) => row.schedule_id).sort()).toEqual([...ids].sort());
    expect(audit.every((row) => row.reason === reason && row.generation === 2)).toBe(true);
    expect(await getJob(editor, id)).toMatchObject({ status: 'done', counts: { done: 3, queued: 0 } });

    const undone = await takeBack(id);
    for (const earlier of before) {
      const { state, stateBy, stateById, stateAt, teamId, owner, tags, pauseUntil, stateReason } = earlier;
      const kept = { state, stateBy, stateById, stateAt, teamId, owner, tags, pauseUntil, stateReason };
      expect(await load(earlier.id)).toMatchObject({ ...kept, generation: 3 });
    }
    expect(await getJob(editor, undone)).toMatchObject({ undoOf: id, undone: action, counts: { done: 3 } });
    expect(await getJob(editor, id)).toMatchObject({ undoneBy: undone });
    await expect(takeBack(id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(takeBack(undone)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('the audit rows of a bulk act', () => {
  const told = async (requestId: string) => {
    const rows = await sql<{ action: string; values: string }>(
      product.database,
      `SELECT a.action, p.values FROM (
         SELECT id, action, request_id FROM schedule_audit UNION ALL SELECT id, action, request_id FROM activity_audit
       ) a JOIN audit_person p ON p.audit_id = a.id WHERE a.request_id = $1 ORDER BY a.action`,
      [requestId],
    );
    return rows.map(({ action, values }) => [action, JSON.parse(values).ip, JSON.parse(values).userAgent]);
  };
  const from = (address: string) => ({ ...operator, requestId: newId(), ip: address, userAgent: 'Laptop' });

  it('are one request, from the address and the browser of whoever started it, also where a worker does the rest', async () => {
    const [, second] = await make(2);
    const [starting, again, undoing] = [from('192.0.2.8'), from('192.0.2.9'), from('192.0.2.10')];
    const id = await prepare('pause', ofTeam(), operator);
    await startBulk(starting, { id, reason });
    await runAll();
    const paused = ['schedule.pause', '192.0.2.8', 'Laptop'];
    expect(await told(starting.requestId)).toEqual([['bulk.start', '192.0.2.8', 'Laptop'], paused, paused]);

    await resumeSchedule(operator, { id: second, reason });
    await fail(id, second as string);
    await sql(
      product.database,
      'UPDATE bulk_item SET generation = 3 WHERE job_id = $1 AND schedule_id = $2',
      [id, second],
    );
    await retryBulk(again, { id });
    await runAll();
    expect(await told(again.requestId)).toEqual([
      ['bulk.retry', '192.0.2.9', 'Laptop'],
      ['schedule.pause', '192.0.2.9', 'Laptop'],
    ]);

    await undoBulk(undoing, { id, reason });
    await runAll();
    const undone = ['schedule.restore-state', '192.0.2.10', 'Laptop'];
    expect(await told(undoing.requestId)).toEqual([['bulk.undo', '192.0.2.10', 'Laptop'], undone, undone]);
  });

  it('say nothing of the address where it was erased meanwhile', async () => {
    await make(1);
    const starting = from('192.0.2.8');
    const id = await prepare('pause', ofTeam(), operator);
    await startBulk(starting, { id, reason });
    await sql(
      product.database,
      'DELETE FROM audit_person WHERE audit_id IN (SELECT id FROM activity_audit WHERE request_id = $1)',
      [starting.requestId],
    );
    await runAll();
    expect(await told(starting.requestId)).toEqual([['schedule.pause', null, null]]);
  });
});

describe('an act that nobody looks at before', () => {
  it('answers what it started, though a schedule changed since it was counted', async () => {
    const [first] = await make(3);
    await sql(
      product.database,
      `CREATE FUNCTION meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN UPDATE schedule SET state = 'disabled' WHERE id = '${first}'; RETURN NEW; END $$;
       CREATE TRIGGER meanwhile BEFORE INSERT ON bulk_job FOR EACH ROW EXECUTE FUNCTION meanwhile()`,
    );
    const said = await actOnMany(editor, { action: 'pause', selection: ofTeam(), reason });
    await sql(product.database, 'DROP FUNCTION meanwhile CASCADE');
    expect(said).toMatchObject({ schedules: 2, leftOut: 1 });
    await runAll();
    expect((await getJob(editor, said.id)).counts).toMatchObject({ done: 2, skipped: 1 });
  });

  it('counts ids of nothing as left out', async () => {
    const [one] = await make(1);
    const selection = { by: 'ids', ids: [one, '0000000000000000', '0000000000000001'] };
    const counted = { schedules: 1, leftOut: 2 };
    expect(await previewBulk(editor, { action: 'pause', selection })).toMatchObject(counted);
    expect(await actOnMany(editor, { action: 'pause', selection, reason })).toMatchObject(counted);
    await runAll();
  });
});

describe('resume and enable', () => {
  it('bring back what was paused with its reason and its end when they are undone', async () => {
    const [id] = (await make(1)) as [string];
    await pauseSchedule(operator, { id, reason: 'Stock-taking', until: { kind: 'hours', hours: 3 } });
    const before = await load(id);
    const job = await does('resume', {}, ofTeam(), operator);
    expect(await load(id)).toMatchObject({ state: 'on', pauseUntil: null });
    await takeBack(job, operator);
    const { stateReason, pauseUntil } = before;
    expect(await load(id)).toMatchObject({ state: 'paused', stateReason, pauseUntil });
  });

  it('bring back what was disabled before, not on the way of a pause', async () => {
    const [on, paused] = (await make(2)) as [string, string];
    await pauseSchedule(operator, { id: paused, reason: 'Stock-taking' });
    const job = await does('disable');
    expect(await states([on, paused])).toEqual(['disabled', 'disabled']);
    await takeBack(job);
    expect(await states([on, paused])).toEqual(['on', 'paused']);
    await disableSchedule(editor, { id: on, reason });
    await takeBack(await does('enable'));
    expect(await states([on, paused])).toEqual(['disabled', 'paused']);
  });
});

describe('what somebody changed meanwhile', () => {
  it('is left alone and said: since the preview, and since the act as that is undone', async () => {
    const [first, second, third] = (await make(3)) as [string, string, string];
    const id = await prepare('disable');
    await pauseSchedule(operator, { id: second, reason });
    await startBulk(editor, { id, reason });
    await runAll();
    expect(await states([first, second, third])).toEqual(['disabled', 'paused', 'disabled']);
    expect((await rows(id)).filter(([status]) => status === 'skipped')).toEqual([
      ['skipped', 'It was changed meanwhile, so nothing was done. Look at it and decide anew.'],
    ]);
    const { enableSchedule } = await import('@/lib/schedules/state-commands');
    await enableSchedule(editor, { id: third });
    await pauseSchedule(operator, { id: third, reason: 'Mine now' });
    const undone = await takeBack(id);
    expect(await states([first, second, third])).toEqual(['on', 'paused', 'paused']);
    expect(await rows(undone)).toContainEqual([
      'skipped',
      'Somebody changed it since, so it was left as it is.',
    ]);
  });

  it('is left alone in an environment that was disabled since: what was paused stays paused', async () => {
    const [id] = (await make(1)) as [string];
    const job = await does('pause');
    await db().environment.updateMany({ data: { disabledAt: new Date() } });
    const undone = await takeBack(job);
    expect(await states([id])).toEqual(['paused']);
    expect((await rows(undone))[0]).toEqual(['skipped', expect.stringContaining('is disabled')]);
    await db().environment.updateMany({ data: { disabledAt: null } });
  });

  it('may take a deleted name: that one can not come back', async () => {
    const [id] = (await make(1)) as [string];
    const { name } = await load(id);
    const job = await does('delete', { confirm: 'delete 1' });
    await makeSchedule(teamId, { name });
    expect(await rows(await takeBack(job))).toEqual([
      ['skipped', 'Another schedule has its name by now, so it can not come back.'],
    ]);
    expect(await states([id])).toEqual(['deleted']);
  });
});

it('names the production environments that it reaches, and its undoing does, and those of nothing left out', async () => {
  const [first, second] = (await make(2)) as [string, string];
  const staging = await db().environment.create({
    data: { id: newId(), name: 'Staging', accountId: '222222222222', region: 'eu-west-1', groupName: 'rota' },
  });
  await db().schedule.update({
    where: { id: second },
    data: { environmentId: staging.id, state: 'disabled' },
  });
  const id = await does('pause');
  const undone = await takeBack(id);
  const produce = (where: object) => db().environment.updateMany({ where, data: { production: true } });
  await produce({ id: staging.id });
  expect((await getJob(editor, id)).production).toEqual([]);
  await produce({});
  expect((await getJob(editor, id)).production).toEqual(['Test']);
  expect((await listJobs(editor)).slice(0, 2)).toMatchObject([
    { id: undone, production: ['Test'] },
    { id, production: ['Test'] },
  ]);
  await db().environment.updateMany({ data: { production: false } });
  expect(await states([first])).toEqual(['on']);
});

describe('what failed', () => {
  it('is not tried again once the rest was undone: it could not be undone any more', async () => {
    const [, second] = (await make(2)) as [string, string];
    const id = await does('pause');
    await fail(id, second);
    await takeBack(id);
    await expect(retryBulk(editor, { id })).rejects.toThrow('This was undone');
    expect((await getJob(editor, id)).counts).toMatchObject({ failed: 1, queued: 0 });
  });

  it('is not tried again while the rest is still under way', async () => {
    const [first] = (await make(2)) as [string, string];
    const id = await prepare('pause');
    await startBulk(editor, { id, reason });
    await fail(id, first);
    await expect(retryBulk(editor, { id })).rejects.toThrow('still under way');
    await runAll();
  });
});

describe('the rights of whoever asked', () => {
  it('are asked again for each row: the rest waits for somebody who may', async () => {
    const ids = await make(15);
    const leaver = await signedIn('editor');
    const id = await prepare('disable', ofTeam(), leaver);
    await startBulk(leaver, { id, reason });
    await runRows();
    const groups = JSON.stringify([{ sid: 'S-1-5-21-2', name: 'rota-operators', role: 'operator' }]);
    const demoted = `UPDATE session SET role = 'operator', groups = $2 WHERE id = $1`;
    await sql(product.database, demoted, [leaver.sessionId, groups]);
    await runAll();
    const { counts, status } = await getJob(editor, id);
    expect([status, counts]).toEqual(['done', { queued: 0, done: 12, skipped: 0, failed: 3 }]);
    expect((await rows(id)).at(-1)).toEqual([
      'failed',
      'Your role (operator) may not do this. Ask an administrator of Rota.',
    ]);
    await retryBulk(editor, { id });
    await runAll();
    expect(new Set(await states(ids))).toEqual(new Set(['disabled']));
    expect(await getJob(editor, id)).toMatchObject({
      runByName: 'The editor',
      counts: { done: 15, failed: 0 },
    });
  });

  it('end with their session', async () => {
    const ids = await make(1);
    const leaver = await signedIn('editor');
    const id = await prepare('disable', ofTeam(), leaver);
    await startBulk(leaver, { id, reason });
    await sql(product.database, 'UPDATE session SET revoked_at = now() WHERE id = $1', [leaver.sessionId]);
    await runAll();
    expect(await states(ids)).toEqual(['on']);
    expect((await rows(id))[0]).toEqual([
      'failed',
      'The session or the token by which this was asked for has ended, so the rest was not done. Whoever may can try it again.',
    ]);
  });

  it('to undo are those of the act: an operator takes a pause back, and nothing of an editor', async () => {
    await make(1);
    const pause = await does('pause', {}, ofTeam(), operator);
    await takeBack(pause, operator);
    const disable = await does('disable');
    await expect(takeBack(disable, operator)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(resumeSchedule(contextOf('viewer'), { id: '0' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('must reach all of an act to undo it, and some of what failed to try it again', async () => {
    const [own, foreign] = [await make(1), await make(1)];
    await db().schedule.updateMany({ where: { id: { in: foreign } }, data: { teamId: otherTeam } });
    const ids = [...own, ...foreign];
    const colleague = await signedIn('editor', { teamId, environmentId: null });
    const stranger = await signedIn('editor', { teamId: await makeTeam(), environmentId: null });
    const id = await does('disable', {}, { by: 'ids', ids });
    await expect(undoBulk(stranger, { id, reason })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(undoBulk(colleague, { id, reason })).rejects.toThrow('undone as a whole');
    expect(await jobOffers(colleague, await getJob(colleague, id))).toEqual({ retry: false, undo: false });
    expect(await db().bulkJob.count({ where: { undoOf: id } })).toBe(0);
    await takeBack(id, editor);
    expect(await states(ids)).toEqual(['on', 'on']);
    const again = await does('pause', {}, { by: 'ids', ids: own });
    expect(await jobOffers(colleague, await getJob(colleague, again))).toEqual({ retry: false, undo: true });
    await fail(again, own[0] ?? '');
    await expect(retryBulk(stranger, { id: again })).rejects.toMatchObject({ code: 'forbidden' });
    expect((await getJob(editor, again)).status).toBe('done');
  });
});
