import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { db } from '@/lib/db';
import type { Claimed } from '@/lib/dispatch/engine/claim';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { liftFreeze, startFreeze } from '@/lib/freeze/commands';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { attemptsOf, deliveriesOf, drain, dueRuns, failed, runOf, SUCCEEDED } from '@/lib/local/test-runs';
import { deleteSchedule, pauseSchedule, resumeSchedule } from '@/lib/schedules/state-commands';
import { MASK } from '@/lib/targets/mask';
import { ANY_RUN } from '../filter';
import { countActable } from '../queries';
import { getRun } from '../queries-one';
import { cancelMany, cancelRun } from './cancel';
import { runNow } from './now';
import { redriveMany, redriveRun } from './redrive';
import { rerun } from './rerun';
import { stopSchedule } from './stop';

let product: TestProduct;
let teamId: string;
let environmentId: string;
let id: string;
const operator = contextOf('operator');
const admin = contextOf('administrator');
const reason = 'Month end';
const ask = (more: object = {}) => ({ id, requestId: randomUUID(), ...more });
const queued = (scheduleId = id) => db().runQueue.findMany({ where: { scheduleId } });
const targetsOf = (scheduleId = id) =>
  db().target.findMany({ where: { scheduleId }, orderBy: { position: 'asc' } });
const lastActivity = async () => {
  const row = (await auditRows(product.database, 'activity')).at(-1);
  return { action: row?.action, reason: row?.reason, ...JSON.parse(row?.body ?? '{}') };
};
/** Sends all that is due, and says what was sent. */
async function deliverAll(answer = SUCCEEDED): Promise<Claimed[]> {
  const sent: Claimed[] = [];
  const deliver = async (claimed: Claimed) => {
    sent.push(claimed);
    return answer;
  };
  await drain(deliveriesOf(environmentId, deliver));
  return sent;
}
const PERMANENT = failed('It answered 400.', { permanent: true });

beforeAll(async () => {
  product = await startTestProduct({});
  environmentId = (await currentEnvironment()).id;
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
beforeEach(async () => {
  await db().runQueue.deleteMany();
  ({ id } = await makeSchedule(teamId, { targets: [TARGETS.sqs, TARGETS.lambda] }));
});

describe('running by hand', () => {
  it('makes one run for each target, due at once, and changes nothing of the schedule', async () => {
    const before = new Date();
    const { runs } = await runNow(operator, ask({ reason }));
    expect(runs).toHaveLength(2);
    const made = await Promise.all(runs.map(runOf));
    expect(new Set(made.map(({ slotAt }) => slotAt.getTime())).size).toBe(1);
    expect(made[0]).toMatchObject({ origin: 'manual', state: null, scheduleId: id });
    expect(made[0]?.slotAt.getTime()).toBeGreaterThanOrEqual(before.getTime() - 1);
    expect((await deliverAll()).map(({ runId }) => runId).sort()).toEqual([...runs].sort());
    expect(await runOf(runs[0] ?? '')).toMatchObject({ state: 'succeeded', attempts: 1 });
    expect(await db().schedule.findUnique({ where: { id } })).toMatchObject({ generation: 1, state: 'on' });
    expect(await lastActivity()).toMatchObject({ action: 'run.now', reason, details: { runs } });
  });

  it('says who asked for it as the audits do: a token of a person is not the person', async () => {
    const { actor } = operator;
    if (actor.type !== 'user') throw new Error('No user.');
    const limit = { group: '', role: 'operator', rights: [], teamId: null, environmentId: null } as const;
    const byToken = { ...actor, token: { id: 'ci', name: 'CI', limit, holder: actor } };
    const { runs } = await runNow({ ...operator, actor: byToken }, ask());
    expect(await getRun(operator, runs[0] ?? '')).toMatchObject({
      requestedByName: `token “CI” of ${actor.name}`,
    });
  });

  it('is done once, however often the form is sent', async () => {
    const input = ask();
    const answers = await Promise.allSettled([1, 2, 3].map(() => runNow(operator, input)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(runNow(operator, input)).rejects.toMatchObject({ code: 'conflict' });
    expect(await db().run.count({ where: { scheduleId: id } })).toBe(2);
  });

  it('runs the chosen targets alone, and a paused schedule too', async () => {
    await pauseSchedule(operator, { id, reason });
    const [, second] = await targetsOf();
    const { runs } = await runNow(operator, ask({ targets: [second?.id] }));
    expect(runs).toHaveLength(1);
    expect((await deliverAll()).map(({ targetId }) => targetId)).toEqual([second?.id]);
  });

  it('is refused while it is frozen, deleted or in a disabled environment', async () => {
    const freeze = await startFreeze(admin, { scope: 'team', teamId, reason });
    await expect(runNow(operator, ask())).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('frozen'),
    });
    await liftFreeze(admin, { id: freeze.id, reason });
    await db().environment.update({ where: { id: environmentId }, data: { disabledAt: new Date() } });
    await expect(runNow(operator, ask())).rejects.toMatchObject({ code: 'conflict' });
    await db().environment.update({ where: { id: environmentId }, data: { disabledAt: null } });
    const { name } = await db().schedule.findUniqueOrThrow({ where: { id } });
    await deleteSchedule(admin, { id, reason, confirmName: name });
    await expect(runNow(operator, ask())).rejects.toMatchObject({ code: 'not-found' });
    expect(await queued()).toEqual([]);
  });

  it('is refused of targets that only EventBridge Scheduler can call', async () => {
    ({ id } = await makeSchedule(teamId, { targets: [TARGETS.sqs, TARGETS.other] }));
    await expect(runNow(operator, ask())).rejects.toMatchObject({ fields: [{ path: 'targets' }] });
    const [first] = await targetsOf();
    expect((await runNow(operator, ask({ targets: [first?.id] }))).runs).toHaveLength(1);
    await expect(runNow(operator, ask({ targets: ['0000000000000000'] }))).rejects.toMatchObject({
      fields: [{ path: 'targets' }],
    });
  });
});

describe('a changed input', () => {
  const input = `{"what":"more","token":"${MASK}"}`;
  beforeEach(async () => {
    const targets = [{ ...TARGETS.sqs, input: '{"what":"all","token":"s3cret"}', secretFields: ['/token'] }];
    ({ id } = await makeSchedule(teamId, { targets }));
  });
  const changed = async (text = input) => ask({ inputs: { [(await targetsOf())[0]?.id ?? '']: text } });

  it('needs a right of its own', async () => {
    await expect(runNow(operator, await changed())).rejects.toMatchObject({ code: 'forbidden' });
    expect(await queued()).toEqual([]);
  });

  it('is sent for this run alone, keeps its secret, and is audited masked', async () => {
    await runNow(admin, await changed());
    const [sent] = await deliverAll();
    expect(sent?.changedInput).toMatch(/^\{"what":"more","token":"rota:sealed:/);
    const { details } = await lastActivity();
    expect(details.targets).toMatchObject([{ input }]);
    expect(JSON.stringify(await auditRows(product.database, 'activity'))).not.toMatch(/s3cret|rota:sealed/);
    expect((await targetsOf())[0]?.input).toContain('"what":"all"');
  });

  it('is refused where it is no JSON, or for a target that does not run', async () => {
    await expect(runNow(admin, await changed('{'))).rejects.toMatchObject({ code: 'invalid' });
    await expect(runNow(admin, ask({ inputs: { '0000000000000000': '{}' } }))).rejects.toMatchObject({
      code: 'invalid',
    });
  });

  it('may not have a task run another command without that right', async () => {
    ({ id } = await makeSchedule(teamId, { targets: [TARGETS.ecs] }));
    const command = '{"containerOverrides":[{"name":"report","command":["sh"]}]}';
    const role = { teamId: null, environmentId: null, group: 'x' };
    const granted = {
      ...operator,
      actor: {
        ...operator.actor,
        grants: [{ ...role, role: 'operator', rights: ['run.change-input'] }],
      } as typeof admin.actor,
    };
    await expect(runNow(granted, await changed(command))).rejects.toMatchObject({ code: 'forbidden' });
    const roles = '{"taskRoleArn":"arn:aws:iam::000000000000:role/admin"}';
    await expect(runNow(admin, await changed(roles))).rejects.toMatchObject({ code: 'invalid' });
    expect((await runNow(admin, await changed(command))).runs).toHaveLength(1);
  });
});

describe('cancelling', () => {
  it('ends what was not sent yet, and says who did and why', async () => {
    const [run = ''] = await dueRuns(id, 1, { dueAt: new Date(Date.now() + 60_000) });
    await cancelRun(operator, { id: run, reason });
    expect(await runOf(run)).toMatchObject({
      state: 'cancelled',
      reason: `Cancelled: ${reason}`,
      endedByName: 'The operator',
    });
    await expect(cancelRun(operator, { id: run, reason })).rejects.toMatchObject({ code: 'conflict' });
    expect(await deliverAll()).toEqual([]);
  });

  it('leaves what a worker is sending just now', async () => {
    const [run = ''] = await dueRuns(id, 1);
    const refused: unknown[] = [];
    const deliver = async () => {
      refused.push(await cancelRun(operator, { id: run, reason }).catch((error: unknown) => error));
      return SUCCEEDED;
    };
    await drain(deliveriesOf(environmentId, deliver));
    expect(refused).toMatchObject([{ code: 'conflict' }]);
    expect(await runOf(run)).toMatchObject({ state: 'succeeded' });
  });

  it('of a filter takes no more than were seen, the oldest first, and leaves what is not one’s own', async () => {
    const { id: foreign } = await makeSchedule(await makeTeam());
    await dueRuns(foreign, 1);
    const runs = await dueRuns(id, 3);
    const own = contextOf('operator', { teamId, environmentId: null });
    const many = (atMost: number) => cancelMany(own, { filter: ANY_RUN, atMost, reason });
    expect(await many(2)).toEqual({ count: 2 });
    expect((await queued()).map(({ runId }) => runId)).toEqual([runs[2]]);
    expect(await many(10)).toEqual({ count: 1 });
    expect(await queued(foreign)).toHaveLength(1);
  });

  it('of a filter is refused where the filter can not be read', async () => {
    await dueRuns(id, 1);
    for (const filter of [{ ...ANY_RUN, state: 'nonsense' }, { state: 'waiting' }, { ...ANY_RUN, more: '1' }])
      await expect(cancelMany(operator, { filter, atMost: 1, reason })).rejects.toMatchObject({
        code: 'invalid',
      });
    expect(await queued()).toHaveLength(1);
  });
});

describe('sending again', () => {
  it('is the same run with all of its attempts anew', async () => {
    const [run = ''] = await dueRuns(id, 1);
    await deliverAll(PERMANENT);
    expect(await runOf(run)).toMatchObject({ state: 'failed', attempts: 1 });
    await redriveRun(operator, { id: run });
    expect(await queued()).toMatchObject([{ priority: 0, attempts: 1, attemptsBefore: 1 }]);
    const [sent] = await deliverAll();
    expect(sent).toMatchObject({ attempt: 2, attemptsBefore: 1 });
    expect(await runOf(run)).toMatchObject({ state: 'succeeded', attempts: 2, reason: null });
    expect(await attemptsOf(run)).toMatchObject([{ outcome: 'failed' }, { outcome: 'succeeded' }]);
    expect(await db().run.count({ where: { scheduleId: id } })).toBe(1);
  });

  it('counts on from an attempt that was written down and never sent', async () => {
    const [run = ''] = await dueRuns(id, 1);
    await deliverAll(failed('It answered 503.', { retryAfterMs: 1 }));
    const { slotAt } = await runOf(run);
    // Two attempts, of which the last came too late to be sent.
    await db().runQueue.deleteMany();
    const ended = { state: 'gave_up', reason: 'Too old.', attempts: 1, endedAt: new Date() };
    await db().run.update({ where: { id_slotAt: { id: run, slotAt } }, data: ended });
    await db().runAttempt.upsert({
      where: { runId_slotAt_attempt: { runId: run, slotAt, attempt: 2 } },
      create: { runId: run, slotAt, attempt: 2, worker: 'gone', startedAt: new Date() },
      update: {},
    });
    const last = (await attemptsOf(run)).length;
    await redriveRun(operator, { id: run });
    const [sent] = await deliverAll();
    expect(sent).toMatchObject({ attempt: last + 1, attemptsBefore: last });
    expect(await runOf(run)).toMatchObject({ state: 'succeeded' });
  });

  it('is refused of what ended well, of what has no target any more, and while it is frozen', async () => {
    const [run = ''] = await dueRuns(id, 1);
    await expect(redriveRun(operator, { id: run })).rejects.toMatchObject({ code: 'conflict' });
    await deliverAll();
    await expect(redriveRun(operator, { id: run })).rejects.toMatchObject({ code: 'conflict' });
    const [other = ''] = await dueRuns(id, 1, { slotAt: new Date('2026-01-02T03:04:05Z') });
    await deliverAll(PERMANENT);
    const freeze = await startFreeze(admin, { scope: 'all', reason });
    await expect(redriveRun(operator, { id: other })).rejects.toMatchObject({ code: 'conflict' });
    expect(await redriveMany(operator, { filter: ANY_RUN, atMost: 100 })).toEqual({ count: 0 });
    await liftFreeze(admin, { id: freeze.id, reason });
    const [target] = await targetsOf();
    await db().target.delete({ where: { id: target?.id ?? '' } });
    await expect(redriveRun(operator, { id: other })).rejects.toMatchObject({ code: 'conflict' });
    expect(await queued()).toEqual([]);
  });

  it('is refused where somebody else is just sending it again', async () => {
    const [run = ''] = await dueRuns(id, 1);
    await deliverAll(PERMANENT);
    const client = new pg.Client({ connectionString: product.database.superuserUrl });
    await client.connect();
    onTestFinished(() => client.end());
    await client.query('BEGIN');
    await client.query('UPDATE run SET state = NULL, reason = NULL, ended_at = NULL WHERE id = $1', [run]);
    let over = false;
    const redriven = redriveRun(operator, { id: run }).finally(() => {
      over = true;
    });
    const outcome = expect(redriven).rejects.toMatchObject({ code: 'conflict' });
    const waiting = `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    while (!over && (await sql(product.database, waiting)).length === 0);
    await client.query('COMMIT');
    await outcome;
    expect(await queued()).toEqual([]);
  });

  it('of an input of its own is refused once the schedule was changed: its secrets were for the targets of then', async () => {
    const [run = ''] = await dueRuns(id, 1, { changedInput: '{"to":"them"}' });
    await deliverAll(PERMANENT);
    await pauseSchedule(operator, { id, reason, until: { kind: 'open' } });
    await resumeSchedule(operator, { id });
    await expect(redriveRun(operator, { id: run })).rejects.toMatchObject({ code: 'conflict' });
    expect(await redriveMany(operator, { filter: { ...ANY_RUN, schedule: id }, atMost: 100 })).toEqual({
      count: 0,
    });
    await db().run.updateMany({ where: { scheduleId: id }, data: { generation: { increment: 2 } } });
    expect(await redriveMany(operator, { filter: { ...ANY_RUN, schedule: id }, atMost: 100 })).toEqual({
      count: 1,
    });
  });

  it('of a filter sends those alone that match it', async () => {
    const runs = await dueRuns(id, 4);
    await deliverAll(PERMANENT);
    const filter = { ...ANY_RUN, schedule: id, state: 'bad' as const };
    const [stopped = ''] = runs.splice(0, 1);
    await db().run.updateMany({ where: { id: stopped }, data: { endedBy: 'somebody' } });
    expect((await countActable(operator, filter)).redrive).toBe(3);
    expect(await redriveMany(operator, { filter, atMost: 2 })).toEqual({ count: 2 });
    expect(await lastActivity()).toMatchObject({
      action: 'run.redrive',
      details: {
        count: 2,
        filter: { schedule: id, state: 'bad' },
        runs: expect.arrayContaining(runs.slice(0, 2)),
      },
    });
    expect((await deliverAll()).map(({ runId }) => runId).sort()).toEqual(runs.slice(0, 2).sort());
    expect(await redriveMany(operator, { filter, atMost: 9 })).toEqual({ count: 1 });
    expect(await redriveRun(operator, { id: stopped })).toEqual({ id: stopped });
  });
});

describe('running a past slot again', () => {
  it('is a run of its own that names the slot of then', async () => {
    const [past = ''] = await dueRuns(id, 1);
    await deliverAll();
    const input = { id: past, requestId: randomUUID() };
    const made = await rerun(operator, input);
    await expect(rerun(operator, input)).rejects.toMatchObject({ code: 'conflict' });
    const [before, after] = [await runOf(past), await runOf(made.id)];
    expect(after).toMatchObject({ origin: 'rerun', nominalAt: before.nominalAt, targetId: before.targetId });
    expect(after.slotAt.getTime()).toBeGreaterThan(before.slotAt.getTime());
    expect(await deliverAll()).toMatchObject([{ runId: made.id, nominalAt: before.nominalAt }]);
    expect(await runOf(past)).toEqual(before);
  });
});

describe('stopping', () => {
  it('cancels what waits for another attempt, and leaves what was not sent yet', async () => {
    const [sent = ''] = await dueRuns(id, 1);
    const deliveries = deliveriesOf(environmentId, async () =>
      failed('It answered 503.', { retryAfterMs: 60_000 }),
    );
    await deliveries.turn();
    await deliveries.ended();
    await dueRuns(id, 1, { dueAt: new Date(Date.now() + 60_000), slotAt: new Date('2099-01-01') });
    expect(await stopSchedule(operator, { id, reason })).toEqual({
      stopped: 0,
      cancelled: 1,
      ended: 0,
      problems: [],
    });
    expect(await runOf(sent)).toMatchObject({
      state: 'cancelled',
      reason: `Stopped: ${reason}`,
      attempts: 1,
    });
    expect(await queued()).toHaveLength(1);
    await expect(stopSchedule(operator, { id, reason })).rejects.toMatchObject({ code: 'conflict' });
  });
});

it('after all that, names just those runs as bad that are', async () => {
  const bad = "SELECT id FROM run WHERE state IN ('failed', 'gave_up', 'unknown', 'missed')";
  const differing = `(${bad} EXCEPT SELECT run_id FROM bad_run) UNION ALL (SELECT run_id FROM bad_run EXCEPT ${bad})`;
  expect(await sql(product.database, differing)).toEqual([]);
  expect(await db().badRun.count()).toBeGreaterThan(0);
});
