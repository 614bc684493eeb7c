import type { UsedToken, UserActor } from '@/lib/context';
import { roleAt, SOMEWHERE, within } from './access';
import { groupNames } from './grants';

/**
 * Whoever acts by a token: a person with what of theirs is within its limit.
 * @param holder whoever made it, as they are now; null where they may do nothing any more
 * @returns null where nothing is left
 */
export function byToken(
  holder: UserActor | null,
  { id, name, limit }: Omit<UsedToken, 'holder'>,
): UserActor | null {
  const grants = holder ? within(holder.grants, limit) : [];
  const role = roleAt(grants, SOMEWHERE);
  if (!holder || !role) return null;
  return { ...holder, role, grants, groups: groupNames(grants), token: { id, name, limit, holder } };
}
