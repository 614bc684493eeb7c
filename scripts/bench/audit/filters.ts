import { type AuditFilter, auditFilter } from '@/lib/audit/filter';
import { listScheduleAudit } from '@/lib/audit/queries';
import { db, Prisma } from '@/lib/db';
import { writeCursor } from '@/lib/keyset';
import type { Measurement, Options } from '../benchmark';
import { interleave } from '../interleave';
import { VIEWER } from '../list/queries';
import { median, p95, ratio } from '../statistics';
import { ADDRESSES } from './rows';

const GOAL = { atMost: 2 };

/** A filter, and its rows as SQL by hand. */
type Case = { name: string; filter: Partial<Record<keyof AuditFilter, string>>; bare: Prisma.Sql };

/** A page of 50 of the schedule audit for each filter, as a multiple of bare SQL that reads the same rows. */
export async function measureFilters({ rows, say }: Options): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const { name, filter, bare } of await cases(rows)) {
    const parsed = auditFilter.parse(filter);
    const found = await listScheduleAudit(VIEWER, parsed);
    const byHand = () => db().$queryRaw<{ seq: string }[]>`
      SELECT a.seq::text, a.id::text, a.occurred_at, a.actor_id, a.actor_type, a.action, a.outcome, a.subject, a.reason,
        a.request_id, a.body, a.schedule_id, a.generation, n.values
      FROM schedule_audit a LEFT JOIN audit_person n ON n.audit_id = a.id
      WHERE ${bare} ORDER BY a.seq DESC LIMIT 50`;
    const expected = (await byHand()).map(({ seq }) => seq);
    if (expected.join() !== found.rows.map(({ seq }) => seq).join())
      throw new Error(`${name}: the page has other rows than the bare SQL.`);
    const timings = await interleave(() => listScheduleAudit(VIEWER, parsed), byHand, {
      rounds: 40,
      warmUp: 5,
    });
    const times = ratio(timings.measured, timings.baseline);
    say(`  ${name}: ${times.toFixed(2)} ×`);
    measurements.push({
      name: `page: ${name}`,
      ratio: times,
      goal: GOAL,
      figures: {
        'page ms': median(timings.measured),
        'p95 ms': p95(timings.measured),
        'bare ms': median(timings.baseline),
        rows: found.rows.length,
      },
    });
  }
  return measurements;
}

async function cases(rows: number): Promise<Case[]> {
  const [few, many] = [await personOf('ASC'), await personOf('DESC')];
  const [rare, common] = [await scheduleOf('ASC'), await scheduleOf('DESC')];
  const middle = Math.floor(rows / 2);
  const [at] = await db().$queryRaw<{ seq: string; id: string; from: Date; to: Date }[]>`
    SELECT seq::text, id::text, occurred_at AS from, occurred_at + interval '1 day' AS to
    FROM schedule_audit WHERE seq = ${middle}`;
  if (!at) throw new Error('The audit has no middle.');
  const [from, to] = [at.from.toISOString(), at.to.toISOString()];
  const address = (ip: string) => Prisma.sql`EXISTS (SELECT FROM audit_person p WHERE p.chain = 'schedule'
    AND p.seq = a.seq AND substring(p.values from '"ip":"([^"]*)"') = ${ip})`;
  const words = (text: string) =>
    Prisma.sql`lower(a.subject || ' ' || COALESCE(a.reason, '')) LIKE ${`%${text}%`}`;
  const request = `request-${middle}`;
  return [
    { name: 'all', filter: {}, bare: Prisma.sql`TRUE` },
    {
      name: 'all, deep',
      filter: { after: writeCursor({ value: at.seq, id: at.id }) },
      bare: Prisma.sql`a.seq < ${middle}`,
    },
    { name: 'person with many rows', filter: { actor: many.id }, bare: Prisma.sql`a.actor_id = ${many.id}` },
    { name: 'person with few rows', filter: { actor: few.id }, bare: Prisma.sql`a.actor_id = ${few.id}` },
    { name: 'person by name', filter: { actor: many.name }, bare: Prisma.sql`a.actor_id = ${many.id}` },
    {
      name: 'schedule with many rows',
      filter: { schedule: common.id },
      bare: Prisma.sql`a.schedule_id = ${common.id}`,
    },
    {
      name: 'schedule by name',
      filter: { schedule: rare.name },
      bare: Prisma.sql`a.schedule_id = ${rare.id}`,
    },
    { name: 'big team', filter: { team: 'team0' }, bare: Prisma.sql`a.team_id = 'team0'` },
    { name: 'small team', filter: { team: 'team39' }, bare: Prisma.sql`a.team_id = 'team39'` },
    {
      name: 'common environment',
      filter: { environment: 'production' },
      bare: Prisma.sql`a.environment_id = 'production'`,
    },
    {
      name: 'rare environment',
      filter: { environment: 'sandbox' },
      bare: Prisma.sql`a.environment_id = 'sandbox'`,
    },
    {
      name: 'action',
      filter: { action: 'schedule.restore' },
      bare: Prisma.sql`a.action = 'schedule.restore'`,
    },
    { name: 'failed', filter: { outcome: 'failed' }, bare: Prisma.sql`a.outcome = 'failed'` },
    { name: 'address of many rows', filter: { ip: ADDRESSES.many }, bare: address(ADDRESSES.many) },
    { name: 'address of few rows', filter: { ip: ADDRESSES.few }, bare: address(ADDRESSES.few) },
    { name: 'request', filter: { request }, bare: Prisma.sql`a.request_id = ${request}` },
    {
      name: 'a day',
      filter: { from, to },
      bare: Prisma.sql`a.occurred_at >= ${at.from} AND a.occurred_at < ${at.to}`,
    },
    { name: 'until a time', filter: { to }, bare: Prisma.sql`a.occurred_at < ${at.to}` },
    { name: 'common word', filter: { q: 'bank holiday' }, bare: words('bank holiday') },
    { name: 'rare word', filter: { q: 'Zanzibar' }, bare: words('zanzibar') },
    { name: 'unknown word', filter: { q: 'xylophone' }, bare: words('xylophone') },
    {
      name: 'person, team, day',
      filter: { actor: many.id, team: 'team0', from, to },
      bare: Prisma.sql`a.actor_id = ${many.id} AND a.team_id = 'team0' AND a.occurred_at >= ${at.from} AND a.occurred_at < ${at.to}`,
    },
  ];
}

async function personOf(direction: 'ASC' | 'DESC'): Promise<{ id: string; name: string }> {
  const [person] = await db().$queryRaw<{ id: string; name: string }[]>`
    SELECT u.id::text, u.display_name AS name FROM schedule_audit a JOIN "user" u ON u.id::text = a.actor_id
    GROUP BY u.id ORDER BY count(*) ${Prisma.raw(direction)}, u.id LIMIT 1`;
  if (!person) throw new Error('The audit names no people.');
  return person;
}

async function scheduleOf(direction: 'ASC' | 'DESC'): Promise<{ id: string; name: string }> {
  const [schedule] = await db().$queryRaw<{ id: string; name: string }[]>`
    SELECT schedule_id AS id, min(subject) AS name FROM schedule_audit
    GROUP BY 1 ORDER BY count(*) ${Prisma.raw(direction)}, 1 LIMIT 1`;
  if (!schedule) throw new Error('The audit names no schedules.');
  return schedule;
}
