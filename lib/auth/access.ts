import {
  atLeast,
  isReading,
  PERMISSIONS,
  type Permission,
  RIGHTS,
  type Right,
  ROLES,
  type Role,
} from './roles';

/** What somebody may where, and which of their groups gives it: null as a team or environment is all of them. */
export type Grant = {
  role: Role;
  rights: readonly Right[];
  teamId: string | null;
  environmentId: string | null;
  /** Null of what everybody has who may sign in at all. */
  group: string | null;
  /** It gives what only reads, and nothing else. */
  readOnly?: true;
};

/**
 * Where something is done. A team or environment that is left out: any will do; null: it concerns all of them.
 */
export type Scope = { teamId?: string | null; environmentId?: string | null };

/** It is enough to have the permission in one place. What is done there is decided once that is known. */
export const SOMEWHERE: Scope = {};

/** What belongs to no team and no environment, or to all. */
export const EVERYWHERE: Scope = { teamId: null, environmentId: null };

/** What concerns an environment with all that is in it. */
export const inEnvironment = (environmentId: string): Scope => ({ teamId: null, environmentId });

/** What concerns a team wherever it is; all teams where it is null. */
export const ofTeam = (teamId: string | null): Scope => ({ teamId, environmentId: null });

/** Everybody who may sign in may read everything: so, where the configuration does not say otherwise. */
export const READS_ALL: Grant = {
  role: 'viewer',
  rights: [],
  teamId: null,
  environmentId: null,
  group: null,
};

/** The decision who may do what: whether one of `grants` gives `permission` at `scope`. */
export function mayAt(grants: readonly Grant[], permission: Permission, scope: Scope): boolean {
  return grants.some((grant) => gives(grant, permission) && covers(grant, scope));
}

/** The grants that give a permission, wherever. */
export const grantsOf = (grants: readonly Grant[], permission: Permission): Grant[] =>
  grants.filter((grant) => gives(grant, permission));

/** The highest role at a scope; null where there is none. */
export function roleAt(grants: readonly Grant[], scope: Scope): Role | null {
  const roles = grants.filter((grant) => covers(grant, scope)).map(({ role }) => role);
  return ROLES.findLast((role) => roles.includes(role)) ?? null;
}

/** The teams that somebody belongs to; empty where a group of theirs is for all teams, or none is for one. */
export function ownTeams(grants: readonly Grant[]): string[] {
  const own = grants.filter(({ group }) => group !== null).map(({ teamId }) => teamId);
  return own.includes(null) ? [] : [...new Set(own.flatMap((teamId) => teamId ?? []))];
}

/**
 * What is left of grants where they hold within a limit only: there, a permission is given by the result if both give it.
 */
export const within = (grants: readonly Grant[], limit: Grant): Grant[] =>
  grants.flatMap((grant) => {
    const teamId = shared(grant.teamId, limit.teamId);
    const environmentId = shared(grant.environmentId, limit.environmentId);
    if (teamId === undefined || environmentId === undefined) return [];
    const role = atLeast(grant.role, limit.role) ? limit.role : grant.role;
    const rights = RIGHTS.filter((right) => gives(grant, right) && gives(limit, right));
    const readOnly = (grant.readOnly || limit.readOnly) && { readOnly: true as const };
    return [{ role, rights, teamId, environmentId, group: grant.group, ...readOnly }];
  });

/** What two ids have in common, of which null is all of them; undefined where that is nothing. */
const shared = (one: string | null, other: string | null): string | null | undefined =>
  one === null || one === other ? other : other === null ? one : undefined;

const gives = (grant: Grant, permission: Permission): boolean =>
  (!grant.readOnly || isReading(permission)) &&
  (atLeast(grant.role, PERMISSIONS[permission]) || grant.rights.some((right) => right === permission));

const covers = (grant: Grant, { teamId, environmentId }: Scope): boolean =>
  reaches(grant.teamId, teamId) && reaches(grant.environmentId, environmentId);

const reaches = (given: string | null, wanted: string | null | undefined): boolean =>
  given === null || wanted === undefined || given === wanted;
