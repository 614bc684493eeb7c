import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam, scheduleFields } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { updateSchedule } from '@/lib/schedules/commands';
import { pauseSchedule } from '@/lib/schedules/state-commands';
import { auditFilter } from './filter';
import { listActivityAudit, listScheduleAudit } from './queries';
import { record } from './record';

let product: TestProduct;
const admin = contextOf('administrator');
const filter = (values: object) => auditFilter.parse(values);

beforeAll(async () => {
  product = await startTestProduct({});
});
afterAll(() => product?.stop());

describe('the activity audit', () => {
  beforeAll(async () => {
    for (let i = 0; i < 120; i += 1)
      await db().$transaction((tx) =>
        record(tx, contextOf(i % 2 ? 'editor' : 'operator'), {
          audit: 'activity',
          action: i % 3 ? 'sign-in' : 'sign-out',
          outcome: i % 5 ? 'ok' : 'failed',
          subject: `Row ${i} is 100% _done_`,
        }),
      );
  });

  it('tells of signing in, and of who was not signed in, only whoever may see who has access', async () => {
    const typed = 'hunter2-in-the-wrong-box';
    await db().$transaction((tx) => {
      const context = { ...contextOf('anonymous'), actor: { type: 'anonymous', name: typed } as const };
      return record(tx, context, {
        audit: 'activity',
        action: 'sign-in',
        outcome: 'failed',
        subject: 'session',
      });
    });
    const named = async (who: 'viewer' | 'editor' | 'administrator', values = {}) =>
      JSON.stringify((await listActivityAudit(contextOf(who), filter(values))).rows);
    expect(await named('administrator')).toContain(typed);
    for (const values of [
      {},
      { action: 'sign-in' },
      { q: 'session' },
      { actor: 'hunter2' },
      { ip: '192.0.2.7' },
    ]) {
      expect(await named('viewer', values)).not.toContain(typed);
      expect(await named('viewer', values)).not.toContain('sign-in');
    }
    expect(await named('editor', { action: 'sign-in' })).toContain('The editor');
    expect(await named('editor', { action: 'sign-in' })).not.toContain('The operator');
    await sql(
      product.database,
      `SET session_replication_role = replica; DELETE FROM activity_audit WHERE actor_type = 'anonymous'`,
    );
  });

  it('is paged from the newest to the oldest and back', async () => {
    const seen: string[] = [];
    const pages = [await listActivityAudit(admin, filter({}))];
    for (let page = pages[0]; page; page = pages.at(-1)) {
      seen.push(...page.rows.map(({ seq }) => seq));
      if (!page.next) break;
      pages.push(await listActivityAudit(admin, filter({ after: page.next })));
    }
    expect(seen.map(Number)).toEqual(Array.from({ length: 120 }, (_, i) => 120 - i));
    const last = pages.at(-1);
    const back = await listActivityAudit(admin, filter({ before: last?.previous }));
    expect(back.rows).toEqual(pages.at(-2)?.rows);
    expect(pages[0]?.previous).toBeNull();
  });

  it.each([
    [{ action: 'sign-out' }, 40],
    [{ outcome: 'failed' }, 24],
    [{ actor: contextOf('editor').actor.type === 'user' ? '00000000-0000-4000-8000-000000000002' : '' }, 60],
    [{ action: 'sign-out', outcome: 'failed' }, 8],
    [{ q: 'row 11' }, 11],
    [{ q: '%' }, 120],
    [{ q: '_done_' }, 120],
    [{ q: '%_d' }, 0],
    [{ from: '2100-01-01T00:00:00Z' }, 0],
    [{ to: '2020-01-01T00:00:00Z' }, 0],
    [{ actor: 'the EDIT' }, 0],
    [{ ip: '192.0.2.7' }, 120],
    [{ ip: '192.0.2.7', action: 'sign-out', outcome: 'failed' }, 8],
    [{ ip: '192.0.2' }, 0],
    [{ action: 'nothing' }, 0],
  ])('finds by %j', async (values, count) => {
    const first = await listActivityAudit(admin, filter(values));
    const others = [];
    for (let next = first.next; next; ) {
      const page = await listActivityAudit(admin, filter({ ...values, after: next }));
      others.push(...page.rows);
      next = page.next;
    }
    expect([...first.rows, ...others]).toHaveLength(count);
  });

  it('finds by instants: from the first one on, until before the last one', async () => {
    const at = (seq: number, ms = 0) => `to_char(date_trunc('milliseconds', occurred_at AT TIME ZONE 'UTC')
      + interval '${ms} ms', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM activity_audit WHERE seq = ${seq}`;
    const [times] = await sql<{ from: string; to: string }>(
      product.database,
      `SELECT (SELECT ${at(31)}) AS from, (SELECT ${at(40, 1)}) AS to`,
    );
    const { rows } = await listActivityAudit(admin, filter({ ...times }));
    const seqs = rows.map(({ seq }) => Number(seq));
    expect(seqs).toContain(31);
    expect(seqs).toContain(40);
    expect(seqs.length).toBeLessThan(14);
  });

  it('tells who it was, and nobody once erased', async () => {
    const [row] = (await listActivityAudit(admin, filter({}))).rows;
    expect(row).toMatchObject({ person: { name: 'The editor', ip: '192.0.2.7' }, groups: ['rota-editors'] });
    await sql(product.database, 'DELETE FROM audit_person');
    expect((await listActivityAudit(admin, filter({}))).rows[0]?.person).toBeNull();
  });

  it('names the person that a row is about while they have a profile: the row has the id alone', async () => {
    const id = '5f0c6a1e-9a52-4e0b-8d5e-2f9f5f1b7a10';
    await db().user.create({ data: { id, accountName: 'anna', displayName: 'Anna Berg' } });
    await db().$transaction((tx) =>
      record(tx, admin, { audit: 'activity', action: 'session.end', subject: id }),
    );
    const rows = async () => (await listActivityAudit(admin, filter({}))).rows;
    const [about, other] = await rows();
    expect(about).toMatchObject({ subject: id, subjectName: 'Anna Berg' });
    expect(other?.subjectName).toBeNull();
    await sql(product.database, 'DELETE FROM "user"');
    expect((await rows())[0]).toMatchObject({ subject: id, subjectName: null });
  });
});

describe('the schedule audit', () => {
  it('shows what changed, field by field, and one schedule alone', async () => {
    const teamId = await makeTeam();
    const { id } = await makeSchedule(teamId, { name: 'Payroll' });
    await makeSchedule(teamId, { name: 'Another' });
    await pauseSchedule(contextOf('operator'), { id, reason: 'Bank holiday' });
    await updateSchedule(contextOf('editor'), {
      id,
      generation: 2,
      schedule: scheduleFields(teamId, { name: 'Payroll', description: 'New' }),
    });
    const { rows } = await listScheduleAudit(admin, filter({}), id);
    expect(rows.map(({ action, generation }) => [action, generation])).toEqual([
      ['schedule.update', 3],
      ['schedule.pause', 2],
      ['schedule.create', 1],
    ]);
    expect(rows[1]).toMatchObject({
      reason: 'Bank holiday',
      subject: 'Payroll',
      differences: [{ path: 'state', before: 'on', after: 'paused' }],
    });
    expect(rows[0]?.differences[0]).toEqual({
      path: 'description',
      before: 'Sends the statements.',
      after: 'New',
    });
    expect((await listScheduleAudit(admin, filter({ q: 'bank' }))).rows).toHaveLength(1);
  });

  it('tells address and browser of others, and finds by them, only whoever may see who has access', async () => {
    const { id } = await makeSchedule(await makeTeam(), { name: 'Whose address' });
    await pauseSchedule(contextOf('operator'), { id, reason: 'Bank holiday' });
    const people = async (who: 'viewer' | 'editor' | 'administrator', values = {}) =>
      (await listScheduleAudit(contextOf(who), filter(values), id)).rows.map(({ person }) => person);
    const from = { ip: '192.0.2.7', userAgent: 'test' };
    const [operator, editor] = [{ name: 'The operator' }, { name: 'The editor' }];
    expect(await people('administrator')).toEqual([
      { ...operator, ...from },
      { ...editor, ...from },
    ]);
    expect(await people('viewer')).toEqual([operator, editor]);
    expect(await people('editor')).toEqual([operator, { ...editor, ...from }]);
    const byAddress = { ip: from.ip };
    expect(await people('administrator', byAddress)).toHaveLength(2);
    expect(await people('viewer', byAddress)).toEqual([]);
    expect(await people('editor', byAddress)).toEqual([{ ...editor, ...from }]);
    const done = { audit: 'activity', action: 'freeze.start', subject: 'All' } as const;
    await db().$transaction((tx) => record(tx, contextOf('operator'), done));
    const activity = async (values: object) =>
      (await listActivityAudit(contextOf('viewer'), filter(values))).rows.map(({ person }) => person);
    expect(await activity({ action: 'freeze.start' })).toEqual([operator]);
    expect(await activity({ action: 'freeze.start', ...byAddress })).toEqual([]);
  });

  it('is for those signed in with a role', async () => {
    await expect(listScheduleAudit(contextOf('anonymous'), filter({}))).rejects.toMatchObject({
      status: 401,
    });
  });
});
