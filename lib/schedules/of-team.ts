import { ownTeams } from '@/lib/auth/access';
import type { Actor } from '@/lib/context';
import { Prisma } from '@/lib/db';
import { OWN_TEAMS } from './filter';

/**
 * Whether a row is of the team that a filter names by its id, or of one's own. Who has none of their own finds nothing:
 * it must not become all.
 * @param column that of the row's team
 */
export function ofTeamWanted(team: string, actor: Actor, column: Prisma.Sql): Prisma.Sql {
  if (team !== OWN_TEAMS) return Prisma.sql`${column} = ${team}`;
  return Prisma.sql`${column} = ANY(${actor.type === 'user' ? ownTeams(actor.grants) : []})`;
}
