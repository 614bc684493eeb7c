import { authorise, type Command, command } from '@/lib/command';
import { actorId, actorName } from '@/lib/context';
import { db, type Tx } from '@/lib/db';
import { settleFrozen } from '@/lib/dispatch/held';
import { conflict, invalid, notFound } from '@/lib/errors';
import { newId } from '@/lib/id';
import { databaseNow } from '@/lib/schedules/load';
import { applyFreeze, type Covered, lockFreezes } from './apply';
import { type FreezeInput, freezeInput, liftInput } from './schema';

/**
 * Stops everything of a team, of an environment, or all: off in AWS until it is lifted, whatever the state of each
 * schedule, which stays as it is. Freezes may overlap.
 * @returns its id, and of how many schedules AWS is asked
 */
export const startFreeze = command({
  permission: 'freeze.start',
  input: freezeInput,
  at: async (_tx, input) => coveredBy(input),
  async run(tx, context, input) {
    await lockFreezes(tx);
    const covered = coveredBy(input);
    const subject = await subjectOf(tx, covered);
    const id = newId();
    const { reason } = input;
    const by = { by: actorId(context.actor), byName: actorName(context.actor) };
    await tx.freeze.create({ data: { id, ...covered, reason, ...by, at: await databaseNow(tx) } });
    const schedules = await applyFreeze(tx, covered, false, context.requestId);
    return {
      result: { id, schedules },
      entry: {
        audit: 'activity',
        action: 'freeze.start',
        subject,
        reason,
        details: { freeze: id, ...covered, schedules },
      },
    };
  },
});

/**
 * Ends one freeze. What no other freeze covers is again what its own state says; what passed meanwhile follows the policy of
 * its schedule. Before, what the freezes have held back so far is ended in steps, so that the lift itself is short.
 * @returns its id, and of how many schedules AWS is asked
 */
export const liftFreeze: Command<{ id: string; schedules: number }> = async (context, raw) => {
  const { data } = liftInput.safeParse(raw);
  const freeze = data && (await db().freeze.findUnique({ where: { id: data.id } }));
  if (freeze) {
    await authorise(context, 'freeze.lift', freeze);
    await settleFrozen();
  }
  return lifting(context, raw);
};

const lifting = command({
  permission: 'freeze.lift',
  input: liftInput,
  at: loadFreeze,
  async run(tx, context, { id, reason }) {
    await lockFreezes(tx);
    const freeze = await loadFreeze(tx, { id });
    if (freeze.liftedAt) throw conflict(`${freeze.liftedByName} has lifted this freeze already.`);
    const lifted = { liftedBy: actorId(context.actor), liftedByName: actorName(context.actor) };
    await tx.freeze.update({
      where: { id },
      data: { ...lifted, liftedAt: await databaseNow(tx), liftReason: reason || null },
    });
    const subject = await subjectOf(tx, freeze);
    const { scope, teamId, environmentId } = freeze;
    const schedules = await applyFreeze(tx, freeze, true, context.requestId);
    return {
      result: { id, schedules },
      entry: {
        audit: 'activity',
        action: 'freeze.lift',
        subject,
        reason: reason || null,
        details: { freeze: id, scope, teamId, environmentId, schedules },
      },
    };
  },
});

/** @throws RotaError not-found */
async function loadFreeze(tx: Tx, { id }: { id: string }) {
  const freeze = await tx.freeze.findUnique({ where: { id } });
  if (!freeze) throw notFound('This freeze');
  return freeze;
}

const coveredBy = (input: FreezeInput): Covered => ({
  scope: input.scope,
  teamId: input.scope === 'team' ? input.teamId : null,
  environmentId: input.scope === 'environment' ? input.environmentId : null,
});

/** @throws RotaError invalid, of a team or an environment that is not there */
async function subjectOf(tx: Tx, { teamId, environmentId }: Covered): Promise<string> {
  if (teamId !== null) {
    const team = await tx.team.findUnique({ where: { id: teamId } });
    if (!team)
      throw invalid([{ path: 'teamId', message: 'This team does not exist. Choose one of the list.' }]);
    return `Team ${team.name}`;
  }
  if (environmentId === null) return 'All schedules';
  const environment = await tx.environment.findUnique({ where: { id: environmentId } });
  if (!environment)
    throw invalid([
      { path: 'environmentId', message: 'This environment does not exist. Choose one of the list.' },
    ]);
  return `Environment ${environment.name}`;
}
