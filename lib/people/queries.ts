import { EVERYWHERE } from '@/lib/auth/access';
import type { RoleGroup } from '@/lib/auth/role-groups';
import type { Role } from '@/lib/auth/roles';
import { IDLE_MINUTES } from '@/lib/auth/sessions';
import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';

/** So many people are listed. */
export const LISTED = 200;

export type Person = {
  id: string;
  name: string;
  accountName: string;
  mail: string | null;
  lastSignInAt: Date | null;
  /** Sessions that can still be used. */
  sessions: number;
  /** What the directory said last, and the groups that gave it; null where no session is left. */
  role: Role | null;
  groups: string[];
  checkedAt: Date | null;
};

/**
 * Who has ever signed in, the latest first, with the role that they have and why.
 * @param search a part of the name or of the account; empty for all
 */
export async function listPeople(
  context: Context,
  search: string,
): Promise<{ people: Person[]; count: number }> {
  await authorise(context, 'session.end', EVERYWHERE);
  const like = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await db().$queryRaw<
    (Omit<Person, 'groups'> & { groups: RoleGroup[] | null; count: number })[]
  >`
    SELECT u.id::text, u.display_name AS name, u.account_name AS "accountName", u.mail,
      u.last_sign_in_at AS "lastSignInAt", open.sessions, open.role, open.groups, open.checked_at AS "checkedAt",
      count(*) OVER ()::int AS count
    FROM "user" u CROSS JOIN LATERAL (
      SELECT count(*)::int AS sessions, (array_agg(s.role::text ORDER BY s.checked_at DESC))[1] AS role,
        (array_agg(s.groups ORDER BY s.checked_at DESC))[1] AS groups, max(s.checked_at) AS checked_at
      FROM session s WHERE s.user_id = u.id AND s.revoked_at IS NULL AND s.expires_at > now()
        AND s.last_seen_at > now() - make_interval(mins => ${IDLE_MINUTES})
    ) open
    WHERE u.display_name ILIKE ${like} OR u.account_name ILIKE ${like}
    ORDER BY u.last_sign_in_at DESC NULLS LAST, u.id LIMIT ${LISTED}`;
  const people = rows.map(({ count: _, groups, ...row }) => ({
    ...row,
    groups: (groups ?? []).map(({ name }) => name),
  }));
  return { people, count: rows[0]?.count ?? 0 };
}
