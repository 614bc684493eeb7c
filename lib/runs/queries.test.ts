import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { UserActor } from '@/lib/context';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { newId } from '@/lib/id';
import { makeGate } from '@/lib/local/test-gates';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { deliveriesOf, drain, dueRuns, failed, SUCCEEDED } from '@/lib/local/test-runs';
import { pauseSchedule } from '@/lib/schedules/state-commands';
import { cancelMany, cancelRun } from './commands/cancel';
import { stopSchedule } from './commands/stop';
import { ANY_RUN, AT_ONCE, RUN_STATES, runFilter } from './filter';
import { type Actable, countActable, listRuns, PAGE_SIZE } from './queries';
import { getIncident } from './queries-incident';
import { getRun } from './queries-one';
import { countRuns, lastOutcomes, runsOfSchedule } from './queries-outcomes';

let product: TestProduct;
let environmentId: string;
let teamId: string;
let id: string;
const viewer = contextOf('viewer');
const operator = contextOf('operator');
const list = async (fields: object = {}) =>
  (await listRuns(viewer, runFilter.parse({ schedule: id, ...fields }))).rows;
const deliverAll = (answer = SUCCEEDED) => drain(deliveriesOf(environmentId, async () => answer));

beforeAll(async () => {
  product = await startTestProduct({});
  environmentId = (await currentEnvironment()).id;
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
beforeEach(async () => {
  await db().runQueue.deleteMany();
  ({ id } = await makeSchedule(teamId));
});

/** A run in each state that there is, made so by hand. @returns the ids by state */
async function oneOfEach(): Promise<Record<string, string>> {
  const runs = await dueRuns(id, RUN_STATES.length);
  const made = Object.fromEntries(RUN_STATES.map((state, i) => [state, runs[i] ?? '']));
  for (const [state, run] of Object.entries(made)) {
    if (state === 'waiting') continue;
    if (state === 'planned')
      await db().runQueue.update({ where: { runId: run }, data: { visibleAt: new Date('2099-01-01') } });
    else if (state === 'running')
      await db().runQueue.update({ where: { runId: run }, data: { worker: 'one', attempts: 1 } });
    else {
      await db().runQueue.delete({ where: { runId: run } });
      await db().run.updateMany({ where: { id: run }, data: { state, endedAt: new Date() } });
    }
  }
  return made;
}

describe('the list of runs', () => {
  it('finds by state what it shows in that state, and no other', async () => {
    const made = await oneOfEach();
    const shown = Object.fromEntries((await list()).map((run) => [run.state, run.id]));
    expect(shown).toEqual(made);
    for (const state of RUN_STATES)
      expect(
        (await list({ state })).map((run) => run.id),
        state,
      ).toEqual([made[state]]);
    const bad = (await list({ state: 'bad' })).map(({ state }) => state).sort();
    expect(bad).toEqual(['failed', 'gave_up', 'missed', 'unknown']);
  });

  it('takes one that is watched for running, and one that waits for another attempt for waiting', async () => {
    const [watched = '', again = ''] = await dueRuns(id, 2);
    await db().runQueue.update({ where: { runId: watched }, data: { step: 'watch', attempts: 1 } });
    const later = { attempts: 1, visibleAt: new Date('2099-01-01') };
    await db().runQueue.update({ where: { runId: again }, data: later });
    expect((await list({ state: 'running' })).map((run) => run.id)).toEqual([watched]);
    expect(await list({ state: 'waiting' })).toMatchObject([
      { id: again, dueAt: later.visibleAt, attempts: 1 },
    ]);
  });

  it('takes one that its worker has in hand for its gate for waiting: nothing was sent, so it can be cancelled', async () => {
    const [one = '', other = ''] = await dueRuns(id, 2);
    const gateId = await makeGate(product.database, environmentId);
    const inHand = { worker: 'one', inHand: true, attempts: 1, gateId, visibleAt: new Date('2099-01-01') };
    await db().runQueue.updateMany({ where: { scheduleId: id }, data: inHand });
    expect(await list({ state: 'running' })).toEqual([]);
    const { since } = await db().runQueue.findUniqueOrThrow({ where: { runId: one } });
    const [, first] = await list({ state: 'waiting' });
    expect(first).toMatchObject({ id: one, attempts: 0, dueAt: since, atGate: true });
    const selection = runFilter.parse({ schedule: id });
    expect(await countActable(operator, selection)).toMatchObject({ cancel: 2 });
    expect((await runsOfSchedule(viewer, id)).stoppable).toBe(0);
    await expect(stopSchedule(operator, { id, reason: 'Late' })).rejects.toMatchObject({ code: 'conflict' });
    await cancelRun(operator, { id: one, reason: 'Late' });
    const many = { filter: { ...ANY_RUN, schedule: id, state: 'waiting' }, atMost: 9, reason: 'Late' };
    expect(await cancelMany(operator, many)).toEqual({ count: 1 });
    for (const run of [one, other])
      expect(await getRun(viewer, run)).toMatchObject({ state: 'cancelled', attempts: 0, startedAt: null });
  });

  it('is filtered by everything that it can be, each alone', async () => {
    const { id: other } = await makeSchedule(await makeTeam(), { targets: [TARGETS.lambda] });
    const [mine = ''] = await dueRuns(id, 1);
    const [theirs = ''] = await dueRuns(other, 1, {
      origin: 'manual',
      slotAt: new Date('2020-02-02T02:02:02Z'),
    });
    const { name } = await db().schedule.findUniqueOrThrow({ where: { id: other } });
    const ids = async (fields: object) =>
      (await listRuns(viewer, runFilter.parse(fields))).rows.map((run) => run.id);
    for (const [fields, run] of [
      [{ team: teamId, schedule: id }, mine],
      [{ environment: environmentId, kind: 'lambda' }, theirs],
      [{ name: name.slice(1, -1).toUpperCase() }, theirs],
      [{ name: '%' }, ''],
      [{ target: 'SEND-statements' }, theirs],
      [{ target: 'send%' }, ''],
      [{ origin: 'manual' }, theirs],
      [{ to: '2020-02-02T02:02:03Z' }, theirs],
      [{ from: '2020-02-02T02:02:02Z', to: '2020-02-02T02:02:03Z' }, theirs],
      [{ from: '2020-02-02T02:02:03Z', schedule: id }, mine],
    ] as const)
      expect(await ids(fields), JSON.stringify(fields)).toEqual(run ? [run] : []);
    expect(await ids({ from: 'x', state: 'y', kind: ['a', 'b'] })).toEqual(
      expect.arrayContaining([mine, theirs]),
    );
  });

  it('goes from page to page without losing or repeating one, there and back', async () => {
    const runs = await dueRuns(id, PAGE_SIZE + 7);
    const page = (place: object) => listRuns(viewer, runFilter.parse({ schedule: id, ...place }));
    const first = await page({});
    const second = await page({ after: first.next });
    const seen = [...first.rows, ...second.rows];
    expect(seen.map((run) => run.id)).toEqual(runs.toReversed());
    expect(second.next).toBeNull();
    expect((await page({ before: second.previous })).rows).toEqual(first.rows);
  });

  it('keeps the runs of other teams to those who may see them', async () => {
    const [mine = ''] = await dueRuns(id, 1);
    const other = contextOf('operator', { teamId: await makeTeam(), environmentId: null });
    expect((await listRuns(other, runFilter.parse({}))).rows).toEqual([]);
    expect(await countActable(other, runFilter.parse({}))).toEqual(NOTHING);
    expect(await countRuns(other)).toEqual({ backlog: 0, running: 0, bad: 0 });
    expect(await lastOutcomes(other, [id])).toEqual({});
    await expect(getRun(other, mine)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(runsOfSchedule(other, id)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

const NOTHING: Actable = {
  cancel: 0,
  end: 0,
  redrive: 0,
  production: { cancel: [], end: [], redrive: [] },
};

it('counts what can be cancelled and sent again, and what stands out', async () => {
  await oneOfEach();
  const selection = runFilter.parse({ schedule: id });
  expect(await countActable(operator, selection)).toEqual({ ...NOTHING, cancel: 2, redrive: 4 });
  expect(await countActable(viewer, selection)).toEqual(NOTHING);
  expect(await countActable(operator, { ...ANY_RUN, state: 'succeeded' })).toEqual(NOTHING);
  expect(await countRuns(contextOf('viewer', { teamId, environmentId: null }))).toMatchObject({
    backlog: 1,
    running: 1,
  });
});

it('shows one run with what was sent, what came back and who asked', async () => {
  const [run = ''] = await dueRuns(id, 1);
  await deliverAll(failed('It answered 400.', { permanent: true, excerpt: 'no', requestId: 'r-1' }));
  const log = [{ attempt: 1, outcome: 'failed', status: 503, excerpt: 'no', requestId: 'r-1', links: [] }];
  expect(await getRun(viewer, run)).toMatchObject({
    state: 'failed',
    reason: 'It answered 400.',
    keepsAnswers: true,
    log,
  });
  await expect(getRun(viewer, '0000000000000000')).rejects.toMatchObject({ code: 'not-found' });
  await expect(getRun(viewer, 'x')).rejects.toMatchObject({ code: 'not-found' });
});

it('shows the last outcomes of a schedule, without what is only planned', async () => {
  const runs = await dueRuns(id, 3);
  await deliverAll();
  await dueRuns(id, 1, { slotAt: new Date('2099-01-01'), dueAt: new Date('2099-01-01') });
  const { last, stoppable } = await runsOfSchedule(viewer, id);
  expect(last.map((run) => run.id)).toEqual(runs.toReversed());
  expect(stoppable).toBe(0);
  expect(await lastOutcomes(viewer, [id])).toMatchObject({
    [id]: { id: runs[2], state: 'succeeded', origin: 'clock' },
  });
});

it('shows a slot of several targets as its worst run, and the slots before it', async () => {
  const { id: both } = await makeSchedule(teamId, { targets: [TARGETS.sqs, TARGETS.sns] });
  const [first, second] = await db().target.findMany({
    where: { scheduleId: both },
    orderBy: { position: 'asc' },
  });
  const ended = (state: 'missed' | 'skipped' | 'unknown', minutesAgo: number, targetId = first?.id ?? '') => {
    const slotAt = new Date(MINUTE * (Math.floor(Date.now() / MINUTE) - minutesAgo));
    return dueRuns(both, 1, {
      targetId,
      slotAt,
      nominalAt: slotAt,
      dueAt: slotAt,
      ended: { state, reason: 'A test.' },
    });
  };
  await ended('missed', 8 * 24 * 60);
  await ended('skipped', 2);
  await ended('missed', 2, second?.id);
  const [worst] = await ended('unknown', 1);
  await ended('skipped', 1, second?.id);
  expect(await lastOutcomes(viewer, [both])).toMatchObject({
    [both]: { id: worst, state: 'unknown', recent: ['unknown', 'missed', 'missed'] },
  });
  expect(await runsOfSchedule(viewer, both)).toMatchObject({ missed: 1 });
});

const MINUTE = 60_000;

it('says of a waiting run that its schedule is off', async () => {
  await dueRuns(id, 1);
  await pauseSchedule(operator, { id, reason: 'Month end' });
  expect(await list()).toMatchObject([{ state: 'waiting', held: true }]);
});

it('says of a waiting run that another one of its target is under way, where no two may be at once', async () => {
  const [first, second] = await dueRuns(id, 2);
  await sql(product.database, `UPDATE run_queue SET exclusive = true WHERE schedule_id = '${id}'`);
  expect((await list()).map(({ behind }) => behind)).toEqual([false, false]);
  await sql(product.database, `UPDATE run_queue SET step = 'watch' WHERE run_id = '${first}'`);
  expect(await list()).toMatchObject([
    { id: second, behind: true },
    { id: first, behind: false },
  ]);
  await sql(product.database, `UPDATE run_queue SET exclusive = false WHERE schedule_id = '${id}'`);
  expect((await list()).map(({ behind }) => behind)).toEqual([false, false]);
});

it('tells who cancelled a run', async () => {
  const [run = ''] = await dueRuns(id, 1);
  await cancelRun(operator, { id: run, reason: 'Wrong month' });
  expect(await getRun(viewer, run)).toMatchObject({
    endedByName: 'The operator',
    reason: 'Cancelled: Wrong month',
  });
});

it('tells workers that are up from those that stopped and those that went silent', async () => {
  const at = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1_000);
  const worker = { host: 'one', version: 1, startedAt: at(3_600) };
  await db().worker.createMany({
    data: [
      { ...worker, id: 'up', seenAt: at(5) },
      { ...worker, id: 'silent', seenAt: at(60) },
      { ...worker, id: 'stopped', seenAt: at(60), stoppedAt: at(50) },
      { ...worker, id: 'forgotten', seenAt: at(100_000) },
    ],
  });
  const said = { environmentId, messageId: 'm', reason: 'No such schedule.', body: 'x'.repeat(500) };
  await db().refusedMessage.create({ data: said });
  const { workers, environments, refused } = await getIncident(viewer);
  expect(Object.fromEntries(workers.map((one) => [one.id, one.standing]))).toEqual({
    up: 'up',
    silent: 'silent',
    stopped: 'stopped',
  });
  expect(environments).toMatchObject([{ id: environmentId, error: null }]);
  expect(refused).toEqual([]);
  expect((await getIncident(contextOf('administrator'))).refused).toMatchObject([
    { reason: 'No such schedule.', excerpt: 'x'.repeat(200) },
  ]);
});

describe('of the runs that can be acted on, those in production', () => {
  const actable = (selection: object, context = operator) =>
    countActable(context, { ...ANY_RUN, ...selection });
  const OPERATOR = { role: 'operator', rights: [], group: null } as const;
  let near: string;
  beforeAll(async () => {
    const place = { ...TEST_PLACE, groupName: 'near', production: true };
    ({ id: near } = await db().environment.create({ data: { id: newId(), name: 'Near', ...place } }));
  });
  afterAll(() => db().environment.updateMany({ data: { production: false } }));

  it('are named by their environments, for each act those of its own', async () => {
    const { id: live } = await makeSchedule(teamId, { targets: [TARGETS.lambda] }, near);
    await dueRuns(id, 1);
    const [run = ''] = await dueRuns(live, 1);
    expect(await actable({ schedule: id })).toEqual({ ...NOTHING, cancel: 1 });
    expect(await actable({ team: teamId })).toMatchObject({
      cancel: 2,
      production: { cancel: ['Near'], end: [], redrive: [] },
    });
    await db().runQueue.delete({ where: { runId: run } });
    await db().run.updateMany({ where: { id: run }, data: { state: 'failed', endedAt: new Date() } });
    expect(await actable({ schedule: live })).toMatchObject({
      redrive: 1,
      production: { cancel: [], end: [], redrive: ['Near'] },
    });
  });

  it('may be anywhere, where there are more runs than were counted', async () => {
    await dueRuns(id, AT_ONCE);
    expect(await actable({})).toMatchObject({ cancel: AT_ONCE, production: { cancel: ['Near'], end: [] } });
    for (const place of [{ schedule: id }, { environment: environmentId }])
      expect(await actable(place)).toMatchObject({ cancel: AT_ONCE, production: { cancel: [] } });
  });

  it('are not told to somebody who can act on none there, however many there are', async () => {
    await dueRuns(id, AT_ONCE);
    const here = contextOf('operator', { teamId, environmentId });
    expect(await actable({}, here)).toMatchObject({ cancel: AT_ONCE, production: { cancel: [] } });
    const there = { teamId: await makeTeam(), environmentId: near };
    const grants = [{ teamId, environmentId }, there].map((place) => ({ ...OPERATOR, ...place }));
    const both = { ...here, actor: { ...(here.actor as UserActor), grants } };
    expect(await actable({}, both)).toMatchObject({ cancel: AT_ONCE, production: { cancel: ['Near'] } });
    const ofTeam = { cancel: AT_ONCE, production: { cancel: [] } };
    expect(await actable({ team: teamId }, both)).toMatchObject(ofTeam);
  });
});
