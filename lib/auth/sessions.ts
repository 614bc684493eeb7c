import type { Role } from '@/lib/auth/roles';
import type { UserActor } from '@/lib/context';
import { db, Prisma, type Tx } from '@/lib/db';
import { newId } from '@/lib/id';

export const SESSION_HOURS = 8;
export const IDLE_MINUTES = 30;
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

type Row = Pick<UserActor, 'id' | 'name' | 'role'> & { groups: RoleGroup[]; checkedAgo: number };

const COLUMNS = Prisma.sql`u.id::text, u.display_name AS name, s.role::text, s.groups,
  (EXTRACT(EPOCH FROM now() - s.checked_at) * 1000)::float8 AS "checkedAgo"`;

/** Who a session belongs to; null where it ended, was revoked or lay idle. Using it keeps it alive. */
export async function findSession(id: string): Promise<UserActor | null> {
  const [row] = await db().$queryRaw<(Row & { stale: boolean })[]>`
    SELECT ${COLUMNS}, s.last_seen_at < now() - make_interval(secs => ${SEEN_EVERY_SECONDS}) AS stale
    FROM session s JOIN "user" u ON u.id = s.user_id
    WHERE s.id = ${id} AND s.revoked_at IS NULL AND s.expires_at > now()
      AND s.last_seen_at > now() - make_interval(mins => ${IDLE_MINUTES})`;
  if (!row) return null;
  if (row.stale) await db().$executeRaw`UPDATE session SET last_seen_at = now() WHERE id = ${id}`;
  return actorOf(id, row);
}

/**
 * Whose session it is and with which role, for work that goes on without them: how long they have been idle does not
 * count, and it does not count as use. Null once the session ended or was revoked.
 */
export async function actorOfSession(id: string): Promise<UserActor | null> {
  const [row] = await db().$queryRaw<Row[]>`
    SELECT ${COLUMNS} FROM session s JOIN "user" u ON u.id = s.user_id
    WHERE s.id = ${id} AND s.revoked_at IS NULL AND s.expires_at > now()`;
  return row ? actorOf(id, row) : null;
}

const actorOf = (sessionId: string, { id, name, role, groups, checkedAgo }: Row): UserActor => ({
  type: 'user',
  id,
  name,
  role,
  groups: groups.map((group) => group.name),
  sessionId,
  verifiedAt: new Date(Date.now() - checkedAgo),
});

/** Keeps what the directory said of the person of a session, in all of their sessions. */
export async function confirmSessions(
  tx: Tx,
  userId: string,
  role: Role,
  groups: readonly RoleGroup[],
): Promise<void> {
  await tx.$executeRaw`
    UPDATE session SET role = ${role}::"Role", groups = ${JSON.stringify(groups)}::jsonb, checked_at = now()
    WHERE user_id = ${userId}::uuid AND revoked_at IS NULL`;
}

/** Ends all sessions of a person for good. @returns how many there were */
export const closeSessionsOf = (tx: Tx, userId: string): Promise<number> =>
  tx.$executeRaw`
    UPDATE session SET revoked_at = now()
    WHERE user_id = ${userId}::uuid AND revoked_at IS NULL AND expires_at > now()`;

/** Ends a session for good: a copied cookie is worth nothing afterwards. */
export async function closeSession(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`UPDATE session SET revoked_at = now() WHERE id = ${id} AND revoked_at IS NULL`;
}
