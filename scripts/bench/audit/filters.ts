import { listScheduleAudit } from '@/lib/audit/queries';
import { db, Prisma } from '@/lib/db';
import { writeCursor } from '@/lib/keyset';
import type { Measurement, Options } from '../benchmark';
import { VIEWER } from '../list/queries';
import { ADMINISTRATOR } from './activity-filters';
import { type Case, fromAddress, measurePages, withWords } from './pages';
import { ADDRESSES } from './rows';

/** A page of the schedule audit for each filter. */
export const measureFilters = async ({ rows, say }: Options): Promise<Measurement[]> =>
  measurePages(
    {
      called: 'page',
      page: (filter) => listScheduleAudit(filter.ip ? ADMINISTRATOR : VIEWER, filter),
      table: Prisma.sql`schedule_audit`,
      columns: Prisma.sql`, a.schedule_id, a.generation`,
    },
    await cases(rows),
    say,
  );

async function cases(rows: number): Promise<Case[]> {
  const [few, many] = [await personOf('ASC'), await personOf('DESC')];
  const [rare, common] = [await scheduleOf('ASC'), await scheduleOf('DESC')];
  const middle = Math.floor(rows / 2);
  const [at] = await db().$queryRaw<{ seq: string; id: string; from: Date; to: Date }[]>`
    SELECT seq::text, id::text, occurred_at AS from, occurred_at + interval '1 day' AS to
    FROM schedule_audit WHERE seq = ${middle}`;
  if (!at) throw new Error('The audit has no middle.');
  const [from, to] = [at.from.toISOString(), at.to.toISOString()];
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
    {
      name: 'address of many rows',
      filter: { ip: ADDRESSES.many },
      bare: fromAddress('schedule', ADDRESSES.many),
    },
    {
      name: 'address of few rows',
      filter: { ip: ADDRESSES.few },
      bare: fromAddress('schedule', ADDRESSES.few),
    },
    { name: 'request', filter: { request }, bare: Prisma.sql`a.request_id = ${request}` },
    {
      name: 'a day',
      filter: { from, to },
      bare: Prisma.sql`a.occurred_at >= ${at.from} AND a.occurred_at < ${at.to}`,
    },
    { name: 'until a time', filter: { to }, bare: Prisma.sql`a.occurred_at < ${at.to}` },
    { name: 'common word', filter: { q: 'bank holiday' }, bare: withWords('bank holiday') },
    { name: 'rare word', filter: { q: 'Zanzibar' }, bare: withWords('zanzibar') },
    { name: 'unknown word', filter: { q: 'xylophone' }, bare: withWords('xylophone') },
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
