import { EVERYWHERE } from '@/lib/auth/access';
import { DirectoryError, type FoundGroup } from '@/lib/auth/directory';
import { theDirectory } from '@/lib/auth/the-directory';
import { query } from '@/lib/command';
import { log } from '@/lib/log';
import { searchInput } from './schema';

/** So many groups are offered. */
const OFFERED = 20;

export type GroupSearch = {
  groups: FoundGroup[];
  /** Whether there are more than are offered. */
  more: boolean;
  /** Why there is no answer; null where there is one. */
  problem: string | null;
};

/** Groups of the directory by the beginning of their name. That the directory can't be asked is an answer, not an error. */
export const searchGroups = query({
  permission: 'access.read',
  input: searchInput,
  at: EVERYWHERE,
  async run(_context, { text }): Promise<GroupSearch> {
    try {
      const groups = await theDirectory().searchGroups(text, OFFERED + 1);
      return { groups: groups.slice(0, OFFERED), more: groups.length > OFFERED, problem: null };
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error;
      log.warn({ err: error }, 'groups could not be searched');
      return { groups: [], more: false, problem: error.message };
    }
  },
});
