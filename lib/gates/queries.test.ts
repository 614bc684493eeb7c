import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { startFreeze } from '@/lib/freeze/commands';
import { makeGate, workerUp } from '@/lib/local/test-gates';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { dueRuns } from '@/lib/local/test-runs';
import { getRun } from '@/lib/runs/queries-one';
import { pauseSchedule } from '@/lib/schedules/state-commands';
import { closeGate } from './commands';
import { getGate } from './queries';
import { addWindow, removeWindow } from './window-commands';

let product: TestProduct;
let environmentId: string;
let teamId: string;

const operator = contextOf('operator');

beforeAll(async () => {
  product = await startTestProduct({
    env: {
      ROTA_DISPATCH_QUEUE_ARN: 'arn:aws:sqs:eu-central-1:000000000000:dispatch',
      ROTA_DISPATCH_ROLE_ARN: 'arn:aws:iam::000000000000:role/dispatch',
    },
  });
  environmentId = (await currentEnvironment()).id;
  teamId = await makeTeam();
});
afterAll(() => product?.stop());

/** A schedule whose target stands behind a gate. */
const behind = async (gateId: string, team = teamId) =>
  (await makeSchedule(team, { delivery: 'through', targets: [{ ...TARGETS.sqs, gateId }] })).id;

/** Writes down an attempt of 20 s at a run that ended so many seconds ago. */
const ended = (run: string | undefined, outcome: string, reason: string | null, ago: number) =>
  sql(
    product.database,
    `INSERT INTO run_attempt (run_id, slot_at, attempt, worker, started_at, ended_at, outcome, reason)
     SELECT id, slot_at, 1, 'w', now() - make_interval(secs => $4 + 20), now() - make_interval(secs => $4), $2, $3
     FROM run WHERE id = $1`,
    [run, outcome, reason, ago],
  );

describe('how long what waits takes', () => {
  it('follows from how long runs took lately, where only so many may be in flight', async () => {
    const gateId = await makeGate(product.database, environmentId, { ratePerSecond: 10, maxInFlight: 1 });
    const id = await behind(gateId);
    const [run] = await dueRuns(id, 30);
    const hold = (which: string) =>
      sql(product.database, `UPDATE run_queue SET worker = 'w' WHERE run_id = (${which})`, [id]);
    const oldest = 'SELECT run_id FROM run_queue WHERE schedule_id = $1 ORDER BY visible_at LIMIT 1';
    await hold(oldest);
    expect(await getGate(operator, gateId)).toMatchObject({ drainMs: null, drainUnknown: 'no-worker' });
    await workerUp(product.database);
    expect(await getGate(operator, gateId)).toMatchObject({ waiting: 29, drainUnknown: 'in-flight' });
    await sql(product.database, 'DELETE FROM run_queue WHERE run_id = $1', [run]);
    await ended(run, 'succeeded', null, 60);
    await hold(oldest);
    expect(await getGate(operator, gateId)).toMatchObject({ waiting: 28, inFlight: 1, drainUnknown: null });
    expect((await getGate(operator, gateId)).drainMs).toBeCloseTo(28 * 20_000, -1);
  });

  it('leaves out what a freeze or a pause keeps back, and says how much that is', async () => {
    await workerUp(product.database);
    const gateId = await makeGate(product.database, environmentId);
    const iced = await makeTeam();
    const [frozen, paused, free] = [await behind(gateId, iced), await behind(gateId), await behind(gateId)];
    for (const [id, count] of [
      [frozen, 5],
      [paused, 3],
      [free, 2],
    ] as const)
      await dueRuns(id, count);
    const scope = { scope: 'team', teamId: iced };
    await startFreeze(contextOf('administrator'), { ...scope, reason: 'Test' });
    await pauseSchedule(operator, { id: paused, reason: 'Test' });
    const gate = await getGate(operator, gateId);
    expect(gate).toMatchObject({ waiting: 2, held: 8, drainMs: 0 });
    expect(gate.schedules.map(({ waiting }) => waiting)).toEqual([2, 0, 0]);
  });
});

it('is named by a run that waits for it, with what keeps it closed, and so is what else keeps the run', async () => {
  const gateId = await makeGate(product.database, environmentId, { name: 'CRM' });
  const [run = ''] = await dueRuns(await behind(gateId), 1);
  await workerUp(product.database);
  expect(await getRun(operator, run)).toMatchObject({
    gate: { id: gateId, name: 'CRM', closedBy: null },
    unserved: null,
  });
  await closeGate(operator, { id: gateId, reason: 'It moves.' });
  expect(await getRun(operator, run)).toMatchObject({
    gate: { closedBy: 'hand', closedReason: 'It moves.' },
  });
  await sql(product.database, 'UPDATE worker SET clock_off_ms = 5000');
  await sql(
    product.database,
    `UPDATE run_queue SET nominal_at = date_trunc('minute', since) + interval '7 seconds',
       since = date_trunc('minute', since) + interval '7 seconds' WHERE run_id = $1`,
    [run],
  );
  expect(await getRun(operator, run)).toMatchObject({ unserved: 'clocks' });
  await sql(product.database, 'UPDATE worker SET stopped_at = now(), clock_off_ms = NULL');
  expect(await getRun(operator, run)).toMatchObject({ unserved: 'no-worker' });
  await sql(product.database, 'UPDATE worker SET stopped_at = NULL');
  await sql(product.database, "UPDATE run_queue SET worker = 'up', attempts = 1 WHERE run_id = $1", [run]);
  expect(await getRun(operator, run)).toMatchObject({ state: 'running', gate: null, unserved: null });
});

it('shows of an open circuit what failed last, to those who may see its schedule', async () => {
  const gateId = await makeGate(product.database, environmentId, { circuitFailures: 2 });
  const [again] = await dueRuns(await behind(gateId), 1);
  await sql(product.database, 'UPDATE run_queue SET attempts = 1 WHERE run_id = $1', [again]);
  await ended(again, 'failed', 'It answered 500.', 120);
  const other = await behind(gateId, await makeTeam());
  const [over] = await dueRuns(other, 1);
  await sql(product.database, 'DELETE FROM run_queue WHERE run_id = $1', [over]);
  await ended(over, 'unanswered', 'No answer came in time.', 60);
  expect(await getGate(operator, gateId)).toMatchObject({ closedBy: null, lastFailure: null });
  await sql(product.database, 'UPDATE gate_state SET circuit_until = now() WHERE gate_id = $1', [gateId]);
  expect(await getGate(operator, gateId)).toMatchObject({
    closedBy: 'circuit',
    lastFailure: { runId: over, reason: 'No answer came in time.' },
  });
  const ofTeam = contextOf('viewer', { teamId, environmentId });
  expect(await getGate(ofTeam, gateId)).toMatchObject({
    lastFailure: { runId: again, reason: 'It answered 500.' },
  });
});

it('is not closed by plan for good, and says so where it was', async () => {
  const gateId = await makeGate(product.database, environmentId);
  const plan = (expression: string, minutes: number) =>
    addWindow(operator, {
      id: gateId,
      window: { kind: 'recurring', expression, timeZone: 'UTC', minutes },
      reason: 'Hourly',
    });
  const never = (who: string) => ({
    fields: [{ path: 'window.minutes', message: expect.stringMatching(`^${who} follow one another`) }],
  });
  await expect(plan('cron(0 * * * ? *)', 60)).rejects.toMatchObject(never('These windows'));
  const { windowId } = await plan('cron(0 * * * ? *)', 40);
  await expect(plan('cron(40 * * * ? *)', 20)).rejects.toMatchObject(
    never('With what is planned already, these windows'),
  );
  // As an earlier release let it be planned.
  await sql(product.database, 'UPDATE gate_window SET minutes = 60 WHERE id = $1', [windowId]);
  await sql(
    product.database,
    "UPDATE gate_state SET window_from = '2020-01-01', window_until = '2099-01-01' WHERE gate_id = $1",
    [gateId],
  );
  expect(await getGate(operator, gateId)).toMatchObject({
    closedBy: 'window',
    closedReason: 'Hourly',
    closedUntil: null,
  });
  await removeWindow(operator, { windowId });
});
