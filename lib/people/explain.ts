import { type Grant, grantsOf, mayAt, roleAt, type Scope } from '@/lib/auth/access';
import { PERMISSIONS, type Permission, RIGHTS, type Role } from '@/lib/auth/roles';

export type Explanation<G extends Grant> = {
  may: boolean;
  /** The grants that give it there. */
  by: G[];
  /** Those that would give it, but somewhere else. */
  elsewhere: G[];
  /** The highest role there; null where they have none. */
  role: Role | null;
  /** The least role that may. */
  needs: Role;
  /** Whether a grant can give it by name too, without that role. */
  byRight: boolean;
};

/** Whether grants give a permission at a scope, by the decision itself, and why. */
export function explain<G extends Grant>(
  grants: readonly G[],
  permission: Permission,
  scope: Scope,
): Explanation<G> {
  const by = grants.filter((grant) => mayAt([grant], permission, scope));
  const any = new Set<Grant>(grantsOf(grants, permission));
  return {
    may: by.length > 0,
    by,
    elsewhere: grants.filter((grant) => any.has(grant) && !by.includes(grant)),
    role: roleAt(grants, scope),
    needs: PERMISSIONS[permission],
    byRight: RIGHTS.some((right) => right === permission),
  };
}
