import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditFilter } from '@/lib/audit/filter';
import { listScheduleAudit } from '@/lib/audit/queries';
import { getVersion } from '@/lib/audit/versions';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { workerUp } from '@/lib/local/test-gates';
import { makeSchedule, makeTeam, scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { dueRuns } from '@/lib/local/test-runs';
import { updateSchedule } from '@/lib/schedules/commands';
import { restoreVersion } from '@/lib/schedules/restore-version';
import { deleteSchedule } from '@/lib/schedules/state-commands';
import { closeGate, createGate, deleteGate, openGate, updateGate } from './commands';
import { meets } from './meets';
import { gatesFor, getGate, listGates } from './queries';
import { addRule, removeRule } from './rule-commands';
import { listRules } from './rule-queries';
import { addWindow, removeWindow } from './window-commands';

let product: TestProduct;
let environmentId: string;
let teamId: string;
let gateId: string;

const editor = contextOf('editor');
const operator = contextOf('operator');
const administrator = contextOf('administrator');
const FIELDS = { name: 'CRM', ratePerSecond: 0.1, burst: 1 };

const through = (gate: string | null, more: object = {}) => ({
  delivery: 'through',
  targets: [{ ...TARGETS.sqs, ...more, gateId: gate }],
});
/** The one target of a schedule as a form sends it that changes nothing. */
async function targetOf(scheduleId: string) {
  const [target] = await sql<{ id: string }>(
    product.database,
    'SELECT id FROM target WHERE schedule_id = $1',
    [scheduleId],
  );
  return { ...TARGETS.sqs, id: target?.id, gateId: null };
}
const lastAudit = async () => (await auditRows(product.database, 'activity')).at(-1);

beforeAll(async () => {
  product = await startTestProduct({
    env: {
      ROTA_DISPATCH_QUEUE_ARN: 'arn:aws:sqs:eu-central-1:000000000000:dispatch',
      ROTA_DISPATCH_ROLE_ARN: 'arn:aws:iam::000000000000:role/dispatch',
    },
  });
  environmentId = (await currentEnvironment()).id;
  teamId = await makeTeam();
  gateId = (await createGate(editor, { environmentId, gate: FIELDS })).id;
});
afterAll(() => product?.stop());

describe('a gate', () => {
  it('is made, changed and audited, its name once in an environment', async () => {
    expect(await lastAudit()).toMatchObject({ action: 'gate.create', subject: 'CRM' });
    for (const name of ['CRM', 'crm'])
      await expect(createGate(editor, { environmentId, gate: { ...FIELDS, name } })).rejects.toMatchObject({
        fields: [{ path: 'gate.name', message: expect.stringContaining('Choose another') }],
      });
    const { id, version } = await createGate(editor, { environmentId, gate: { ...FIELDS, name: 'Other' } });
    const gate = { ...FIELDS, name: 'Other', ratePerSecond: 5, circuitFailures: 3 };
    expect(await updateGate(editor, { id, version, gate })).toEqual({ id, version: 2 });
    await expect(updateGate(editor, { id, version, gate })).rejects.toMatchObject({ code: 'conflict' });
    const taken = { ...gate, name: 'crm' };
    await expect(updateGate(editor, { id, version: 2, gate: taken })).rejects.toMatchObject({
      code: 'invalid',
    });
    expect((await gatesFor(operator, environmentId)).map(({ name }) => name)).toEqual(['CRM', 'Other']);
    await deleteGate(editor, { id, version: 2 });
    expect(await lastAudit()).toMatchObject({ action: 'gate.delete', subject: 'Other' });
  });

  it('is for those who may, everywhere in its environment', async () => {
    await expect(createGate(operator, { environmentId, gate: FIELDS })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const ofTeam = contextOf('editor', { teamId, environmentId });
    await expect(closeGate(ofTeam, { id: gateId, reason: 'Test' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(addRule(editor, { id: gateId, pattern: '*', reason: 'Test' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('names each field that is wrong, and what would be right', async () => {
    const gate = { ...FIELDS, name: '', ratePerSecond: 0, burst: 1.5, maxInFlight: 0 };
    await expect(createGate(editor, { environmentId, gate })).rejects.toMatchObject({
      fields: [
        { path: 'gate.name' },
        { path: 'gate.ratePerSecond', message: expect.stringContaining('0.1 a second is 6 a minute') },
        { path: 'gate.burst' },
        { path: 'gate.maxInFlight' },
      ],
    });
  });

  it('is closed with a reason and opened again, and starts slowly then', async () => {
    await closeGate(operator, { id: gateId, reason: 'The CRM is moved.' });
    await expect(closeGate(operator, { id: gateId, reason: 'Again' })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await getGate(operator, gateId)).toMatchObject({
      closedBy: 'hand',
      closedReason: 'The CRM is moved.',
      rateNow: 0,
      drainMs: null,
    });
    await openGate(operator, { id: gateId });
    const { closedBy, rateNow } = await getGate(operator, gateId);
    expect(closedBy).toBeNull();
    expect(rateNow).toBeGreaterThanOrEqual(0.01);
    expect(rateNow).toBeLessThan(0.05);
  });

  it('is closed by plan, and open once the plan is taken back', async () => {
    const from = new Date(Date.now() - 60_000).toISOString();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const window = { kind: 'once', from, until };
    const { windowId } = await addWindow(operator, { id: gateId, window, reason: 'Upgrade' });
    expect(await getGate(operator, gateId)).toMatchObject({
      closedBy: 'window',
      closedReason: 'Upgrade',
      closedUntil: new Date(until),
    });
    await removeWindow(operator, { windowId });
    expect(await getGate(operator, gateId)).toMatchObject({ closedBy: null, windows: [] });
    // What closes it now is told, not what is long over.
    const { windowId: old } = await addWindow(operator, { id: gateId, window, reason: 'Long over' });
    await sql(
      product.database,
      "UPDATE gate_window SET from_at = now() - interval '9 days', until_at = now() - interval '8 days' WHERE id = $1",
      [old],
    );
    // What is over is the audit's alone.
    expect((await getGate(operator, gateId)).windows).toEqual([]);
    // A rate is counted from when it was planned, so that it closes the gate at once.
    const now = { kind: 'recurring', expression: 'rate(2 hours)', timeZone: 'UTC', minutes: 60 };
    const { windowId: weekly } = await addWindow(operator, { id: gateId, window: now, reason: 'Weekly' });
    expect(await getGate(operator, gateId)).toMatchObject({ closedBy: 'window', closedReason: 'Weekly' });
    await removeWindow(operator, { windowId: weekly });
    await removeWindow(operator, { windowId: old });
    const over = { kind: 'once', from: '2020-01-01T00:00:00Z', until: '2020-01-02T00:00:00Z' };
    await expect(addWindow(operator, { id: gateId, window: over, reason: 'x' })).rejects.toMatchObject({
      fields: [{ path: 'window.until' }],
    });
  });

  it.each([
    ['at(2099-01-01T00:00:00)', 'what comes once has two instants instead'],
    ['after(5 minutes)', 'what comes once has two instants instead'],
    ['each day', 'an expression is written cron('],
  ])('is not closed by plan from each time of %s', async (expression, problem) => {
    const window = { kind: 'recurring', expression, timeZone: 'UTC', minutes: 5 };
    await expect(addWindow(operator, { id: gateId, window, reason: 'Weekly' })).rejects.toMatchObject({
      fields: [{ path: 'window.expression', message: expect.stringContaining(problem) }],
    });
  });

  it('tells of an open circuit when a run may probe and whether one does, and when a window closes it', async () => {
    const state = (set: string, values: unknown[] = []) =>
      sql(product.database, `UPDATE gate_state SET ${set} WHERE gate_id = '${gateId}'`, values);
    const { id } = await makeSchedule(teamId, through(gateId));
    const [probe] = await dueRuns(id, 1);
    await state("circuit_until = '2099-01-01', probe_run_id = $1", [probe]);
    const circuit = { closedBy: 'circuit', closedUntil: new Date('2099-01-01'), probing: false };
    expect(await getGate(operator, gateId)).toMatchObject(circuit);
    await state("circuit_until = now() - interval '1 second'");
    expect(await getGate(operator, gateId)).toMatchObject({ ...circuit, closedUntil: null });
    await sql(product.database, "UPDATE run_queue SET worker = 'w' WHERE run_id = $1", [probe]);
    expect(await getGate(operator, gateId)).toMatchObject({ ...circuit, closedUntil: null, probing: true });
    await state("circuit_until = NULL, probe_run_id = NULL, window_from = '2099-01-01'");
    const open = { closedBy: null, probing: false, closesAt: new Date('2099-01-01') };
    expect(await getGate(operator, gateId)).toMatchObject(open);
    await state("window_from = '2000-01-01', window_until = '2099-01-01'");
    expect(await getGate(operator, gateId)).toMatchObject({ closedBy: 'window', closesAt: null });
    await state('window_from = NULL, window_until = NULL');
    await sql(product.database, 'UPDATE run_queue SET worker = NULL');
    const { schedules } = await getGate(operator, gateId);
    await deleteSchedule(editor, { id, reason: 'Test', confirmName: schedules[0]?.name });
  });

  it('stands by its name in the history of a schedule, and in its versions', async () => {
    const { id } = await makeSchedule(teamId, through(null));
    const targets = [{ ...(await targetOf(id)), gateId }];
    const schedule = scheduleFields(teamId, { delivery: 'through', targets });
    await updateSchedule(editor, { id, generation: 1, schedule });
    const { rows } = await listScheduleAudit(operator, auditFilter.parse({}), id);
    expect(rows[0]?.changes).toContainEqual(
      expect.objectContaining({ label: expect.stringMatching(/gate$/), after: { text: 'CRM' } }),
    );
    expect(await getVersion(operator, id, 2)).toMatchObject({ targets: [{ gateId: 'CRM' }] });
    await deleteSchedule(editor, { id, reason: 'Test', confirmName: rows[0]?.subject });
  });

  it('shows what waits, in flight and passed, and how long that takes', async () => {
    await sql(
      product.database,
      'UPDATE gate_state SET tokens = 0, ramp_at = NULL, at = now() WHERE gate_id = $1',
      [gateId],
    );
    const { id } = await makeSchedule(teamId, through(gateId));
    await dueRuns(id, 12);
    await workerUp(product.database);
    await sql(
      product.database,
      `UPDATE run_queue SET worker = 'w', in_hand = run_id <> (SELECT min(run_id) FROM run_queue)
       WHERE run_id IN (SELECT run_id FROM run_queue ORDER BY run_id LIMIT 2)`,
    );
    const [gate] = await listGates(operator);
    expect(gate).toMatchObject({ waiting: 11, inFlight: 1, targets: 1, rateNow: 0.1 });
    expect((gate?.drainMs ?? 0) / 1_000).toBeCloseTo(115, -1);
    const { lastHour, schedules } = await getGate(operator, gateId);
    expect(lastHour).toHaveLength(60);
    expect(schedules).toMatchObject([{ id, waiting: 11 }]);
    await deleteSchedule(editor, { id, reason: 'Test', confirmName: schedules[0]?.name });
  });

  it('is not deleted while targets stand behind it, which it names', async () => {
    const gone = await createGate(editor, { environmentId, gate: { ...FIELDS, name: 'Gone' } });
    const saved = await makeSchedule(teamId, { name: 'Nightly sync', ...through(gone.id) });
    await expect(deleteGate(editor, gone)).rejects.toThrow('Targets of Nightly sync stand behind this gate.');
    await deleteSchedule(editor, { id: saved.id, reason: 'Test', confirmName: 'Nightly sync' });
    await deleteGate(editor, gone);
    // Its name stays in the history.
    expect(await getVersion(operator, saved.id, 1)).toMatchObject({ targets: [{ gateId: 'Gone' }] });
  });

  it('leaves nothing behind itself as it is deleted: runs of a target that was removed are ended as any other', async () => {
    const gone = await createGate(editor, { environmentId, gate: { ...FIELDS, name: 'Short' } });
    const { id, generation } = await makeSchedule(teamId, through(gone.id));
    await dueRuns(id, 1);
    const behind = () => sql(product.database, 'SELECT gate_id FROM run_queue WHERE schedule_id = $1', [id]);
    expect(await behind()).toEqual([{ gate_id: gone.id }]);
    const schedule = scheduleFields(teamId, { delivery: 'through', targets: [TARGETS.sqs] });
    await updateSchedule(editor, { id, generation, schedule });
    expect(await behind()).toEqual([{ gate_id: gone.id }]);
    await deleteGate(editor, gone);
    expect(await behind()).toEqual([{ gate_id: null }]);
  });
});

describe('a rule of a team', () => {
  it('is shown to that team, and to whoever sees all', async () => {
    const other = await makeTeam();
    const rule = { id: gateId, pattern: 'arn:aws:sqs:*:*:secret-*', kind: 'sqs', reason: 'Test' };
    const { ruleId } = await addRule(administrator, { ...rule, teamId });
    const stranger = contextOf('viewer', { teamId: other, environmentId });
    const member = contextOf('viewer', { teamId, environmentId });
    const seen = async (who: typeof stranger) => [
      (await getGate(who, gateId)).rules.length,
      (await listRules(who)).length,
    ];
    expect([await seen(stranger), await seen(member), await seen(operator)]).toEqual([
      [0, 0],
      [1, 1],
      [1, 1],
    ]);
    await removeRule(administrator, { ruleId, reason: 'Test' });
  });
});

describe('a target', () => {
  it('stands behind a gate of its environment, and only with delivery through Rota', async () => {
    await expect(makeSchedule(teamId, { ...through(gateId), delivery: 'direct' })).rejects.toMatchObject({
      fields: [
        {
          path: 'schedule.targets.0.gateId',
          message: expect.stringContaining('choose delivery through Rota'),
        },
      ],
    });
    await expect(makeSchedule(teamId, through('00000000000000zz'))).rejects.toMatchObject({
      fields: [{ path: 'schedule.targets.0.gateId' }],
    });
  });

  it('must stand behind the gate that a rule requires, unless it is as it was before', async () => {
    const before = await makeSchedule(teamId, through(null));
    const { ruleId } = await addRule(administrator, {
      id: gateId,
      teamId,
      kind: 'sqs',
      pattern: 'arn:aws:sqs:*:statements',
      reason: 'The CRM',
    });
    const refused = {
      fields: [{ path: 'schedule.targets.0.gateId', message: expect.stringContaining('the gate CRM') }],
    };
    await expect(makeSchedule(teamId, through(null))).rejects.toMatchObject(refused);
    await expect(makeSchedule(teamId)).rejects.toMatchObject(refused);
    await makeSchedule(teamId, through(gateId));
    const elsewhere = await makeSchedule(await makeTeam(), through(null));
    const moved = scheduleFields(teamId, { delivery: 'through', targets: [await targetOf(elsewhere.id)] });
    await expect(updateSchedule(administrator, { ...elsewhere, schedule: moved })).rejects.toMatchObject(
      refused,
    );
    const same = await targetOf(before.id);
    const fields = scheduleFields(teamId, { delivery: 'through', targets: [same] });
    await updateSchedule(editor, { ...before, schedule: fields });
    await removeRule(administrator, { ruleId, reason: 'Over' });
    await makeSchedule(teamId, through(null));
  });
});

describe('an address', () => {
  const reason = 'The CRM';
  const calls = (arn: string) =>
    makeSchedule(teamId, {
      delivery: 'through',
      targets: [{ kind: 'webhook', arn, retryAttempts: 3, maxAgeSeconds: 3600 }],
    });

  it.each([
    ['https://crm.example.com/*', 'https://crm.example.com./hook'],
    ['https://crm.example.com/*', 'https://CRM.example.com:443/hook'],
    ['HTTPS://Crm.Example.com.:443/*', 'https://crm.example.com/hook'],
  ])('fits %s however it is written: %s', async (pattern, arn) => {
    const rule = { id: gateId, teamId, kind: 'webhook', pattern, reason };
    const { ruleId } = await addRule(administrator, rule);
    await expect(calls(arn)).rejects.toMatchObject({
      fields: [{ path: 'schedule.targets.0.gateId' }],
    });
    await removeRule(administrator, { ruleId, reason });
  });
});

describe('a deleted schedule', () => {
  const reason = 'By mistake';
  const gateOf = (scheduleId: string) =>
    sql(product.database, 'SELECT gate_id FROM target WHERE schedule_id = $1', [scheduleId]);

  it('whose gate was deleted too comes back without it, at each of its versions', async () => {
    const gone = await createGate(editor, { environmentId, gate: { ...FIELDS, name: 'Of before' } });
    const { id } = await makeSchedule(teamId, through(gone.id));
    const { generation } = await deleteSchedule(editor, { id, reason });
    await deleteGate(editor, gone);
    await restoreVersion(editor, { id, version: generation, reason });
    expect(await gateOf(id)).toEqual([{ gate_id: null }]);
    const { rows } = await listScheduleAudit(operator, auditFilter.parse({}), id);
    expect(rows[0]).toMatchObject({ action: 'schedule.restore' });
    await deleteSchedule(editor, { id, reason });
    await restoreVersion(editor, { id, version: 1, reason });
    expect(await gateOf(id)).toEqual([{ gate_id: null }]);
  });

  it('comes back as it was in spite of a rule that was made meanwhile, but not otherwise', async () => {
    const { id } = await makeSchedule(teamId, through(gateId));
    const [target] = await sql<{ id: string }>(
      product.database,
      'SELECT id FROM target WHERE schedule_id = $1',
      [id],
    );
    const without = { ...TARGETS.sqs, id: target?.id, gateId: null };
    const schedule = scheduleFields(teamId, { delivery: 'through', targets: [without] });
    await updateSchedule(editor, { id, generation: 1, schedule });
    const { generation } = await deleteSchedule(editor, { id, reason });
    const other = await createGate(editor, { environmentId, gate: { ...FIELDS, name: 'Required' } });
    const rule = { id: other.id, teamId, kind: 'sqs', pattern: '*', reason };
    const { ruleId } = await addRule(administrator, rule);
    await expect(restoreVersion(editor, { id, version: 1, reason })).rejects.toMatchObject({
      fields: [{ path: 'schedule.targets.0.gateId' }],
    });
    await restoreVersion(editor, { id, version: generation, reason });
    expect(await gateOf(id)).toEqual([{ gate_id: null }]);
    await removeRule(administrator, { ruleId, reason });
  });
});

describe('before it is saved, a timing', () => {
  it('is told how many it meets at the gate, and when the last of them starts', async () => {
    const { id } = await createGate(editor, {
      environmentId,
      gate: { ...FIELDS, name: 'Two', ratePerSecond: 1 / 30 },
    });
    const at = (expression: string) => ({ expression, timeZone: 'UTC' });
    for (let i = 0; i < 12; i += 1)
      await makeSchedule(teamId, { ...at('cron(0 2 * * ? *)'), ...through(id) });
    await makeSchedule(teamId, { ...at('cron(0 12 * * ? *)'), ...through(id) });
    const own = {
      ...at('cron(0 2,12 * * ? *)'),
      startAt: null,
      endAt: null,
      rateAnchor: null,
      second: 0,
      excluded: [],
    };
    const meeting = await meets(operator, id, { ...own, targets: 2 });
    expect(meeting?.runs).toBe(14);
    expect(new Date(meeting?.at ?? 0).toISOString()).toContain('T02:00:00');
    // Burst 1 at one in 30 s: 50 ms more each, for what is sent late.
    expect(new Date(meeting?.lastAt ?? 0).toISOString()).toContain('T02:06:36');
  });

  it('waits for the end of maintenance, and is looked for beyond the day that comes', async () => {
    const name = 'Closed at night';
    const gate = { ...FIELDS, name, ratePerSecond: 1 / 30, rampSeconds: 0, maxInFlight: 1 };
    const { id } = await createGate(editor, { environmentId, gate });
    const window = { kind: 'recurring', expression: 'cron(0 1 * * ? *)', timeZone: 'UTC', minutes: 180 };
    await addWindow(operator, { id, window, reason: 'Nightly' });
    const own = { timeZone: 'UTC', startAt: null, endAt: null, rateAnchor: null, second: 0, excluded: [] };
    const at = (expression: string) => meets(operator, id, { ...own, expression, targets: 14 });
    const text = (instant: number | null | undefined) => new Date(instant ?? 0).toISOString().slice(11, 16);
    const night = await at('cron(0 2 * * ? *)');
    expect(night).toMatchObject({ runs: 14, maxInFlight: 1, later: false });
    expect([text(night?.at), text(night?.opensAt), text(night?.lastAt)]).toEqual(['02:00', '04:00', '04:06']);
    const inDays = (days: number) =>
      at(`at(${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 11)}12:00:00)`);
    expect(await inDays(6)).toMatchObject({ runs: 14, opensAt: null, later: true });
    expect(await inDays(40)).toBeNull();
  });
});
