import { DirectoryError, GroupsNotFoundError, type ResolvedGroup } from '@/lib/auth/directory';
import { theDirectory } from '@/lib/auth/the-directory';
import { invalid, RotaError } from '@/lib/errors';
import { log } from '@/lib/log';

/**
 * The group of a SID as the directory has it now.
 * @throws RotaError invalid, where there is none; unavailable, where the directory can't be asked
 */
export async function knownGroup(sid: string): Promise<ResolvedGroup> {
  try {
    const [group] = await theDirectory().resolveGroups([sid]);
    if (!group) throw new GroupsNotFoundError([sid]);
    return group;
  } catch (error) {
    if (error instanceof GroupsNotFoundError)
      throw invalid([{ path: 'groupSid', message: 'The directory has no such group. Search for it again.' }]);
    if (!(error instanceof DirectoryError)) throw error;
    log.warn({ err: error }, 'a group could not be looked up');
    const message = 'The directory can’t be reached, so Rota can’t look up this group. Try again later.';
    throw new RotaError('unavailable', 503, message);
  }
}
