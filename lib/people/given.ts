import { EVERYWHERE, type Grant, mayAt, READS_ALL, roleAt } from '@/lib/auth/access';
import type { RoleGroup } from '@/lib/auth/role-groups';
import { atLeast, GROUP_VARIABLES, ROLES } from '@/lib/auth/roles';

/** What gives something: a group named by an environment variable, a grant, or that everybody may read. */
export type Source =
  | { kind: 'variable'; variable: string }
  | { kind: 'grant'; id: string; by: string; at: Date }
  | { kind: 'reading' };

/** A grant with its names and with what gives it. Null as a team or environment is all of them. */
export type Given = Grant & {
  team: string | null;
  environment: string | null;
  /** Whether the one environment is production. */
  production: boolean;
  /** Null of what everybody has. */
  groupSid: string | null;
  source: Source;
};

/** A grant of the database: a group has a name and a SID. */
export type StoredGiven = Given & { group: string; groupSid: string };

const EVERYTHING = { rights: [], teamId: null, environmentId: null, team: null, environment: null } as const;

/**
 * All that somebody may, and why: the highest role first. It gives what `allGrants` gives, and leaves out that
 * everybody may read where a group of theirs says so already.
 * @param configured those of their groups that an environment variable names
 * @param stored the grants to their groups
 * @param readsAll whether everybody who has a role may read everything
 */
export function givenBy(
  configured: readonly RoleGroup[],
  stored: readonly StoredGiven[],
  readsAll: boolean,
): Given[] {
  const own: Given[] = [...configured.map(configuredGiven), ...stored];
  const reading: Given = { ...READS_ALL, ...EVERYTHING, ...NOBODYS };
  const all = readsAll && own.length > 0 && roleAt(own, EVERYWHERE) === null ? [...own, reading] : own;
  return all.sort((a, b) => ROLES.indexOf(b.role) - ROLES.indexOf(a.role));
}

const NOBODYS = { production: false, groupSid: null, source: { kind: 'reading' } } as const;

const configuredGiven = ({ role, name, sid }: RoleGroup): Given => ({
  ...EVERYTHING,
  role,
  group: name,
  production: false,
  groupSid: sid,
  source: { kind: 'variable', variable: GROUP_VARIABLES[role] },
});

/** Whether `other` gives all that `given` does, wherever. */
const implies = (other: Grant, given: Grant): boolean =>
  atLeast(other.role, given.role) &&
  (other.teamId === null || other.teamId === given.teamId) &&
  (other.environmentId === null || other.environmentId === given.environmentId) &&
  given.rights.every((right) => mayAt([other], right, given));

/** What counts of it: without what another one gives too, those that are alike together. */
export function effective<G extends Grant>(all: readonly G[]): { given: G; groups: string[] }[] {
  const kept = all.filter((given, at) =>
    all.every((other, place) => place === at || !implies(other, given) || implies(given, other)),
  );
  const alike = kept.filter((given, at) => kept.findIndex((other) => implies(other, given)) === at);
  return alike.map((given) => ({
    given,
    groups: [
      ...new Set(kept.filter((other) => implies(other, given)).flatMap(({ group }) => group ?? [])),
    ].sort(),
  }));
}
