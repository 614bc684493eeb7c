import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { db } from '@/lib/db';
import { startTestMonths, type TestMonths } from '@/lib/local/test-months';
import { contextOf } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { record } from '../record';
import { retentionTurn } from '../retention/turn';
import { checkWhole } from '../signing/whole';
import { run } from '../tool/run';

const ANNA = '5f0c6a1e-9a52-4e0b-8d5e-2f9f5f1b7a10';
const OTHER = '00000000-0000-4000-8000-000000000009';
let months: TestMonths;

beforeAll(async () => {
  months = await startTestMonths();
  await months.partitions('2031-01', '2031-02', '2031-03');
  await written('2031-01-10T00:00:00Z');
  await months.rows(1, '2031-01-10T00:00:00Z');
  await written('2031-02-10T00:00:00Z');
  await months.rows(1, '2031-02-10T00:00:00Z');
  await months.at('2031-03-02T00:00:00Z');
  await retentionTurn(months.product.database.maintenanceUrl, months.retention)();
  expect(await db().auditArchive.count()).toBe(2);
  process.env.DATABASE_MAINTENANCE_URL = months.product.database.maintenanceUrl;
});
afterAll(() => months?.stop());

beforeEach(() =>
  sql(
    months.product.database,
    `INSERT INTO "user" (id, account_name, display_name, mail) VALUES
       ('${ANNA}', 'Anna', 'Anna Berg', 'anna@example.com'), ('${OTHER}', 'bert', 'Bert Ohm', 'bert@example.com')
     ON CONFLICT DO NOTHING`,
  ),
);

const entry = { audit: 'activity', action: 'sign-in', subject: 'session' } as const;

/** What Anna did, a sign-in of hers that was refused, names that were typed, and somebody else. */
async function written(time: string): Promise<void> {
  await months.at(time);
  const { actor, ...from } = contextOf('editor');
  const anonymous = (name: string) => ({ ...from, actor: { type: 'anonymous' as const, name } });
  const anna = { ...from, actor: { ...actor, type: 'user', id: ANNA, name: 'Anna Berg' } as never };
  await db().$transaction(async (tx) => {
    await record(tx, anna, {
      audit: 'schedule',
      action: 'schedule.pause',
      subject: 'Statements',
      scheduleId: 's',
      environmentId: 'e',
      teamId: 't',
      generation: 1,
      before: null,
      after: null,
    });
    await record(tx, anna, entry);
    await record(tx, anonymous('Anna B.'), {
      ...entry,
      outcome: 'denied',
      reason: 'no-role',
      details: { user: ANNA },
    });
    for (const name of [
      'ANNA ',
      'CORP\\anna',
      'anna@corp.example.com',
      'Anna Bergson',
      'CORP\\joanna',
      '\u0000\ud800',
    ])
      await record(tx, anonymous(name), { ...entry, outcome: 'failed', reason: 'invalid-credentials' });
    await record(
      tx,
      { ...from, actor: { ...actor, type: 'user', id: OTHER, name: 'Bert Ohm' } as never },
      entry,
    );
  });
}

const audit = async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await run(args, { write: (text) => out.push(text) }, { write: (text) => err.push(text) });
  return { code, out: out.join(''), err: err.join('') };
};
const erase = (person: string, ...more: string[]) =>
  audit('erase', '--person', person, '--reason', 'Asked by letter', '--by', 'Dora Klein', ...more);

const names = async () =>
  (
    await sql<{ values: string }>(
      months.product.database,
      `SELECT values FROM audit_person WHERE chain = 'activity' ORDER BY seq`,
    )
  ).map(({ values }) => JSON.parse(values).name as string);
const archivedNames = (month: string) =>
  String(gunzipSync(readFileSync(path.join(months.archive, `activity-${month}.people.jsonl.gz`))))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(JSON.parse(line).person.values).name as string);

/** What the activity says of erasures: the action and its details. */
const said = async () =>
  (await auditRows(months.product.database, 'activity'))
    .filter(({ action }) => action.startsWith('audit.erase'))
    .map(({ action, body }) => [action, JSON.parse(body).details] as const);

/** Three schedules whose state an Anna Berg changed: this one, another one, and one of whom only the name is known. */
async function switchedBy(): Promise<string[]> {
  await months.rows(1, '2031-03-02T00:05:00Z');
  const ids = (await db().schedule.findMany({ select: { id: true } })).map(({ id }) => id);
  for (const [i, by] of [`'${ANNA}'`, `'${OTHER}'`, 'NULL'].entries())
    await sql(
      months.product.database,
      `UPDATE schedule SET state_by = 'Anna Berg', state_by_id = ${by} WHERE id = '${ids[i]}'`,
    );
  return ids;
}

/** Of a name that Postgres can't store, U+FFFD stands for what it refuses. */
const STAY = ['Anna Bergson', 'CORP\\joanna', '\ufffd\ufffd', 'Bert Ohm'];

const MIGRATION = 'prisma/migrations/20261124012000_state_by_id/migration.sql';

it('knows of schedules from before who switched them, where the audit has the name', async () => {
  const [first, second] = await db().schedule.findMany({ orderBy: { createdAt: 'asc' } });
  const { actor } = contextOf('editor');
  const editor = actor.type === 'user' ? actor.id : null;
  expect(first).toMatchObject({ stateBy: 'The editor', stateById: editor });
  const [fill = ''] = /UPDATE "schedule" s[\s\S]+?;/.exec(readFileSync(MIGRATION, 'utf8')) ?? [];
  await sql(
    months.product.database,
    `UPDATE schedule SET state_by_id = NULL;
     UPDATE schedule SET state_by = 'Somebody else' WHERE id = '${second?.id}'; ${fill}`,
  );
  // The row of the first one is archived, with the person beside it.
  const unknown = await db().schedule.findMany({ select: { stateBy: true, stateById: true } });
  expect(unknown).toEqual(
    expect.arrayContaining([
      { stateBy: 'The editor', stateById: null },
      { stateBy: 'Somebody else', stateById: null },
    ]),
  );
  await sql(months.product.database, `UPDATE schedule SET state_by = 'The editor'; ${fill}`);
  expect(await db().schedule.findUnique({ where: { id: second?.id ?? '' } })).toMatchObject({
    stateById: editor,
  });
});

describe('erasing a person', () => {
  it.each([
    [['--person', ANNA, '--by', 'D'], 'Say why: --reason TEXT.'],
    [['--person', ANNA, '--reason', 'R'], 'Say who does so: --by NAME.'],
    [['--reason', 'R', '--by', 'D'], 'Name the person: --person ID.'],
    [['--person', 'anna', '--reason', 'R', '--by', 'D'], '--person is an objectGUID in lower case'],
  ])('%j is refused with what would be right', async (args, message) => {
    expect(await audit('erase', ...args)).toEqual({
      code: 2,
      out: '',
      err: expect.stringContaining(message),
    });
  });

  it('is refused of somebody unknown, and of somebody who is signed in: nothing changes', async () => {
    const before = await names();
    const unknown = await erase('11111111-1111-4111-8111-111111111111', '--archive', months.archive);
    expect(unknown).toMatchObject({
      code: 2,
      err: expect.stringContaining('Nobody is known by the id 11111111'),
    });
    await sql(
      months.product.database,
      `INSERT INTO session (id, user_id, groups, expires_at) VALUES ('s', '${ANNA}', '[]', '2999-01-01')`,
    );
    expect(await erase(ANNA)).toMatchObject({ code: 2, err: expect.stringContaining('is signed in') });
    await sql(months.product.database, `UPDATE session SET revoked_at = now()`);
    expect(await names()).toEqual(before);
  });

  it('that breaks off half-way is recorded as far as it came, and goes on from there', async () => {
    const before = await names();
    const inTheWay = path.join(months.archive, 'schedule-2031-01.people.jsonl.gz.part');
    mkdirSync(inTheWay);
    expect((await erase(ANNA, '--archive', months.archive)).code).toBe(2);
    rmdirSync(inTheWay);
    expect(archivedNames('2031-01').filter((name) => !name.startsWith('The '))).toEqual(STAY);
    expect((await names()).filter((name) => name !== 'Rota (erasure)')).toEqual(before);
    const archive = (audit: string, rows: number) => ({ file: `${audit}-2031-01.people.jsonl.gz`, rows });
    const archives = [archive('activity', 5), archive('schedule', 1)];
    expect(await said()).toMatchObject([
      ['audit.erase-begin', { by: 'Dora Klein', archives, unreachable: [] }],
      ['audit.erase-archive', { by: 'Dora Klein', ...archives[0] }],
    ]);
  });

  it('reaches what they did, were refused and spelled, their profile and sessions, and names no other', async () => {
    await sql(
      months.product.database,
      `INSERT INTO "freeze" (id, scope, reason, by, by_name, at) VALUES
         ('f1', 'all', 'r', '${ANNA}', 'Anna Berg', now()), ('f2', 'all', 'r', '${OTHER}', 'Bert Ohm', now())`,
    );
    const [first = '', second = '', third = ''] = await switchedBy();
    const item = (schedule: string, position: number, before: object) => `
      INSERT INTO bulk_item (job_id, schedule_id, position, name, generation, before)
      VALUES ('j', '${schedule}', ${position}, 'n', 1, '${JSON.stringify(before)}')`;
    await sql(
      months.product.database,
      `INSERT INTO bulk_job (id, action, created_by, created_by_name, created_at, run_by, run_by_name)
         VALUES ('j', 'pause', '${ANNA}', 'Anna Berg', now(), '${OTHER}', 'Bert Ohm');
       INSERT INTO run (id, slot_at, nominal_at, schedule_id, environment_id, target_id, origin, generation, ended_by, ended_by_name)
         VALUES ('r', '2020-01-01Z', '2020-01-01Z', '${first}', 'e', 't', 'clock', 1, '${ANNA}', 'Anna Berg');
       INSERT INTO run (id, slot_at, nominal_at, schedule_id, environment_id, target_id, origin, generation, requested_by, requested_by_name)
         VALUES ('s', '2020-01-02Z', '2020-01-02Z', '${first}', 'e', 't', 'manual', 1, '${ANNA}', 'token “CI” of Anna Berg');
       ${item(first, 1, { stateBy: 'Anna Berg', stateById: ANNA })};
       ${item(second, 2, { stateBy: 'Anna Berg', stateById: OTHER })};
       ${item(third, 3, { stateBy: 'Anna Berg' })}`,
    );
    const { code, out, err } = await erase(ANNA, '--archive', months.archive);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(
      'schedule-2031-01.people.jsonl.gz was written anew: the values beside 1 of its rows are gone.',
    );
    expect(out).toContain('and 10 rows of other tables');
    const left = await names();
    for (const name of ['Anna Berg', 'Anna B.', 'ANNA ', 'CORP\\anna', 'anna@corp.example.com'])
      expect(left).not.toContain(name);
    expect(left).toEqual(expect.arrayContaining(STAY));
    expect(archivedNames('2031-01').filter((name) => !name.startsWith('The '))).toEqual([...STAY]);
    expect(await sql(months.product.database, 'SELECT account_name FROM "user"')).toEqual([
      { account_name: 'bert' },
    ]);
    expect(await db().session.count()).toBe(0);
    expect(await sql(months.product.database, 'SELECT by_name FROM "freeze" ORDER BY id')).toEqual([
      { by_name: 'Erased person' },
      { by_name: 'Bert Ohm' },
    ]);
    const nobody = 'Erased person';
    const switched = await sql<{ id: string; state_by: string }>(
      months.product.database,
      'SELECT id, state_by FROM schedule',
    );
    const by = new Map(switched.map(({ id, state_by }) => [id, state_by]));
    expect([first, second, third].map((id) => by.get(id))).toEqual([nobody, 'Anna Berg', nobody]);
    const items = await db().bulkItem.findMany({ orderBy: { position: 'asc' } });
    expect(items.map(({ before }) => before)).toEqual([
      { stateBy: nobody, stateById: ANNA },
      { stateBy: 'Anna Berg', stateById: OTHER },
      { stateBy: nobody },
    ]);
    expect(
      await sql(months.product.database, 'SELECT ended_by_name, requested_by_name FROM run ORDER BY slot_at'),
    ).toEqual([
      { ended_by_name: nobody, requested_by_name: null },
      { ended_by_name: null, requested_by_name: nobody },
    ]);
    expect(await sql(months.product.database, 'SELECT created_by_name, run_by_name FROM bulk_job')).toEqual([
      { created_by_name: nobody, run_by_name: 'Bert Ohm' },
    ]);
  });

  it('is recorded with why and by whom, and both audits and the archives verify', async () => {
    const row = (await auditRows(months.product.database, 'activity')).findLast(
      ({ action }) => action === 'audit.erase',
    );
    expect(row).toMatchObject({ actor_id: 'system:erasure', subject: ANNA, reason: 'Asked by letter' });
    expect(JSON.parse(row?.body ?? '')).toMatchObject({
      details: { by: 'Dora Klein', auditRows: 6, otherRows: 10, unreachable: [] },
    });
    expect((await said()).map(([action]) => action)).toEqual([
      'audit.erase-begin',
      'audit.erase-archive',
      'audit.erase-begin',
      'audit.erase-archive',
      'audit.erase',
    ]);
    await months.rows(0, '2031-03-02T00:10:00Z');
    for (const chain of ['schedule', 'activity'] as const) expect(await checkWhole(chain)).toBeNull();
    const file = months.file('audit.jsonl');
    expect((await audit('export', file)).code).toBe(0);
    const given = ['--digests', months.digests, '--key', months.publicKeyFile, '--archive', months.archive];
    const { code, out } = await audit('verify', file, ...given);
    expect(out).toMatch(/^activity audit: of 10 rows the personal values are not there/m);
    expect(code).toBe(0);
  });

  it('names the archives that are not at hand, and goes on with them later, of somebody who has left no profile', async () => {
    const { code, out } = await erase(ANNA);
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('schedule-2031-01.people.jsonl.gz is not at hand and may still have values'),
    ]);
  });

  it('reaches who was only refused, and has no profile', async () => {
    const refused = '22222222-2222-4222-8222-222222222222';
    const { actor: _, ...from } = contextOf('editor');
    await db().$transaction((tx) =>
      record(
        tx,
        { ...from, actor: { type: 'anonymous', name: 'Otto Sider' } },
        { ...entry, outcome: 'denied', reason: 'no-role', details: { user: refused } },
      ),
    );
    expect(await names()).toContain('Otto Sider');
    const { code, out, err } = await erase(refused);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('beside 1 rows of the audits were erased');
    expect(await names()).not.toContain('Otto Sider');
  });

  it('ends, and leaves the archives and the database, where somebody else may be at it by now', async () => {
    const before = await names();
    const lock = new pg.Client({ connectionString: months.product.database.superuserUrl });
    await lock.connect();
    await lock.query('BEGIN; LOCK TABLE public.audit_archive IN ACCESS EXCLUSIVE MODE');
    const erasing = erase(OTHER, '--archive', months.archive);
    await vi.waitFor(
      async () => {
        const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        expect(await sql(months.product.database, waiting)).toHaveLength(1);
      },
      { timeout: 45_000 },
    );
    await months.cutKeeper();
    await lock.end();
    expect(await erasing).toMatchObject({ code: 2, err: expect.stringContaining('lock of the keeper') });
    expect(archivedNames('2031-01')).toContain('Bert Ohm');
    expect((await names()).filter((name) => name !== 'Rota (erasure)')).toEqual(
      before.filter((name) => name !== 'Rota (erasure)'),
    );
  }, 60_000);
});
