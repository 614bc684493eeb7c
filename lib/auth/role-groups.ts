import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { type Directory, GroupsNotFoundError, type ResolvedGroup } from './directory';
import { ROLES, type Role } from './roles';
import type { RoleGroup } from './sessions';

type Mapping = { role: Role; sid: string; name: string };

const KEEP_MS = 5 * 60_000;
let kept: { mappings: Mapping[]; until: number } | null = null;

/**
 * The role that somebody's groups give, the highest where there are several, with the groups that gave one; a null
 * role where none does. Configured names are looked up in the directory once and compared by SID.
 */
export async function roleOf(
  directory: Directory,
  groupSids: readonly string[],
): Promise<{ role: Role | null; groups: RoleGroup[] }> {
  const own = new Set(groupSids);
  const matched = (await mappings(directory)).filter(({ sid }) => own.has(sid));
  const role = ROLES.findLast((candidate) => matched.some((mapping) => mapping.role === candidate)) ?? null;
  return { role, groups: matched.map(({ sid, name }) => ({ sid, name })) };
}

async function mappings(directory: Directory): Promise<Mapping[]> {
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
