import type { UserActor } from '@/lib/context';
import { db, Prisma, type Tx } from '@/lib/db';
import { newId } from '@/lib/id';
import { type Grant, roleAt, SOMEWHERE } from './access';
import { allGrants, groupNames, type Standing } from './grants';
import type { RoleGroup } from './role-groups';
import type { Role } from './roles';

export const SESSION_HOURS = 8;
export const IDLE_MINUTES = 30;
/** How exactly the last use is kept: not every request is a write. */
const SEEN_EVERY_SECONDS = 60;

/** What of a standing a session keeps: grants are read anew each time. */
type Kept = Omit<Standing, 'grants'>;

/** Begins a session: 8 hours at most, 30 minutes without use. @returns its id */
export async function openSession(
  tx: Tx,
  userId: string,
  { role, groups, groupSids }: Kept,
): Promise<string> {
  const id = newId() + newId();
  await tx.$executeRaw`
    INSERT INTO session (id, user_id, role, groups, group_sids, expires_at)
    VALUES (${id}, ${userId}::uuid, ${role}::"Role", ${JSON.stringify(groups)}::jsonb, ${[...groupSids]},
      now() + make_interval(hours => ${SESSION_HOURS}))`;
  return id;
}

/** The configured groups as a session keeps them. */
export type KeptGroups = {
  role: Role | null;
  /** Of a session that a release before grants began, without their roles. */
  groups: (Omit<RoleGroup, 'role'> & { role?: Role })[];
};

/** Somebody as they are kept, with the grants of their groups as those are now. */
export type KeptPerson = Pick<UserActor, 'id' | 'name'> &
  KeptGroups & {
    stored: Grant[];
    /** Milliseconds since the directory was asked. */
    checkedAgo: number;
  };

/** {@link KeptPerson} of a user `u`, by what `s` keeps of them: a session, or what is kept for their tokens. */
export const KEPT_PERSON = Prisma.sql`u.id::text, u.display_name AS name, s.role::text, s.groups, COALESCE((
    SELECT json_agg(json_build_object('role', g.role, 'rights', g.rights, 'teamId', g.team_id,
      'environmentId', g.environment_id, 'group', g.group_name) ORDER BY g.group_name, g.id)
    FROM role_grant g WHERE g.group_sid = ANY(s.group_sids)), '[]') AS stored,
  (EXTRACT(EPOCH FROM now() - s.checked_at) * 1000)::float8 AS "checkedAgo"`;

/**
 * Who a session belongs to, with what they may by now; null where it ended, was revoked or lay idle, or where nothing is
 * left that they may. Using it keeps it alive.
 */
export async function findSession(id: string): Promise<UserActor | null> {
  const [row] = await db().$queryRaw<(KeptPerson & { stale: boolean })[]>`
    SELECT ${KEPT_PERSON}, s.last_seen_at < now() - make_interval(secs => ${SEEN_EVERY_SECONDS}) AS stale
    FROM session s JOIN "user" u ON u.id = s.user_id
    WHERE s.id = ${id} AND s.revoked_at IS NULL AND s.expires_at > now()
      AND s.last_seen_at > now() - make_interval(mins => ${IDLE_MINUTES})`;
  const actor = row ? actorOf(id, row) : null;
  if (actor && row?.stale) await db().$executeRaw`UPDATE session SET last_seen_at = now() WHERE id = ${id}`;
  return actor;
}

/**
 * Whose session it is and what they may by now, for work that goes on without them: how long they have been idle does
 * not count, and it does not count as use. Null once the session ended or was revoked, or nothing is left.
 */
export async function actorOfSession(id: string): Promise<UserActor | null> {
  const [row] = await db().$queryRaw<KeptPerson[]>`
    SELECT ${KEPT_PERSON} FROM session s JOIN "user" u ON u.id = s.user_id
    WHERE s.id = ${id} AND s.revoked_at IS NULL AND s.expires_at > now()`;
  return row ? actorOf(id, row) : null;
}

/** The configured groups of a session's person, each with its role. */
export const configuredOf = ({ role, groups }: KeptGroups): RoleGroup[] =>
  groups.flatMap((group) => {
    const given = group.role ?? role;
    return given ? [{ ...group, role: given }] : [];
  });

/** @returns null where nothing is left that they may */
export function actorOf(
  sessionId: string,
  { id, name, stored, checkedAgo, ...kept }: KeptPerson,
): UserActor | null {
  const grants = allGrants(configuredOf(kept), stored);
  const highest = roleAt(grants, SOMEWHERE);
  if (!highest) return null;
  const verifiedAt = new Date(Date.now() - checkedAgo);
  return {
    type: 'user',
    id,
    name,
    role: highest,
    grants,
    groups: groupNames(grants),
    sessionId,
    verifiedAt,
  };
}

/** Keeps what the directory said of somebody, in all of their sessions and for all of their tokens. */
export async function confirmSessions(
  tx: Tx,
  userId: string,
  { role, groups, groupSids }: Kept,
): Promise<void> {
  const said = Prisma.sql`role = ${role}::"Role", groups = ${JSON.stringify(groups)}::jsonb,
    group_sids = ${[...groupSids]}, checked_at = now()`;
  await tx.$executeRaw`
    UPDATE session SET ${said} WHERE user_id = ${userId}::uuid AND revoked_at IS NULL`;
  await tx.$executeRaw`UPDATE token_holder SET ${said} WHERE user_id = ${userId}::uuid`;
}

/** Ends all sessions of a person for good. @returns how many there were */
export const closeSessionsOf = (tx: Tx, userId: string): Promise<number> =>
  tx.$executeRaw`
    UPDATE session SET revoked_at = now()
    WHERE user_id = ${userId}::uuid AND revoked_at IS NULL AND expires_at > now()`;

/** Ends a session for good: a copied cookie is worth nothing afterwards. @returns whose it was; null where it had ended */
export async function closeSession(tx: Tx, id: string): Promise<Pick<UserActor, 'id' | 'name'> | null> {
  const rows = await tx.$queryRaw<Pick<UserActor, 'id' | 'name'>[]>`
    UPDATE session s SET revoked_at = now() FROM "user" u
    WHERE s.id = ${id} AND s.revoked_at IS NULL AND u.id = s.user_id
    RETURNING u.id::text, u.display_name AS name`;
  return rows[0] ?? null;
}
