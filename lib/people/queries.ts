import { EVERYWHERE } from '@/lib/auth/access';
import { configuredOf, IDLE_MINUTES, type KeptGroups } from '@/lib/auth/sessions';
import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { env } from '@/lib/env';
import { effective, type Given, givenBy } from './given';
import { givenText } from './given-words';
import { grantsTo, storedGrants } from './stored';

/** So many people are listed. */
export const LISTED = 200;

/** One thing that somebody has, as in `editor of Payments in production`, and the groups that give it. */
export type PersonRight = { text: string; groups: string[] };

export type Person = {
  id: string;
  name: string;
  accountName: string;
  mail: string | null;
  lastSignInAt: Date | null;
  /** Sessions that can still be used. */
  sessions: number;
  /** What they may by now, the highest role first; null where no session is left: no groups are kept after it. */
  rights: PersonRight[] | null;
  /** When the directory last said which groups they are in. */
  checkedAt: Date | null;
};

/** The session of a person that the directory was asked for last, with the number of those that are open. */
export type Latest = {
  sessions: number;
  kept: (KeptGroups & { groupSids: string[] }) | null;
  checkedAt: Date | null;
};

/** Whether a session `s` can still be used. */
export const OPEN = Prisma.sql`s.revoked_at IS NULL AND s.expires_at > now()
  AND s.last_seen_at > now() - make_interval(mins => ${IDLE_MINUTES})`;

/** {@link Latest} of a user `u`, with those of their groups only that a grant is to. */
export const LATEST = Prisma.sql`LATERAL (
  SELECT count(*)::int AS sessions, max(s.checked_at) AS "checkedAt",
    (array_agg(json_build_object('role', s.role, 'groups', s.groups, 'groupSids', ARRAY(
      SELECT DISTINCT g.group_sid FROM role_grant g WHERE g.group_sid = ANY(s.group_sids)
    )) ORDER BY s.checked_at DESC))[1] AS kept
  FROM session s WHERE s.user_id = u.id AND ${OPEN}
) latest`;

/** A maker of what somebody has by now, out of what their session keeps: null where they have none. */
export async function givenNow(): Promise<(kept: Latest['kept']) => Given[] | null> {
  const stored = await storedGrants();
  const readsAll = env().ROTA_READING === 'all';
  return (kept) => kept && givenBy(configuredOf(kept), grantsTo(kept.groupSids, stored), readsAll);
}

/**
 * Who has ever signed in, the latest first, with what they may where and why.
 * @param search a part of the name or of the account; empty for all
 */
export async function listPeople(
  context: Context,
  search: string,
): Promise<{ people: Person[]; count: number }> {
  await authorise(context, 'access.read', EVERYWHERE);
  const like = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await db().$queryRaw<(Omit<Person, 'rights'> & Latest & { count: number })[]>`
    SELECT u.id::text, u.display_name AS name, u.account_name AS "accountName", u.mail,
      u.last_sign_in_at AS "lastSignInAt", latest.*, count(*) OVER ()::int AS count
    FROM "user" u CROSS JOIN ${LATEST}
    WHERE u.display_name ILIKE ${like} OR u.account_name ILIKE ${like}
    ORDER BY u.last_sign_in_at DESC NULLS LAST, u.id LIMIT ${LISTED}`;
  const given = await givenNow();
  const people = rows.map(({ count: _, kept, ...row }) => ({ ...row, rights: rightsOf(given(kept)) }));
  return { people, count: rows[0]?.count ?? 0 };
}

const rightsOf = (all: Given[] | null): PersonRight[] | null =>
  all && effective(all).map(({ given, groups }) => ({ text: givenText(given), groups }));
