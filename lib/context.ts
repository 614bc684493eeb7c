import type { Grant } from '@/lib/auth/access';
import type { Role } from '@/lib/auth/roles';
import type { NamedRequest } from '@/lib/idempotency/request';

export type UserActor = {
  type: 'user';
  /** objectGUID */
  id: string;
  name: string;
  /** The highest of their grants: what they may where is decided by these. */
  role: Role;
  grants: readonly Grant[];
  groups: string[];
  /** Of who acts by a token, none that there is. */
  sessionId: string;
  /** When the directory last said who they are and what they may, by this process's clock. */
  verifiedAt: Date;
  /** The directory could not be asked since: they may read and pull the brake, nothing else. */
  unverified?: true;
  /** A program acts for them by this token: role, grants and groups are what of theirs is within its limit. */
  token?: UsedToken;
};

export type UsedToken = {
  id: string;
  name: string;
  limit: Grant;
  /** Whoever made it, with all that they may. */
  holder: UserActor;
};

/** `job` names what acts by itself, as in `completion`. */
export type SystemActor = { type: 'system'; job: string };

export type AnonymousActor = { type: 'anonymous'; name?: string };

export type Actor = UserActor | SystemActor | AnonymousActor;

/** Who acts, and from where: what every command needs to authorise and to record. */
export type Context = {
  actor: Actor;
  /** No other request's: audits, bulk acts and CloudTrail are joined by it. */
  requestId: string;
  ip: string | null;
  userAgent: string | null;
  /** The name under which whoever asks has it done once. */
  named?: NamedRequest;
};

export function actorId(actor: Actor): string {
  if (actor.type === 'user') return actor.id;
  return actor.type === 'system' ? `system:${actor.job}` : 'anonymous';
}

export function actorName(actor: Actor): string {
  if (actor.type === 'user') return actor.token ? `token “${actor.token.name}” of ${actor.name}` : actor.name;
  return actor.type === 'system' ? `Rota (${actor.job})` : (actor.name ?? 'Not signed in');
}
