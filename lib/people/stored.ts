import type { Right } from '@/lib/auth/roles';
import { db } from '@/lib/db';
import type { StoredGiven } from './given';

/** All grants, with their names, sorted by those. A group has one in a place at most, so there are few. */
export async function storedGrants(): Promise<StoredGiven[]> {
  const rows = await db().roleGrant.findMany({
    include: { team: { select: { name: true } }, environment: { select: { name: true, production: true } } },
    orderBy: [
      { groupName: 'asc' },
      { team: { name: 'asc' } },
      { environment: { name: 'asc' } },
      { id: 'asc' },
    ],
  });
  return rows.map(({ id, role, rights, teamId, environmentId, team, environment, ...row }) => ({
    role,
    rights: rights as Right[],
    teamId,
    environmentId,
    team: team?.name ?? null,
    environment: environment?.name ?? null,
    production: environment?.production ?? false,
    group: row.groupName,
    groupSid: row.groupSid,
    source: { kind: 'grant', id, by: row.createdByName, at: row.createdAt },
  }));
}

/** Those of the grants that are to one of some groups. */
export function grantsTo(groupSids: readonly string[], stored: readonly StoredGiven[]): StoredGiven[] {
  const own = new Set(groupSids);
  return stored.filter(({ groupSid }) => own.has(groupSid));
}
