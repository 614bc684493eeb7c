import type { Grant } from '@/lib/auth/access';
import type { Role } from '@/lib/auth/roles';

export type UserActor = {
  type: 'user';
  /** objectGUID */
  id: string;
  name: string;
  /** The highest of their grants: what they may where is decided by these. */
  role: Role;
  grants: readonly Grant[];
  groups: string[];
  sessionId: string;
  /** When the directory last said who they are and what they may, by this process's clock. */
  verifiedAt: Date;
  /** The directory could not be asked since: they may read and pull the brake, nothing else. */
  unverified?: true;
};

/** `job` names what acts by itself, as in `completion`. */
export type SystemActor = { type: 'system'; job: string };

export type AnonymousActor = { type: 'anonymous'; name?: string };

export type Actor = UserActor | SystemActor | AnonymousActor;

/** Who acts, and from where: what every command needs to authorise and to record. */
export type Context = {
  actor: Actor;
  requestId: string;
  ip: string | null;
  userAgent: string | null;
};

export function actorId(actor: Actor): string {
  if (actor.type === 'user') return actor.id;
  return actor.type === 'system' ? `system:${actor.job}` : 'anonymous';
}

export function actorName(actor: Actor): string {
  if (actor.type === 'user') return actor.name;
  return actor.type === 'system' ? `Rota (${actor.job})` : (actor.name ?? 'Not signed in');
}
