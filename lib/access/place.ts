import type { Tx } from '@/lib/db';
import { invalid } from '@/lib/errors';

/** A team or all of them, in an environment or all of them: null is all. */
type Place = { teamId: string | null; environmentId: string | null };

/** @throws RotaError invalid, where the team or the environment is gone */
export async function assertPlace(tx: Tx, { teamId, environmentId }: Place): Promise<void> {
  const choose = (path: string, what: string) =>
    invalid([{ path, message: `This ${what} does not exist. Choose another.` }]);
  if (teamId !== null && !(await tx.team.findUnique({ where: { id: teamId } })))
    throw choose('teamId', 'team');
  if (environmentId !== null && !(await tx.environment.findUnique({ where: { id: environmentId } })))
    throw choose('environmentId', 'environment');
}

type Named = Place & { team: { name: string } | null; environment: { name: string } | null };

/** A place as the audit shows it. */
export const placeInAudit = ({ teamId, team, environmentId, environment }: Named) => ({
  teamId,
  team: team?.name ?? 'all',
  environmentId,
  environment: environment?.name ?? 'all',
});
