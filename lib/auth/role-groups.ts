import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { type Directory, GroupsNotFoundError, type ResolvedGroup } from './directory';
import { GROUP_VARIABLES, ROLES, type Role } from './roles';

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
  const configured = ROLES.flatMap((role) => env()[GROUP_VARIABLES[role]].map((input) => ({ role, input })));
  const found = await groupsFound(
    directory,
    configured.map(({ input }) => input),
  );
  const known = new Map(found.map((group) => [group.input, group]));
  const missing = configured.flatMap(({ input }) => (known.has(input) ? [] : input));
  if (missing.length > 0) log.error({ missing }, 'configured role groups are not in the directory');
  const resolved = configured.flatMap(({ role, input }) => {
    const group = known.get(input);
    return group ? [{ role, sid: group.sid, name: group.name }] : [];
  });
  kept = { mappings: resolved, until: Date.now() + KEEP_MS };
  return resolved;
}

/**
 * Those of the named groups that the directory has: one that is gone gives nobody a role, and must not keep everybody
 * else out.
 * @throws DirectoryError where it can't be asked
 */
export async function groupsFound(directory: Directory, names: string[]): Promise<ResolvedGroup[]> {
  try {
    return await directory.resolveGroups(names);
  } catch (error) {
    if (!(error instanceof GroupsNotFoundError)) throw error;
    const { missing } = error;
    return directory.resolveGroups(names.filter((name) => !missing.includes(name)));
  }
}
