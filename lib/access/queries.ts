import { EVERYWHERE } from '@/lib/auth/access';
import type { Right, Role } from '@/lib/auth/roles';
import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { type ConfiguredGroup, configuredGroups } from './configured';

/** A grant as the page shows it. Null as a team or environment is all of them. */
export type GrantRow = {
  id: string;
  groupSid: string;
  group: string;
  role: Role;
  team: string | null;
  environment: string | null;
  /** Whether the one environment is production. */
  production: boolean;
  rights: Right[];
  at: Date;
  by: string;
};

/** How many people had a group when they last signed in, by the group's SID. */
export type People = Readonly<Record<string, number>>;

export type Access = {
  configured: ConfiguredGroup[];
  grants: GrantRow[];
  people: People;
  /** Whether everybody who may sign in may read everything. */
  readsAll: boolean;
};

/** All that gives somebody a role: the groups of the environment variables, and the grants by group, team, environment. */
export async function listAccess(asked: Context): Promise<Access> {
  const context = await authorise(asked, 'access.read', EVERYWHERE);
  const down = context.actor.type === 'user' && context.actor.unverified === true;
  const [configured, grants] = await Promise.all([configuredGroups(down), listGrants()]);
  const sids = [...configured.flatMap(({ sid }) => sid ?? []), ...grants.map(({ groupSid }) => groupSid)];
  const people = await peopleOf([...new Set(sids)]);
  return { configured, grants, people, readsAll: env().ROTA_READING === 'all' };
}

const listGrants = () => db().$queryRaw<GrantRow[]>`
  SELECT g.id, g.group_sid AS "groupSid", g.group_name AS "group", g.role::text, t.name AS team,
    e.name AS environment, coalesce(e.production, false) AS production, g.rights, g.created_at AS at,
    g.created_by_name AS by
  FROM role_grant g LEFT JOIN team t ON t.id = g.team_id LEFT JOIN environment e ON e.id = g.environment_id
  ORDER BY lower(g.group_name), g.group_sid, lower(t.name) NULLS FIRST, lower(e.name) NULLS FIRST`;

async function peopleOf(sids: string[]): Promise<People> {
  const rows = await db().$queryRaw<{ sid: string; people: number }[]>`
    SELECT sid, count(*)::int AS people FROM (
      SELECT DISTINCT ON (user_id) id FROM session ORDER BY user_id, checked_at DESC
    ) latest
    JOIN session s USING (id) CROSS JOIN LATERAL unnest(s.group_sids) sid
    WHERE sid = ANY(${sids}) GROUP BY sid`;
  return Object.fromEntries(rows.map(({ sid, people }) => [sid, people]));
}
