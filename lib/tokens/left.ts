import { type Grant, within } from '@/lib/auth/access';
import { db } from '@/lib/db';
import { effective } from '@/lib/people/given';
import { givenText } from '@/lib/people/given-words';
import { type KeptToken, tokenOf } from './find';

/**
 * What is left of each token by what its creator has now, in words: nothing is an empty list, all that it was made for
 * is null. The directory is not asked for it: their groups are those that it last named.
 */
export async function leftOf(tokens: readonly KeptToken[]): Promise<Map<string, string[] | null>> {
  const grants = tokens.map((kept) => grantsLeft(kept));
  const names = await namesIn(grants.flatMap((left) => left ?? []));
  return new Map(tokens.map(({ tokenId }, at) => [tokenId, grants[at]?.map(names) ?? null]));
}

/** Null where one of them is all that the token is limited to. */
function grantsLeft(kept: KeptToken): Grant[] | null {
  const { holder, token } = tokenOf(kept);
  const { role, teamId, environmentId } = token.limit;
  const left = effective(within(holder.grants, token.limit)).map(({ given }) => given);
  const whole = left.some(
    (grant) => grant.role === role && grant.teamId === teamId && grant.environmentId === environmentId,
  );
  return whole ? null : left;
}

/** A maker of words for grants. */
async function namesIn(grants: readonly Grant[]): Promise<(grant: Grant) => string> {
  const ids = (of: 'teamId' | 'environmentId') => ({
    id: { in: grants.flatMap((grant) => grant[of] ?? []) },
  });
  const select = { id: true, name: true } as const;
  const [teams, environments] = await Promise.all([
    db().team.findMany({ where: ids('teamId'), select }),
    db().environment.findMany({ where: ids('environmentId'), select }),
  ]);
  const named = new Map([...teams, ...environments].map(({ id, name }) => [id, name]));
  const nameOf = (id: string | null) => (id === null ? null : (named.get(id) ?? id));
  // What an administrator has beside the role goes without saying.
  return ({ role, rights, teamId, environmentId }) =>
    givenText({
      role,
      rights: role === 'administrator' ? [] : rights,
      team: nameOf(teamId),
      environment: nameOf(environmentId),
    });
}
