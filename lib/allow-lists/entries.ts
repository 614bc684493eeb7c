import type { Tx } from '@/lib/db';
import type { NamedEntry } from './refusal';

/** The entries that count in an environment, those for all environments too; of every environment where none is named. */
export async function entriesFor(tx: Pick<Tx, 'allowedArn'>, environmentId?: string): Promise<NamedEntry[]> {
  const rows = await tx.allowedArn.findMany({
    ...(environmentId !== undefined && {
      where: { OR: [{ environmentId: null }, { environmentId }] },
    }),
    include: { team: { select: { name: true } } },
    orderBy: [{ pattern: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ kind, pattern, teamId, environmentId, team }) => ({
    kind,
    pattern,
    teamId,
    environmentId,
    team: team?.name ?? null,
  }));
}
