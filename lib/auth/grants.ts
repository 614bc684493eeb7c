import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { type Grant, READS_ALL } from './access';
import type { Directory } from './directory';
import { type RoleGroup, roleOf } from './role-groups';
import type { Right, Role } from './roles';

/** What the directory and the grants make of somebody. */
export type Standing = {
  /** The highest that the configured groups give; null where only grants give one. */
  role: Role | null;
  /** The configured ones among their groups. */
  groups: RoleGroup[];
  /** All of their groups. */
  groupSids: readonly string[];
  /** Empty where they may do nothing at all. */
  grants: Grant[];
};

/**
 * What somebody may, by the groups that the directory names.
 * @throws DirectoryError where the configured groups can't be looked up
 */
export async function standingOf(directory: Directory, groupSids: readonly string[]): Promise<Standing> {
  const { role, groups } = await roleOf(directory, groupSids);
  const rows = await db().roleGrant.findMany({ where: { groupSid: { in: [...groupSids] } } });
  const stored = rows.map(
    ({ role, rights, teamId, environmentId, groupName }): Grant => ({
      role,
      rights: rights as Right[],
      teamId,
      environmentId,
      group: groupName,
    }),
  );
  return { role, groups, groupSids, grants: allGrants(groups, stored) };
}

/** Those of the configured groups, which hold everywhere, those that were given, and what everybody may read. */
export function allGrants(groups: readonly RoleGroup[], stored: readonly Grant[]): Grant[] {
  const configured = groups.map(
    ({ role, name }): Grant => ({ role, rights: [], teamId: null, environmentId: null, group: name }),
  );
  const own = [...configured, ...stored];
  return own.length > 0 && env().ROTA_READING === 'all' ? [...own, READS_ALL] : own;
}

/** The names of the groups that give something. */
export const groupNames = (grants: readonly Grant[]): string[] => [
  ...new Set(grants.flatMap(({ group }) => group ?? [])),
];
