import { DirectoryError, type ResolvedGroup } from '@/lib/auth/directory';
import { groupsFound } from '@/lib/auth/role-groups';
import { GROUP_VARIABLES, ROLES, type Role } from '@/lib/auth/roles';
import { theDirectory } from '@/lib/auth/the-directory';
import { env } from '@/lib/env';
import { log } from '@/lib/log';

/** A group that an environment variable gives a role, over everything. */
export type ConfiguredGroup = {
  role: Role;
  variable: (typeof GROUP_VARIABLES)[Role];
  /** As the directory names it, or as the variable does where the directory was not asked or has no such group. */
  name: string;
  /** Null where the directory was not asked or has no such group. */
  sid: string | null;
  /** The directory was asked and has no such group: nobody has the role by it. */
  missing: boolean;
};

/**
 * The groups of the environment variables, the highest role first.
 * @param down whether the directory is known not to answer: it is not asked then
 */
export async function configuredGroups(down: boolean): Promise<ConfiguredGroup[]> {
  const named = ROLES.toReversed().flatMap((role) =>
    env()[GROUP_VARIABLES[role]].map((input) => ({ role, variable: GROUP_VARIABLES[role], input })),
  );
  const found = down ? null : await resolve(named.map(({ input }) => input));
  return named.map(({ input, ...rest }) => {
    const group = found?.find((one) => one.input === input);
    const missing = found !== null && !group;
    return { ...rest, name: group?.name ?? input, sid: group?.sid ?? null, missing };
  });
}

/** Those that the directory has; null where it can't be asked. */
async function resolve(inputs: string[]): Promise<ResolvedGroup[] | null> {
  try {
    return await groupsFound(theDirectory(), inputs);
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    log.warn({ err: error }, 'the configured groups could not be looked up');
    return null;
  }
}
