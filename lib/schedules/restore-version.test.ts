import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addEntry } from '@/lib/allow-lists/commands';
import { record } from '@/lib/audit/record';
import { createCalendar, deleteCalendar } from '@/lib/calendars/commands';
import { db } from '@/lib/db';
import { encryptionKey } from '@/lib/encryption-key';
import { makeSchedule, makeTeam, ROLE_ARN, scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, stateOf } from '@/lib/local/test-rows';
import { reconcileSoon } from '@/lib/sync/soon';
import { MASK } from '@/lib/targets/mask';
import { openInput } from '@/lib/targets/secrets';
import { createSchedule, subjectOf, updateSchedule } from './commands';
import { formFromSchedule, toInput } from './form';
import { loadLocked, snapshotOf } from './load';
import { getSchedule } from './queries';
import { restoreVersion } from './restore-version';
import { deleteSchedule, disableSchedule, resumeSchedule } from './state-commands';

let product: TestProduct<{ aws: true }>;
let team = '';
const editor = contextOf('editor');
const reason = 'It was right before';

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  team = await makeTeam();
});
afterAll(() => product?.stop());
afterEach(() => db().allowedArn.deleteMany());

const shown = (id: string) => db().$transaction(async (tx) => snapshotOf(await loadLocked(tx, id)));

/** Saves a schedule with some fields changed, as its form would. */
async function change(id: string, fields: object) {
  const schedule = await getSchedule(editor, id);
  const input = { ...toInput(formFromSchedule(schedule)), ...fields };
  return updateSchedule(editor, { id, generation: schedule.generation, schedule: input });
}

/** Writes into the history that a schedule once was otherwise. @returns the generation at which */
async function onceWas(id: string, fields: object): Promise<number> {
  const saved = await change(id, { description: randomUUID() });
  await db().$transaction(async (tx) => {
    const schedule = await loadLocked(tx, id);
    const after = { ...snapshotOf(schedule), ...fields };
    const entry = { audit: 'schedule', action: 'schedule.update', before: null, after } as const;
    await record(tx, editor, { ...entry, ...subjectOf(schedule) });
  });
  return saved.generation;
}

const refusal = (path: string, message: RegExp) => ({
  code: 'invalid',
  fields: [{ path, message: expect.stringMatching(message) }],
});

describe('restoring a version', () => {
  it('brings all of its content back as a new version, says of which it is, and AWS follows', async () => {
    const calendar = `Holidays ${randomUUID()}`;
    const { id: calendarId } = await createCalendar(contextOf('administrator'), {
      name: calendar,
      teamId: null,
      dates: [],
    });
    const { id } = await makeSchedule(team, {
      calendarIds: [calendarId],
      startLocal: '2030-07-01T09:00',
      endLocal: '2031-07-01T09:00',
      second: 7,
      targets: Object.values(TARGETS),
    });
    const first = await shown(id);
    await change(id, {
      ...scheduleFields(team, { expression: 'rate(2 hours)', timeZone: 'UTC', tags: [], owner: 'Emil' }),
      second: 0,
      flexibleMinutes: 5,
    });
    expect(await restoreVersion(editor, { id, version: 1, generation: 2, reason })).toEqual({
      id,
      generation: 3,
    });
    const ids = ({ targets, ...fields }: typeof first) => ({
      ...fields,
      targets: targets.map((target) => ({ ...target, id: '' })),
    });
    expect(ids(await shown(id))).toEqual(ids(first));
    const row = (await auditRows(product.database, 'schedule')).at(-1);
    expect(row).toMatchObject({ action: 'schedule.restore', reason, generation: 3, outcome: 'ok' });
    expect(JSON.parse(row?.body ?? '')).toMatchObject({ restoredFrom: 1 });
    await reconcileSoon(id);
    const { sync } = await getSchedule(editor, id);
    expect(sync).toMatchObject({ status: 'live', syncedGeneration: 3 });
  });

  it('of before there was a choice is delivered directly, its targets as safe to repeat as their kind is', async () => {
    const { id } = await makeSchedule(team, { targets: [TARGETS.sqs, TARGETS.lambda] });
    const { targets } = await shown(id);
    const earlier = targets.map(({ timeoutSeconds, safeToRepeat, ...target }) => target);
    const version = await onceWas(id, { delivery: undefined, targets: earlier, owner: 'Before' });
    await change(id, { targets: [{ ...TARGETS.lambda, timeoutSeconds: 5, safeToRepeat: true }] });
    await restoreVersion(editor, { id, version, reason });
    expect(await shown(id)).toMatchObject({
      owner: 'Before',
      delivery: 'direct',
      targets: [
        { kind: 'sqs', timeoutSeconds: 30, safeToRepeat: true },
        { kind: 'lambda', timeoutSeconds: 30, safeToRepeat: false, invocation: 'event' },
      ],
    });
  });

  it('leaves the state as it is, and a target that is still there its id', async () => {
    const { id } = await makeSchedule(team);
    const [target] = (await shown(id)).targets;
    await change(id, { description: 'Changed' });
    await disableSchedule(editor, { id, reason });
    await restoreVersion(editor, { id, version: 1, reason });
    expect(await shown(id)).toMatchObject({
      state: 'disabled',
      description: 'Sends the statements.',
      targets: [{ id: target?.id }],
    });
  });

  it('brings a deleted schedule back paused, and it can go on', async () => {
    const { id } = await makeSchedule(team);
    const { name } = await getSchedule(editor, id);
    await reconcileSoon(id);
    const { generation } = await deleteSchedule(editor, { id, reason, confirmName: name });
    await reconcileSoon(id);
    await restoreVersion(editor, { id, version: generation, reason });
    const paused = await getSchedule(editor, id);
    expect(paused).toMatchObject({ state: 'paused', stateReason: reason });
    await reconcileSoon(id);
    await resumeSchedule(editor, { id });
    await reconcileSoon(id);
    expect((await getSchedule(editor, id)).sync).toMatchObject({ status: 'live', syncedGeneration: 4 });
  });

  it.each<[string, object, string, RegExp]>([
    ['a time that has passed', { expression: 'at(2020-01-01T09:00:00)' }, 'expression', /time has passed/],
    ['an end that has passed', { endAt: '2020-01-01T09:00:00.000Z' }, 'endLocal', /end comes before/],
    ['a calendar that is gone', { calendars: ['Of old'] }, 'calendarIds', /Of old does not exist any more/],
    [
      'a start in an hour that comes twice',
      { timeZone: 'Europe/London', startAt: '2030-10-27T01:30:00.000Z' },
      'startLocal',
      /can't be told by the clocks/,
    ],
    ['an owner that no form takes', { owner: 'x'.repeat(101) }, 'owner', /at most 100/],
  ])('refuses %s and changes nothing', async (_what, fields, path, message) => {
    const { id } = await makeSchedule(team);
    const version = await onceWas(id, fields);
    const before = await stateOf(product.database);
    await expect(restoreVersion(editor, { id, version, reason })).rejects.toMatchObject(
      refusal(`schedule.${path}`, message),
    );
    expect(await stateOf(product.database)).toEqual(before);
  });

  it('refuses a name that another schedule has by now', async () => {
    const { id } = await makeSchedule(team);
    const { name } = await shown(id);
    await change(id, { name: `${name} renamed` });
    await makeSchedule(team, { name });
    await expect(restoreVersion(editor, { id, version: 1, reason })).rejects.toMatchObject(
      refusal('schedule.name', /Another schedule has this name/),
    );
  });

  it('refuses what the allow-lists refuse by now', async () => {
    const { id } = await makeSchedule(team, { targets: [TARGETS.sqs] });
    await change(id, { targets: [{ ...TARGETS.sqs, roleArn: `${ROLE_ARN}-new` }] });
    await addEntry(contextOf('administrator'), {
      kind: 'role',
      pattern: `${ROLE_ARN}-new`,
      teamId: team,
      environmentId: null,
      reason,
    });
    await expect(restoreVersion(editor, { id, version: 1, reason })).rejects.toMatchObject({
      code: 'invalid',
      fields: [{ path: 'schedule.targets.0.roleArn' }],
    });
  });

  it('is of the last one where none is named, which brings back what was deleted', async () => {
    const { id } = await makeSchedule(team);
    await change(id, { description: 'Changed' });
    await deleteSchedule(editor, { id, reason: 'By mistake' });
    expect(await restoreVersion(editor, { id, reason })).toEqual({ id, generation: 4 });
    expect(await shown(id)).toMatchObject({ state: 'paused', description: 'Changed' });
    await expect(restoreVersion(editor, { id, reason })).rejects.toMatchObject({ message: /so already/ });
  });

  it('refuses the version that it is already, a newer generation, and one that never was', async () => {
    const { id } = await makeSchedule(team);
    const again = { id, version: 1, reason };
    await expect(restoreVersion(editor, again)).rejects.toMatchObject({ message: /so already/ });
    await change(id, { description: 'Changed' });
    await expect(restoreVersion(editor, { ...again, generation: 1 })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(restoreVersion(editor, { ...again, version: 9 })).rejects.toMatchObject({
      code: 'not-found',
      message: 'Version 9 of this schedule does not exist.',
    });
    await expect(restoreVersion(editor, { ...again, reason: ' ' })).rejects.toMatchObject(
      refusal('reason', /can't be empty/),
    );
  });
});

describe('a secret of a restored version', () => {
  const secret = (token: string, more: object = {}) => ({
    ...TARGETS.sqs,
    input: JSON.stringify({ day: 1, token, ...more }),
    secretFields: ['/token'],
  });
  const stored = async (id: string) => {
    const target = await db().target.findFirstOrThrow({ where: { scheduleId: id } });
    return openInput(target.input ?? '', target.secretFields, encryptionKey());
  };

  it('keeps the value that it has now', async () => {
    const { id } = await makeSchedule(team, { targets: [secret('first')] });
    const [target] = (await shown(id)).targets;
    await change(id, { targets: [{ ...secret('second', { month: 2 }), id: target?.id }] });
    await restoreVersion(editor, { id, version: 1, reason });
    expect(await stored(id)).toBe('{"day":1,"token":"second"}');
    expect(JSON.stringify(await auditRows(product.database, 'schedule'))).not.toMatch(/first"|second"/);
  });

  it.each([
    ['where the field is gone from the target', (id?: string) => ({ ...TARGETS.sqs, id })],
    ['where the target is gone', () => secret('another')],
  ])('is not made up %s: the field is named', async (_where, now) => {
    const { id } = await makeSchedule(team, { targets: [secret('first')] });
    const [target] = (await shown(id)).targets;
    await change(id, { targets: [now(target?.id)] });
    await expect(restoreVersion(editor, { id, version: 1, reason })).rejects.toMatchObject(
      refusal('schedule.targets.0.input', /secret value of \/token is not kept/),
    );
    expect(await stored(id)).not.toContain(MASK);
  });
});

describe('who may restore a version', () => {
  it('is an editor, and a refusal is recorded', async () => {
    const { id } = await makeSchedule(team);
    await change(id, { description: 'Changed' });
    for (const role of ['viewer', 'operator'] as const)
      await expect(restoreVersion(contextOf(role), { id, version: 1, reason })).rejects.toMatchObject({
        status: 403,
      });
    expect((await auditRows(product.database, 'activity')).at(-1)).toMatchObject({
      action: 'denied',
      subject: 'schedule.restore',
    });
  });

  it('is who may do so for its team now and for the one that it had', async () => {
    const [from, to] = [await makeTeam(), await makeTeam()];
    const { id } = await createSchedule(editor, { schedule: scheduleFields(from) });
    await change(id, { teamId: to });
    for (const teamId of [from, to]) {
      const narrow = contextOf('editor', { teamId, environmentId: null });
      await expect(restoreVersion(narrow, { id, version: 1, reason })).rejects.toMatchObject({ status: 403 });
    }
    await restoreVersion(editor, { id, version: 1, reason });
    expect(await getSchedule(editor, id)).toMatchObject({ teamId: from });
  });

  it('finds a calendar gone that was deleted', async () => {
    const admin = contextOf('administrator');
    const made = await createCalendar(admin, { name: `Gone ${randomUUID()}`, teamId: team, dates: [] });
    const { id } = await makeSchedule(team, { calendarIds: [made.id] });
    await change(id, { calendarIds: [] });
    await deleteCalendar(admin, { id: made.id, version: 1 });
    await expect(restoreVersion(editor, { id, version: 1, reason })).rejects.toMatchObject(
      refusal('schedule.calendarIds', /does not exist any more/),
    );
  });
});
