import type { Tx } from '@/lib/db';
import type { NamedEntry } from './refusal';

/** All entries, by their patterns. */
export async function allEntries(tx: Pick<Tx, 'allowedArn'>): Promise<(NamedEntry & { id: string })[]> {
  const rows = await tx.allowedArn.findMany({
    include: {
      team: { select: { name: true } },
      environment: { select: { accountId: true, region: true } },
    },
    orderBy: [{ pattern: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ id, kind, pattern, teamId, environmentId, team, environment }) => ({
    id,
    kind,
    pattern,
    teamId,
    environmentId,
    place: environment,
    team: team?.name ?? null,
  }));
}
