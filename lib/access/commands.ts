import { EVERYWHERE } from '@/lib/auth/access';
import type { ResolvedGroup } from '@/lib/auth/directory';
import type { Right, Role } from '@/lib/auth/roles';
import { authorise, type Command, command, parse } from '@/lib/command';
import { actorId, actorName } from '@/lib/context';
import type { Tx } from '@/lib/db';
import { conflict, invalid, notFound } from '@/lib/errors';
import { newId } from '@/lib/id';
import { knownGroup } from './known-group';
import { placeText } from './meaning';
import { assertPlace, placeInAudit } from './place';
import { changeInput, type GrantInput, grantInput, revokeInput } from './schema';

/**
 * Gives a group of the directory a role, for one team or all, in one environment or all. It counts from the next
 * request of everybody in the group.
 * @returns the id of the grant
 * @throws RotaError as every command; invalid where the directory has no such group or the group has a role there
 *   already; unavailable where the directory can't be asked
 */
export const grantRole: Command<{ id: string }> = async (asked, raw) => {
  const context = await authorise(asked, 'access.grant', EVERYWHERE);
  const { groupSid } = parse(grantInput, raw);
  return granting(await knownGroup(groupSid))(context, raw);
};

const granting = (group: ResolvedGroup) =>
  command({
    permission: 'access.grant',
    input: grantInput,
    at: EVERYWHERE,
    async run(tx, { actor }, { reason, ...input }) {
      const id = newId();
      const by = { createdBy: actorId(actor), createdByName: actorName(actor) };
      const data = { ...input, id, rights: rightsOf(input), groupName: group.name, ...by };
      await assertPlace(tx, input);
      const { count } = await tx.roleGrant.createMany({ data: [data], skipDuplicates: true });
      if (count === 0) throw await alreadyGranted(tx, input);
      return {
        result: { id },
        entry: {
          audit: 'activity',
          action: 'access.grant',
          subject: group.name,
          reason,
          details: { grant: id, after: snapshot(await load(tx, id)) },
        },
      };
    },
  });

/** Gives a grant other rights beside its role. */
export const changeRights = command({
  permission: 'access.change',
  input: changeInput,
  at: EVERYWHERE,
  async run(tx, _context, { id, rights, reason }) {
    const grant = await load(tx, id);
    const before = snapshot(grant);
    const after = { ...before, rights: rightsOf({ role: grant.role, rights }) };
    if (String(after.rights) === String(before.rights))
      throw conflict('These rights are given already: nothing would change.');
    await tx.roleGrant.update({ where: { id }, data: { rights: after.rights } });
    return {
      result: { id },
      entry: {
        audit: 'activity',
        action: 'access.change',
        subject: grant.groupName,
        reason,
        details: { grant: id, before, after },
      },
    };
  },
});

/** Takes a grant back. It counts from the next request of everybody in the group. */
export const revokeGrant = command({
  permission: 'access.revoke',
  input: revokeInput,
  at: EVERYWHERE,
  async run(tx, _context, { id, reason }) {
    const grant = await load(tx, id);
    await tx.roleGrant.delete({ where: { id } });
    return {
      result: { id },
      entry: {
        audit: 'activity',
        action: 'access.revoke',
        subject: grant.groupName,
        reason,
        details: { grant: id, before: snapshot(grant) },
      },
    };
  },
});

/** Administrators have every right anyway. */
const rightsOf = ({ role, rights }: { role: Role; rights: Right[] }): Right[] =>
  role === 'administrator' ? [] : rights;

const PLACE = { team: true, environment: true } as const;

/** @throws RotaError not-found */
async function load(tx: Tx, id: string) {
  await tx.$queryRaw`SELECT 1 FROM role_grant WHERE id = ${id} FOR UPDATE`;
  const grant = await tx.roleGrant.findUnique({ where: { id }, include: PLACE });
  if (!grant) throw notFound('This grant');
  return grant;
}

/** A grant as the audit shows it. */
const snapshot = ({ groupSid, role, rights, ...place }: Awaited<ReturnType<typeof load>>) => ({
  groupSid,
  role,
  ...placeInAudit(place),
  rights,
});

/** Says which role the group has there: a group has one in a place. */
async function alreadyGranted(tx: Tx, { groupSid, teamId, environmentId }: Omit<GrantInput, 'reason'>) {
  const there = await tx.roleGrant.findFirst({
    where: { groupSid, teamId, environmentId },
    include: PLACE,
  });
  if (!there) return conflict('Somebody changed this at the same moment. Try again.');
  const place = placeText({
    team: there.team?.name ?? null,
    environment: there.environment?.name ?? null,
  });
  const message = `${there.groupName} is ${there.role} for ${place} already. Change its rights, or revoke it first.`;
  return invalid([{ path: 'groupSid', message }]);
}
