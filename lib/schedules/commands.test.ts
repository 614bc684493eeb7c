import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam, scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql, stateOf } from '@/lib/local/test-rows';
import { MASK } from '@/lib/targets/mask';
import { createSchedule, updateSchedule } from './commands';
import { getSchedule } from './queries';
import { deleteSchedule } from './state-commands';

let product: TestProduct;
let teamId: string;
const editor = contextOf('editor');

beforeAll(async () => {
  product = await startTestProduct({});
  teamId = await makeTeam();
});
afterAll(() => product?.stop());

const load = (id: string) =>
  db().schedule.findUniqueOrThrow({
    where: { id },
    include: { targets: { orderBy: { position: 'asc' } }, clock: true, sync: true },
  });

describe('creating', () => {
  it('writes schedule, targets, clock and what is to be synced', async () => {
    const { id, generation } = await makeSchedule(teamId, { targets: Object.values(TARGETS) });
    expect(generation).toBe(1);
    const saved = await load(id);
    expect(saved).toMatchObject({
      state: 'on',
      sync: { status: 'pending', wantedGeneration: 1, syncedGeneration: 0 },
    });
    expect(saved.targets.map(({ kind }) => kind)).toEqual(Object.values(TARGETS).map(({ kind }) => kind));
    expect(saved.clock?.nextRunAt?.getTime()).toBeGreaterThan(Date.now());
  });

  it('begins paused where asked for: a copy does not run by itself', async () => {
    const { id } = await createSchedule(editor, { schedule: scheduleFields(teamId), startPaused: true });
    expect(await load(id)).toMatchObject({ state: 'paused', clock: { nextRunAt: null } });
  });

  it.each([
    ['a time that passed', { expression: 'at(2020-01-01T00:00:00)' }, 'schedule.expression'],
    ['a cron that has no date', { expression: 'cron(0 9 30 2 ? *)' }, 'schedule.expression'],
    ['a cron of a past year', { expression: 'cron(0 9 1 1 ? 2020)' }, 'schedule.expression'],
    ['an end before its first run', { endLocal: '2021-01-01T00:00' }, 'schedule.endLocal'],
    ['a team that is not there', { teamId: '0000000000000000' }, 'schedule.teamId'],
    [
      'a zone that is none',
      { timeZone: 'Mars/Olympus', startLocal: '2030-01-01T09:00' },
      'schedule.timeZone',
    ],
    [
      'a target of another schedule',
      { targets: [{ ...TARGETS.sqs, id: '0000000000000000' }] },
      'targets.0.id',
    ],
    [
      'a mask for a secret',
      { targets: [{ ...TARGETS.sqs, secretFields: ['/a'], input: `{"a":"${MASK}"}` }] },
      'targets.0.input',
    ],
  ])('is refused with %s, and writes nothing', async (_, overrides, path) => {
    const before = await stateOf(product.database);
    const refused = createSchedule(editor, { schedule: scheduleFields(teamId, overrides) });
    await expect(refused).rejects.toMatchObject({
      code: 'invalid',
      fields: [{ path: expect.stringContaining(path) }],
    });
    expect(await stateOf(product.database)).toEqual(before);
  });

  it('lets one of two have a name, whatever its case', async () => {
    const name = 'Wanted by two';
    const [one, two] = await Promise.allSettled([
      makeSchedule(teamId, { name }),
      makeSchedule(teamId, { name: name.toUpperCase() }),
    ]);
    const lost = [one, two].find((result) => result.status === 'rejected');
    expect([one.status, two.status].sort()).toEqual(['fulfilled', 'rejected']);
    expect(lost).toMatchObject({ reason: { name: 'RotaError' } });
    await expect(makeSchedule(teamId, { name })).rejects.toMatchObject({
      fields: [{ path: 'schedule.name' }],
    });
  });

  it('may take the name of a deleted schedule', async () => {
    const name = 'Used again';
    const { id } = await makeSchedule(teamId, { name });
    await deleteSchedule(editor, { id, reason: 'Old', confirmName: name });
    expect((await makeSchedule(teamId, { name })).id).not.toBe(id);
  });

  it('does not happen without its audit row', async () => {
    await sql(product.database, 'REVOKE EXECUTE ON FUNCTION audit_append FROM rota_app');
    try {
      const before = await stateOf(product.database);
      await expect(makeSchedule(teamId)).rejects.toThrow(/permission denied/);
      expect(await stateOf(product.database)).toEqual(before);
    } finally {
      await sql(product.database, 'GRANT EXECUTE ON FUNCTION audit_append TO rota_app');
    }
  });
});

describe('changing', () => {
  const edited = async (id: string, overrides: Record<string, unknown>, generation = 1) =>
    updateSchedule(editor, { id, generation, schedule: scheduleFields(teamId, overrides) });

  it('raises the generation by one, in row, sync and audit alike', async () => {
    const { id } = await makeSchedule(teamId);
    expect((await edited(id, { owner: 'Sales' })).generation).toBe(2);
    expect((await edited(id, { owner: 'Sales' }, 2)).generation).toBe(3);
    expect(await load(id)).toMatchObject({ generation: 3, owner: 'Sales', sync: { wantedGeneration: 3 } });
    const audit = (await auditRows(product.database, 'schedule')).filter((row) => row.schedule_id === id);
    expect(audit.map((row) => row.generation)).toEqual([1, 2, 3]);
  });

  it('may say why, which its audit row keeps', async () => {
    const { id } = await makeSchedule(teamId);
    const why = async () => (await auditRows(product.database, 'schedule')).at(-1)?.reason;
    const schedule = scheduleFields(teamId);
    await updateSchedule(editor, { id, generation: 1, schedule, reason: ' The bank moved ' });
    expect(await why()).toBe('The bank moved');
    await updateSchedule(editor, { id, generation: 2, schedule, reason: '' });
    expect(await why()).toBeNull();
    await expect(
      updateSchedule(editor, { id, generation: 3, schedule, reason: 'x'.repeat(501) }),
    ).rejects.toMatchObject({ code: 'invalid', fields: [{ path: 'reason' }] });
  });

  it('of an older generation is a conflict that shows what the other changed', async () => {
    const { id } = await makeSchedule(teamId, { name: 'Edited by two' });
    await updateSchedule(contextOf('administrator'), {
      id,
      generation: 1,
      schedule: scheduleFields(teamId, {
        name: 'Edited by two',
        owner: 'Sales',
        targets: [{ ...TARGETS.sqs, id: (await load(id)).targets[0]?.id }],
      }),
    });
    await expect(edited(id, { owner: 'Mine' })).rejects.toMatchObject({
      code: 'conflict',
      conflict: {
        generation: 2,
        by: 'The administrator',
        differences: [{ path: 'owner', before: 'Finance', after: 'Sales' }],
      },
    });
    expect((await load(id)).owner).toBe('Sales');
  });

  it('lets one of two at the same moment through', async () => {
    const { id } = await makeSchedule(teamId);
    const results = await Promise.allSettled([edited(id, { owner: 'A' }), edited(id, { owner: 'B' })]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await load(id)).generation).toBe(2);
  });

  it('keeps the id of a target that was there, and drops one that is not sent', async () => {
    const { id } = await makeSchedule(teamId, { targets: [TARGETS.sqs, TARGETS.sns] });
    const [queue, topic] = (await load(id)).targets;
    await edited(id, { targets: [{ ...TARGETS.sns, id: topic?.id }, TARGETS.lambda] });
    const after = (await load(id)).targets;
    expect(after.map(({ kind }) => kind)).toEqual(['sns', 'lambda']);
    expect(after[0]?.id).toBe(topic?.id);
    expect(after.map((target) => target.id)).not.toContain(queue?.id);
  });

  it('refuses one target sent twice: nothing is lost silently', async () => {
    const { id } = await makeSchedule(teamId);
    const target = { ...TARGETS.sqs, id: (await load(id)).targets[0]?.id };
    await expect(edited(id, { targets: [target, target] })).rejects.toMatchObject({
      fields: [{ path: 'schedule.targets.1.id' }],
    });
  });
});

describe('secret fields', () => {
  const secret = 'hunter2-hunter2';
  const target = { ...TARGETS.sqs, secretFields: ['/token'], input: JSON.stringify({ token: secret }) };

  it('are masked to people and audits, encrypted in the table, and kept by the mask', async () => {
    const { id } = await makeSchedule(teamId, { targets: [target] });
    const shown = (await getSchedule(editor, id)).targets[0];
    expect(shown?.input).toBe(JSON.stringify({ token: MASK }));
    const stored = (await load(id)).targets[0]?.input;
    const again = { ...target, id: shown?.id, input: shown?.input };
    await updateSchedule(editor, {
      id,
      generation: 1,
      schedule: scheduleFields(teamId, { targets: [again] }),
    });
    expect((await load(id)).targets[0]?.input).toBe(stored);
    const everything = await sql(
      product.database,
      'SELECT body FROM schedule_audit UNION ALL SELECT input FROM target',
    );
    expect(JSON.stringify(everything)).not.toContain(secret);
  });

  it('that name nothing of the input are refused with what is there, unless the target had them before', async () => {
    const input = JSON.stringify({ customer: { token: secret, 'a/b': 1 }, keys: [secret] });
    const mistyped = { ...TARGETS.sqs, input, secretFields: ['/customer/token', '/customer/tokn'] };
    const refusal = {
      code: 'invalid',
      fields: [
        {
          path: 'schedule.targets.0.secretFields.1',
          message:
            'The input has nothing at /customer/tokn, so nothing would be secret. It has /customer/token, /customer/a~1b.',
        },
      ],
    };
    await expect(makeSchedule(teamId, { targets: [mistyped] })).rejects.toMatchObject(refusal);
    const right = ['/customer', '/customer/token', '/keys/0'];
    const { id } = await makeSchedule(teamId, { targets: [{ ...mistyped, secretFields: right }] });
    const [target] = (await load(id)).targets;
    const save = (generation: number) =>
      updateSchedule(editor, {
        id,
        generation,
        schedule: scheduleFields(teamId, { targets: [{ ...mistyped, id: target?.id }] }),
      });
    await expect(save(1)).rejects.toMatchObject(refusal);
    await sql(product.database, `UPDATE target SET secret_fields = '{/customer/tokn}' WHERE id = $1`, [
      target?.id,
    ]);
    await expect(save(1)).resolves.toMatchObject({ generation: 2 });
  });

  it('are refused where another input has nothing there: its secret would stand in clear under another key', async () => {
    const { id } = await makeSchedule(teamId, { targets: [target] });
    const [before] = (await load(id)).targets;
    const renamed = { ...target, id: before?.id, input: JSON.stringify({ tokn: secret }) };
    await expect(
      updateSchedule(editor, { id, generation: 1, schedule: scheduleFields(teamId, { targets: [renamed] }) }),
    ).rejects.toMatchObject({ code: 'invalid', fields: [{ path: 'schedule.targets.0.secretFields.0' }] });
  });

  it.each([
    ['another queue', { arn: TARGETS.sqs.arn.replace('statements', 'of-my-own') }],
    ['a dead-letter queue', { deadLetterArn: TARGETS.sns.deadLetterArn }],
    ['another kind of target', { ...TARGETS.lambda }],
  ])('are not kept for %s: who may not read a secret sends it nowhere else', async (_, other) => {
    const { id } = await makeSchedule(teamId, { targets: [target] });
    const [before] = (await load(id)).targets;
    const moved = { ...target, ...other, id: before?.id, input: JSON.stringify({ token: MASK }) };
    const save = (input: string) =>
      updateSchedule(editor, {
        id,
        generation: 1,
        schedule: scheduleFields(teamId, { targets: [{ ...moved, input }] }),
      });
    await expect(save(moved.input)).rejects.toMatchObject({
      fields: [
        {
          path: 'schedule.targets.0.input',
          message:
            'Enter the value of /token again: it was entered for another target, or another dead-letter queue.',
        },
      ],
    });
    expect((await load(id)).targets[0]).toEqual(before);
    await expect(save(JSON.stringify({ token: 'entered again' }))).resolves.toMatchObject({ generation: 2 });
  });

  it('are kept where only the role or the retries change', async () => {
    const { id } = await makeSchedule(teamId, { targets: [target] });
    const [before] = (await load(id)).targets;
    const input = JSON.stringify({ token: MASK });
    const again = { ...target, id: before?.id, input, retryAttempts: 7 };
    await updateSchedule(editor, {
      id,
      generation: 1,
      schedule: scheduleFields(teamId, { targets: [again] }),
    });
    expect((await load(id)).targets[0]).toMatchObject({ input: before?.input, retryAttempts: 7 });
  });
});
