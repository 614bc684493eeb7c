import type { AuditFilter } from '@/lib/audit/filter';
import { listActivityAudit } from '@/lib/audit/queries';
import { READS_ALL } from '@/lib/auth/access';
import type { Context, UserActor } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { writeCursor } from '@/lib/keyset';
import type { Measurement, Options } from '../benchmark';
import { VIEWER } from '../list/queries';
import { type Case, fromAddress, measurePages, withWords } from './pages';
import { ADDRESSES } from './rows';

/** Who sees all, addresses too. */
export const ADMINISTRATOR: Context = {
  ...VIEWER,
  actor: {
    ...VIEWER.actor,
    role: 'administrator',
    grants: [{ ...READS_ALL, role: 'administrator' }],
  } as UserActor,
};

/** A page of the activity audit for each filter, and the first page of who sees no sign-ins. */
export async function measureActivity({ rows, say }: Options): Promise<Measurement[]> {
  const audit = (called: string, context: Context) => ({
    called,
    page: (filter: AuditFilter) => listActivityAudit(context, filter),
    table: Prisma.sql`activity_audit`,
    columns: Prisma.empty,
  });
  return [
    ...(await measurePages(audit('activity', ADMINISTRATOR), await cases(rows), say)),
    ...(await measurePages(audit('activity of a viewer', VIEWER), [WITHOUT_SIGN_INS], say)),
  ];
}

const WITHOUT_SIGN_INS: Case = {
  name: 'all',
  filter: {},
  bare: Prisma.sql`a.actor_type <> 'anonymous' AND a.action NOT IN ('sign-in', 'sign-out')`,
};

async function cases(rows: number): Promise<Case[]> {
  const [few, many] = [await personOf('ASC'), await personOf('DESC')];
  const middle = Math.floor(rows / 2);
  const [at] = await db().$queryRaw<{ seq: string; id: string; from: Date; to: Date }[]>`
    SELECT seq::text, id::text, occurred_at AS from, occurred_at + interval '1 day' AS to
    FROM activity_audit WHERE seq = ${middle}`;
  if (!at) throw new Error('The activity audit has no middle.');
  const [from, to] = [at.from.toISOString(), at.to.toISOString()];
  const during = Prisma.sql`a.occurred_at >= ${from}::timestamptz AND a.occurred_at < ${to}::timestamptz`;
  const by = (actor: string) => Prisma.sql`a.actor_id = ${actor}`;
  const did = (action: string) => Prisma.sql`a.action = ${action}`;
  const request = `request-${middle}`;
  return [
    { name: 'all', filter: {}, bare: Prisma.sql`TRUE` },
    {
      name: 'all, deep',
      filter: { after: writeCursor({ value: at.seq, id: at.id }) },
      bare: Prisma.sql`a.seq < ${middle}`,
    },
    { name: 'person with many rows', filter: { actor: many }, bare: by(many) },
    { name: 'person with few rows', filter: { actor: few }, bare: by(few) },
    { name: 'nobody signed in', filter: { actor: 'anonymous' }, bare: by('anonymous') },
    { name: 'common action', filter: { action: 'sign-in' }, bare: did('sign-in') },
    { name: 'action about people', filter: { action: 'session.end' }, bare: did('session.end') },
    { name: 'rare action', filter: { action: 'freeze' }, bare: did('freeze') },
    { name: 'failed', filter: { outcome: 'failed' }, bare: Prisma.sql`a.outcome = 'failed'` },
    { name: 'team', filter: { team: 'team39' }, bare: TEAM },
    {
      name: 'address of many rows',
      filter: { ip: ADDRESSES.many },
      bare: fromAddress('activity', ADDRESSES.many),
    },
    {
      name: 'address of few rows',
      filter: { ip: ADDRESSES.few },
      bare: fromAddress('activity', ADDRESSES.few),
    },
    { name: 'request', filter: { request }, bare: Prisma.sql`a.request_id = ${request}` },
    { name: 'a day', filter: { from, to }, bare: during },
    { name: 'common word', filter: { q: 'bank holiday' }, bare: withWords('bank holiday') },
    { name: 'rare word', filter: { q: 'Zanzibar' }, bare: withWords('zanzibar') },
    { name: 'unknown word', filter: { q: 'xylophone' }, bare: withWords('xylophone') },
    {
      name: 'person, action, day',
      filter: { actor: many, action: 'sign-in', from, to },
      bare: Prisma.sql`${by(many)} AND ${did('sign-in')} AND ${during}`,
    },
  ];
}

/** By the few rows that name a team, as there is an index of these. */
const TEAM = Prisma.sql`a.body LIKE '%"teamId":"%' AND a.body LIKE '%"teamId":"team39"%'`;

async function personOf(direction: 'ASC' | 'DESC'): Promise<string> {
  const [person] = await db().$queryRaw<{ id: string }[]>`
    SELECT actor_id AS id FROM activity_audit WHERE actor_type = 'user'
    GROUP BY 1 ORDER BY count(*) ${Prisma.raw(direction)}, 1 LIMIT 1`;
  if (!person) throw new Error('The activity audit names no people.');
  return person.id;
}
