import type { Role } from '@/lib/auth/roles';
import type { UserActor } from '@/lib/context';
import { db, type Tx } from '@/lib/db';
import { newId } from '@/lib/id';

export const SESSION_HOURS = 8;
const IDLE_MINUTES = 30;
/** How exactly the last use is kept: not every request is a write. */
const SEEN_EVERY_SECONDS = 60;

export type RoleGroup = { sid: string; name: string };

/** Begins a session: 8 hours at most, 30 minutes without use. @returns its id */
export async function openSession(tx: Tx, userId: string, role: Role, groups: RoleGroup[]): Promise<string> {
  const id = newId() + newId();
  await tx.$executeRaw`
    INSERT INTO session (id, user_id, role, groups, expires_at)
    VALUES (${id}, ${userId}::uuid, ${role}::"Role", ${JSON.stringify(groups)}::jsonb,
      now() + make_interval(hours => ${SESSION_HOURS}))`;
  return id;
}

/** Who a session belongs to; null where it ended, was revoked or lay idle. Using it keeps it alive. */
export async function findSession(id: string): Promise<UserActor | null> {
  const [row] = await db().$queryRaw<(UserActor & { roleGroups: RoleGroup[]; stale: boolean })[]>`
    SELECT u.id::text, u.display_name AS name, s.role::text, s.groups AS "roleGroups",
      s.last_seen_at < now() - make_interval(secs => ${SEEN_EVERY_SECONDS}) AS stale
    FROM session s JOIN "user" u ON u.id = s.user_id
    WHERE s.id = ${id} AND s.revoked_at IS NULL AND s.expires_at > now()
      AND s.last_seen_at > now() - make_interval(mins => ${IDLE_MINUTES})`;
  if (!row) return null;
  if (row.stale) await db().$executeRaw`UPDATE session SET last_seen_at = now() WHERE id = ${id}`;
  const { name, role, roleGroups } = row;
  return {
    type: 'user',
    id: row.id,
    name,
    role,
    groups: roleGroups.map((group) => group.name),
    sessionId: id,
  };
}

/**
 * Whose session it is and with which role, for work that goes on without them: how long they have been idle does not
 * count, and it does not count as use. Null once the session ended or was revoked.
 */
export async function actorOfSession(id: string): Promise<UserActor | null> {
  const [row] = await db().$queryRaw<(Pick<UserActor, 'id' | 'name' | 'role'> & { groups: RoleGroup[] })[]>`
    SELECT u.id::text, u.display_name AS name, s.role::text, s.groups
    FROM session s JOIN "user" u ON u.id = s.user_id
    WHERE s.id = ${id} AND s.revoked_at IS NULL AND s.expires_at > now()`;
  if (!row) return null;
  return { type: 'user', ...row, groups: row.groups.map((group) => group.name), sessionId: id };
}

/** Ends a session for good: a copied cookie is worth nothing afterwards. */
export async function closeSession(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`UPDATE session SET revoked_at = now() WHERE id = ${id} AND revoked_at IS NULL`;
}
