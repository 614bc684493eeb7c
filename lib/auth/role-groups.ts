import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { type Directory, GroupsNotFoundError, type ResolvedGroup } from './directory';
import { ROLES, type Role } from './roles';

/** A configured group and the role that it gives, over everything. */
export type RoleGroup = { role: Role; sid: string; name: string };

const KEEP_MS = 5 * 60_000;
let kept: { mappings: RoleGroup[]; until: number } | null = null;

/**
 * The role that the configured ones among somebody's groups give, the highest where there are several, with those
 * groups; a null role where none does. Configured names are looked up in the directory once and compared by SID.
 */
export async function roleOf(
  directory: Directory,
  groupSids: readonly string[],
): Promise<{ role: Role | null; groups: RoleGroup[] }> {
  const own = new Set(groupSids);
  const groups = (await mappings(directory)).filter(({ sid }) => own.has(sid));
  const role = ROLES.findLast((candidate) => groups.some((group) => group.role === candidate)) ?? null;
  return { role, groups };
}

async function mappings(directory: Directory): Promise<RoleGroup[]> {
  if (kept && kept.until > Date.now()) return kept.mappings;
  const configured: Record<Role, string[]> = {
    viewer: env().ROTA_VIEWER_GROUPS,
    operator: env().ROTA_OPERATOR_GROUPS,
    editor: env().ROTA_EDITOR_GROUPS,
    administrator: env().ROTA_ADMINISTRATOR_GROUPS,
  };
  const found = await groupsFound(directory, Object.values(configured).flat());
  const known = new Map(found.map((group) => [group.input, group]));
  const resolved = ROLES.flatMap((role) =>
    configured[role].flatMap((input) => {
      const group = known.get(input);
      return group ? [{ role, sid: group.sid, name: group.name }] : [];
    }),
  );
  kept = { mappings: resolved, until: Date.now() + KEEP_MS };
  return resolved;
}

/** A group that is gone from the directory gives nobody a role; it must not keep everybody else out. */
async function groupsFound(directory: Directory, names: string[]): Promise<ResolvedGroup[]> {
  try {
    return await directory.resolveGroups(names);
  } catch (error) {
    if (!(error instanceof GroupsNotFoundError)) throw error;
    log.error({ missing: error.missing }, 'configured role groups are not in the directory');
    const { missing } = error;
    return directory.resolveGroups(names.filter((name) => !missing.includes(name)));
  }
}
