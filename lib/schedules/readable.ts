import { type Grant, grantsOf } from '@/lib/auth/access';
import type { Permission } from '@/lib/auth/roles';
import type { Actor } from '@/lib/context';
import { Prisma } from '@/lib/db';

/** Whether an actor may see a schedule `s`, as a condition; null where they may see all. */
export const readable = (actor: Actor): Prisma.Sql | null => allowedAt(actor, 'schedule.read');

/** Whether an actor has a permission for a schedule `s`, as a condition; null where they have it everywhere. */
export function allowedAt(actor: Actor, permission: Permission): Prisma.Sql | null {
  if (actor.type === 'system') return null;
  const grants = actor.type === 'user' ? grantsOf(actor.grants, permission) : [];
  if (grants.some(({ teamId, environmentId }) => teamId === null && environmentId === null)) return null;
  if (grants.length === 0) return Prisma.sql`FALSE`;
  return Prisma.sql`(${Prisma.join(grants.map(covered), ' OR ')})`;
}

function covered({ teamId, environmentId }: Grant): Prisma.Sql {
  const team = teamId === null ? Prisma.sql`TRUE` : Prisma.sql`s.team_id = ${teamId}`;
  const environment =
    environmentId === null ? Prisma.sql`TRUE` : Prisma.sql`s.environment_id = ${environmentId}`;
  return Prisma.sql`(${team} AND ${environment})`;
}
