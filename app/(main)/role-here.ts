import { roleAt, type Scope } from '@/lib/auth/access';
import type { Role } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';

/** The role that whoever asks has at a place: what a page offers there. Reading is the least. */
export const roleHere = ({ actor }: Context, scope: Scope): Role =>
  (actor.type === 'user' && roleAt(actor.grants, scope)) || 'viewer';
