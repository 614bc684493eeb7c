import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { type AuditFilter, auditFilter } from './filter';
import { listActivityAudit, listScheduleAudit } from './queries';
import { auditStanding } from './queries-standing';
import { type AuditEntry, record } from './record';

let product: TestProduct;
const admin = contextOf('administrator');

const ADA = '00000000-0000-4000-8000-00000000ada0';
const ADAM = '00000000-0000-4000-8000-0000000ada30';
const KIM = '00000000-0000-4000-8000-0000000000c1';

const by = (id: string, name: string, ip: string | null, requestId: string): Context => {
  const { actor } = admin;
  if (actor.type !== 'user') throw new Error('Who asks is no user.');
  return { actor: { ...actor, id, name }, ip, requestId, userAgent: 'test' };
};
const ada = by(ADA, 'Ada Marsh', '192.0.2.1', 'r-ada');
const adam = by(ADAM, 'Adam_Ant', '2001:db8::1', 'r-adam');
/** A name that tries to pass for an address. */
const kim = by(KIM, '","ip":"192.0.2.1', null, 'r-kim');
const clock: Context = {
  actor: { type: 'system', job: 'clock' },
  ip: null,
  requestId: 'r-clock',
  userAgent: null,
};

const change = (scheduleId: string, teamId: string, environmentId: string, more: Partial<AuditEntry> = {}) =>
  ({
    audit: 'schedule',
    action: 'schedule.pause',
    subject: scheduleId,
    scheduleId,
    teamId,
    environmentId,
    generation: 1,
    before: {},
    after: {},
    ...more,
  }) as AuditEntry;
const did = (subject: string, more: object = {}): AuditEntry => ({
  audit: 'activity',
  action: 'sign-in',
  subject,
  ...more,
});

const write = async (...rows: [Context, AuditEntry][]) => {
  for (const [context, entry] of rows) await db().$transaction((tx) => record(tx, context, entry));
};

beforeAll(async () => {
  product = await startTestProduct({});
  await sql(
    product.database,
    `INSERT INTO "user" (id, account_name, display_name) VALUES
       ('${ADA}', 'ada', 'Ada Marsh'), ('${ADAM}', 'adam', 'Adam_Ant'), ('${KIM}', 'kim', '100% Kim')`,
  );
  await sql(
    product.database,
    `INSERT INTO team (id, name) VALUES ('t1', 'One'), ('t2', 'Two');
     INSERT INTO environment (id, name, account_id, region, group_name) VALUES
       ('e1', 'E1', '000000000000', 'eu-central-1', 'g1'), ('e2', 'E2', '000000000000', 'eu-central-1', 'g2');
     INSERT INTO schedule (id, environment_id, team_id, name, owner, description, expression, time_zone, created_by, updated_by)
     SELECT id, 'e1', 't1', name, 'o', description, 'cron(0 9 * * ? *)', 'UTC', 'x', 'x' FROM (VALUES
       ('s1', 'Statements of May', 'Payroll'), ('s2', 'Statements_2', ''), ('s3', 'Payroll', '')) v(id, name, description)`,
  );
  await write(
    [ada, change('s1', 't1', 'e1', { subject: 'Old name', reason: 'Bank Holiday' })],
    [ada, change('s2', 't2', 'e1', { action: 'schedule.resume' })],
    [adam, change('s3', 't2', 'e2', { outcome: 'failed' })],
    [kim, change('s3', 't2', 'e2', { reason: '100% "sure" \\ {"teamId":"t1"}' })],
    [clock, change('s1', 't1', 'e1', { action: 'schedule.sync' })],
    [ada, did('session')],
    [adam, did('One', { action: 'team.rename', details: { teamId: 't1' } })],
    [kim, did('"teamId":"t1"', { outcome: 'denied', reason: '"environmentId":"e1" "scheduleId":"s1"' })],
    [clock, did('grant', { details: { before: null, after: { teamId: 't2', environmentId: 'e1' } } })],
    [ada, did('s1', { action: 'schedule.retry-sync', details: { scheduleId: 's1' } })],
  );
});
afterAll(() => product?.stop());

const scheduleRows = async (values: object) =>
  (await listScheduleAudit(admin, auditFilter.parse(values))).rows.map(({ seq }) => Number(seq));
const activityRows = async (values: object) =>
  (await listActivityAudit(admin, auditFilter.parse(values))).rows.map(({ seq }) => Number(seq));

describe('changes of schedules', () => {
  it.each<[Partial<AuditFilter>, number[]]>([
    [{}, [5, 4, 3, 2, 1]],
    [{ actor: ADA }, [2, 1]],
    [{ actor: 'ada' }, [3, 2, 1]],
    [{ actor: 'Ada m' }, [2, 1]],
    [{ actor: 'm_a' }, [3]],
    [{ actor: '0%' }, [4]],
    [{ actor: 'KIM' }, [4]],
    [{ actor: 'nobody' }, []],
    [{ actor: 'system:clock' }, [5]],
    [{ schedule: 's1' }, [5, 1]],
    [{ schedule: 'statements' }, [5, 2, 1]],
    [{ schedule: 'statements_' }, [2]],
    [{ schedule: 'Payroll' }, [4, 3]],
    [{ schedule: 'Old name' }, []],
    [{ q: 'old NAME' }, [1]],
    [{ q: 'holiday' }, [1]],
    [{ q: '100% "sure" \\' }, [4]],
    [{ team: 't2' }, [4, 3, 2]],
    [{ environment: 'e2' }, [4, 3]],
    [{ team: 't2', environment: 'e1' }, [2]],
    [{ action: 'schedule.pause' }, [4, 3, 1]],
    [{ outcome: 'failed' }, [3]],
    [{ ip: '192.0.2.1' }, [2, 1]],
    [{ ip: '2001:db8::1' }, [3]],
    [{ ip: '192.0.2.1', team: 't1' }, [1]],
    [{ ip: '.*' }, []],
    [{ request: 'r-adam' }, [3]],
    [{ request: 'r-' }, []],
    [
      { actor: 'ada', schedule: 'statements', team: 't1', outcome: 'ok', ip: '192.0.2.1', request: 'r-ada' },
      [1],
    ],
  ])('are found by %j', async (values, seqs) => {
    expect(await scheduleRows(values)).toEqual(seqs);
  });

  it('are paged by an address', async () => {
    const ip = '192.0.2.1';
    const first = await listScheduleAudit(admin, auditFilter.parse({ ip }), undefined, 1);
    const second = await listScheduleAudit(admin, auditFilter.parse({ ip, after: first.next }), undefined, 1);
    const back = await listScheduleAudit(
      admin,
      auditFilter.parse({ ip, before: second.previous }),
      undefined,
      1,
    );
    expect([first, second, back].map(({ rows }) => Number(rows[0]?.seq))).toEqual([2, 1, 2]);
    expect(second.next).toBeNull();
  });

  it('of more schedules than are told one by one are found', async () => {
    await sql(
      product.database,
      `INSERT INTO schedule (id, environment_id, team_id, name, owner, description, expression, time_zone, created_by, updated_by)
       SELECT 'm' || n, 'e1', 't1', 'Many ' || n, 'o', '', 'cron(0 9 * * ? *)', 'UTC', 'x', 'x' FROM generate_series(1, 150) n`,
    );
    await write([ada, change('m1', 't1', 'e1')], [ada, change('m150', 't1', 'e1')]);
    expect(await scheduleRows({ schedule: 'many' })).toEqual([7, 6]);
  });
});

describe('activity', () => {
  it.each<[Partial<AuditFilter>, number[]]>([
    [{ actor: 'adam' }, [2]],
    [{ team: 't1' }, [2]],
    [{ team: 't2' }, [4]],
    [{ environment: 'e1' }, [4]],
    [{ schedule: 's1' }, [5]],
    [{ schedule: 'statements' }, [5]],
    [{ schedule: 's2' }, []],
    [{ outcome: 'denied' }, [3]],
    [{ ip: '192.0.2.1' }, [5, 1]],
    [{ request: 'r-clock' }, [4]],
  ])('is found by %j', async (values, seqs) => {
    expect(await activityRows(values)).toEqual(seqs);
  });
});

it('a sign-in that failed is found by whose it was and by what was entered, and what acts by itself by its name', async () => {
  const first = Number((await listActivityAudit(admin, auditFilter.parse({}))).rows[0]?.seq ?? 0);
  const nobody = (name: string): Context => ({ ...ada, actor: { type: 'anonymous', name } });
  const failed = (more: object = {}) => did('session', { outcome: 'failed', ...more });
  await write(
    [nobody('ada'), failed()],
    [nobody(' EXAMPLE\\Ada'), failed()],
    [nobody('ada@example.com'), failed()],
    [nobody('leaver'), failed()],
    [nobody('Somebody else'), failed({ details: { user: ADA } })],
    [nobody('ad"a'), failed()],
    [{ ...clock, actor: { type: 'system', job: 'sync' } }, did('x', { action: 'drift.scan' })],
    [nobody('ada'), did('x', { action: 'denied' })],
  );
  const found = async (actor: string, more: object = {}) =>
    (await activityRows({ actor, ...more })).filter((seq) => seq > first).map((seq) => seq - first);
  const hers = [5, 3, 2, 1];
  expect(await found(ADA)).toEqual(hers);
  expect(await found('Ada M')).toEqual(hers);
  expect(await found('ada')).toEqual(hers);
  expect(await found('ada', { outcome: 'ok' })).toEqual([]);
  expect(await found('LEAVER')).toEqual([4]);
  expect(await found('ad"')).toEqual([6]);
  expect(await found('192.0.2.1')).toEqual([]);
  expect(await found('Rota')).toEqual([7]);
  expect(await found('Rota (sync)')).toEqual([7]);
  expect(await found('not signed in')).toEqual([8, 6, 5, 4, 3, 2, 1]);
  expect(await scheduleRows({ actor: 'Rota' })).toEqual(await scheduleRows({ actor: 'system:clock' }));
});

it('is found by the words in which pages show what was done and what was refused', async () => {
  const first = Number((await listActivityAudit(admin, auditFilter.parse({}))).rows[0]?.seq ?? 0);
  await write(
    [ada, did('Month end', { action: 'freeze.start' })],
    [ada, did('schedule.delete', { action: 'denied', outcome: 'denied' })],
  );
  const found = async (q: string) =>
    (await activityRows({ q })).filter((seq) => seq > first).map((seq) => seq - first);
  expect(await found('frozen')).toEqual([1]);
  expect(await found('delete a sched')).toEqual([2]);
  expect(await found('month')).toEqual([1]);
  expect(await scheduleRows({ q: 'resumed' })).toEqual(await scheduleRows({ action: 'schedule.resume' }));
});

it('a sign-in that failed is not found by its name by who may not see it', async () => {
  const { actor } = ada;
  if (actor.type !== 'user') throw new Error('Ada is a person.');
  const grants = [{ role: 'viewer', rights: [], teamId: null, environmentId: null, group: null }] as const;
  const rows = await listActivityAudit(
    { ...ada, actor: { ...actor, role: 'viewer', grants } },
    auditFilter.parse({ actor: 'leaver' }),
  );
  expect(rows.rows).toEqual([]);
});

it('no value of a filter is more than a value', async () => {
  const hostile = ["' OR 1=1 --", '%', '_', '\\', '"', '$1', '{', '\u{1F600}', '\ud800', '(', 'a'.repeat(99)];
  const fields = [
    'q',
    'actor',
    'schedule',
    'team',
    'environment',
    'action',
    'ip',
    'request',
    'token',
  ] as const;
  for (const field of fields)
    for (const value of hostile) {
      const values = { [field]: value };
      if (auditFilter.parse(values)[field] === '') continue;
      const likely = field === 'q' || field === 'actor' || field === 'schedule';
      for (const found of [await scheduleRows(values), await activityRows(values)])
        if (!likely || !/^[%_"\\{(]$/.test(value)) expect([field, value, found]).toEqual([field, value, []]);
    }
});

it('what no database takes falls back to no filter', () => {
  const none = auditFilter.parse({});
  const nonsense = {
    from: '0000-01-01T00:00:00Z',
    to: '2026-02-30T00:00:00Z',
    q: '\0',
    actor: '\ud800',
    ip: 'x'.repeat(61),
  };
  expect(auditFilter.parse(nonsense)).toEqual(none);
  expect(auditFilter.parse({ from: ['a', 'b'], outcome: 'no', team: 'x'.repeat(17) })).toEqual(none);
});

it('an address is gone with the person who is erased', async () => {
  await sql(
    product.database,
    `DELETE FROM audit_person WHERE audit_id IN (SELECT id FROM schedule_audit WHERE seq = 2)`,
  );
  expect(await scheduleRows({ ip: '192.0.2.1', team: 't2' })).toEqual([]);
  expect(await scheduleRows({ team: 't2', schedule: 's2' })).toEqual([2]);
});

it('says how far an audit was checked and signed', async () => {
  expect(await auditStanding(admin, 'schedule')).toEqual({
    whole: null,
    added: null,
    signed: null,
    problem: null,
    archived: null,
    unsafe: [],
  });
  const at = new Date('2026-11-21T10:00:00Z');
  await db().auditCheck.create({ data: { chain: 'schedule', seq: 5, at, problem: 'Row 4 was changed.' } });
  for (const number of [1, 2])
    await db().auditDigest.create({
      data: { chain: 'schedule', number, seq: number * 2, at, statement: '', keyId: '', signature: '' },
    });
  expect(await auditStanding(admin, 'schedule')).toEqual({
    whole: null,
    added: { seq: '5', at },
    signed: { seq: '4', at },
    problem: 'Row 4 was changed.',
    archived: null,
    unsafe: [],
  });
  const [now] = await sql<{ at: Date }>(product.database, 'SELECT clock_timestamp() AS at');
  const daysAgo = (days: number) => new Date((now?.at.getTime() ?? 0) - days * 86_400_000);
  const standing = async (wholeSeq: number, wholeAt: Date) => {
    await db().auditCheck.update({ where: { chain: 'schedule' }, data: { wholeSeq, wholeAt } });
    const { whole, added } = await auditStanding(admin, 'schedule');
    return { whole, added };
  };
  expect(await standing(3, daysAgo(1))).toEqual({
    whole: { seq: '3', at: daysAgo(1), overdue: false },
    added: { seq: '5', at },
  });
  expect(await standing(7, daysAgo(3))).toEqual({
    whole: { seq: '7', at: daysAgo(3), overdue: true },
    added: null,
  });
  await db().auditBucket.createMany({
    data: ['none', 'kept'].map((lock) => ({ bucket: `bucket-${lock}`, lock, at })),
  });
  expect((await auditStanding(admin, 'schedule')).unsafe).toEqual([
    { bucket: 'bucket-none', lock: 'none', at },
  ]);
  await expect(auditStanding(contextOf('anonymous'), 'schedule')).rejects.toMatchObject({ status: 401 });
});

it('what was done by a token is found by how it begins or by its name, by nobody’s words, and seen by it alone of what its person did', async () => {
  const [deploy, report] = ['0000000000000001', '0000000000000002'];
  await sql(
    product.database,
    `INSERT INTO api_token (id, name, hash, role, created_by, expires_at) VALUES
       ('${deploy}', 'Deployment', '\\x01', 'editor', '${ADA}', now()), ('${report}', 'Report', '\\x02', 'viewer', '${ADA}', now())`,
  );
  const using = (context: Context, id: string, name: string): Context => {
    const { actor } = context;
    if (actor.type !== 'user') throw new Error('Who asks is no user.');
    const limit = { role: 'editor', rights: [], teamId: null, environmentId: null, group: null } as const;
    return { ...context, actor: { ...actor, token: { id, name, limit, holder: actor } } };
  };
  const [first = 0] = await activityRows({});
  await write(
    [using(ada, deploy, 'Deployment'), did('run.now')],
    [using(ada, report, 'Report'), did(`"token":{"id":"${deploy}"`)],
    [ada, did(`"token":{"id":"${deploy}"`)],
    [using(ada, deploy, 'Deployment'), change('s1', 't1', 'e1')],
  );
  for (const token of [deploy, `rota_${deploy}`, 'deploy'])
    expect([token, await activityRows({ token })]).toEqual([token, [first + 1]]);
  expect(await activityRows({ token: 'e' })).toEqual([first + 2, first + 1]);
  expect(await activityRows({ token: '0000000000000003' })).toEqual([]);
  expect(await scheduleRows({ token: 'deploy' })).toHaveLength(1);
  const { actor } = contextOf('viewer', { teamId: 't1', environmentId: null });
  if (actor.type !== 'user') throw new Error('Who asks is no user.');
  const ofTeam: Context = { ...ada, actor: { ...actor, id: ADA } };
  const seenBy = async (context: Context) =>
    (await listActivityAudit(context, auditFilter.parse({}))).rows.map(({ seq }) => Number(seq));
  expect(await seenBy(using(ofTeam, deploy, 'Deployment'))).toEqual([first + 1]);
  expect((await seenBy(ofTeam)).length).toBeGreaterThan(3);
});

it('a request is found by its whole id, and by what a client called it', async () => {
  const [schedules = 0] = await scheduleRows({});
  const [activities = 0] = await activityRows({});
  const request = (requestId: string): Context => ({ ...ada, requestId });
  const whole = 'deploy-1.0c3f9k2m7q8w5x1z';
  for (const id of [
    whole,
    'deploy-1.1c3f9k2m7q8w5x1z',
    'deploy-10.2c3f9k2m7q8w5x1z',
    'Deploy-1.x',
    'deploy_1.x',
  ])
    await write([request(id), change('s1', 't1', 'e1')], [request(id), did('session')]);
  for (const [found, rows] of [
    [(id: string) => scheduleRows({ request: id }), schedules],
    [(id: string) => activityRows({ request: id }), activities],
  ] as const) {
    expect(await found('deploy-1')).toEqual([rows + 2, rows + 1]);
    expect(await found(whole)).toEqual([rows + 1]);
    for (const none of ['deploy', 'deploy-1.', '.', '.0c3f9k2m7q8w5x1z', '0c3f9k2m7q8w5x1z', 'deploy-1.0'])
      expect([none, await found(none)]).toEqual([none, []]);
  }
});
