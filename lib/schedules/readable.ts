import { type Grant, grantsOf } from '@/lib/auth/access';
import type { Permission } from '@/lib/auth/roles';
import type { Actor } from '@/lib/context';
import { Prisma } from '@/lib/db';

/** Where the team and the environment of a row stand. */
type Columns = { team: Prisma.Sql; environment: Prisma.Sql };

const OF_SCHEDULE: Columns = { team: Prisma.sql`s.team_id`, environment: Prisma.sql`s.environment_id` };

/** Whether an actor may see a schedule `s`, as a condition. */
export const readable = (actor: Actor): Prisma.Sql => allowedAt(actor, 'schedule.read');

/**
 * Whether an actor has a permission for a row, as a condition: one that is simply true where they have it everywhere. A
 * row without a team is for those only who have it for all teams.
 * @param columns those of a schedule `s` by default
 */
export const allowedAt = (actor: Actor, permission: Permission, columns: Columns = OF_SCHEDULE): Prisma.Sql =>
  anyGrant(actor, permission, columns, (column, id) => Prisma.sql`${column} = ${id}`);

/**
 * The same for a row that concerns all teams or all environments where the column is null: it is enough to have the
 * permission in one of them.
 */
export const reachedBy = (actor: Actor, permission: Permission, columns: Columns): Prisma.Sql =>
  anyGrant(actor, permission, columns, (column, id) => Prisma.sql`(${column} IS NULL OR ${column} = ${id})`);

function anyGrant(
  actor: Actor,
  permission: Permission,
  { team, environment }: Columns,
  fits: (column: Prisma.Sql, id: string) => Prisma.Sql,
): Prisma.Sql {
  if (actor.type === 'system') return Prisma.sql`TRUE`;
  const grants = actor.type === 'user' ? grantsOf(actor.grants, permission) : [];
  if (grants.some(({ teamId, environmentId }) => teamId === null && environmentId === null))
    return Prisma.sql`TRUE`;
  if (grants.length === 0) return Prisma.sql`FALSE`;
  const part = (column: Prisma.Sql, id: string | null) => (id === null ? Prisma.sql`TRUE` : fits(column, id));
  const covered = ({ teamId, environmentId }: Grant) =>
    Prisma.sql`(${part(team, teamId)} AND ${part(environment, environmentId)})`;
  return Prisma.sql`(${Prisma.join(grants.map(covered), ' OR ')})`;
}
