import { EVERYWHERE } from '@/lib/auth/access';
import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { notFound } from '@/lib/errors';
import type { Given } from './given';
import { PERSONAL } from './personal';
import { givenNow, LATEST, type Latest, OPEN, type Person } from './queries';

/** So many sign-ins are shown. */
const SHOWN = 20;
/** So many attempts of unknown people are looked at, the latest first: a flood of them must not make the page slow. */
const LOOKED_AT = 10_000;
/** A sign-in's audit row is written in the transaction that begins its session, so soon after it. */
const SAME_SECONDS = 5;

export type SignIn = {
  at: Date;
  outcome: 'ok' | 'denied' | 'failed';
  /** As in `invalid-credentials`; null of one that succeeded. */
  reason: string | null;
  /** Null where it is not known or erased. */
  ip: string | null;
  userAgent: string | null;
};

export type OpenSession = {
  since: Date;
  lastSeenAt: Date;
  endsAt: Date;
  /** Where they signed in from; null where it is not known or erased. */
  ip: string | null;
};

export type PersonDetail = Omit<Person, 'rights' | 'sessions'> & {
  createdAt: Date;
  sessions: OpenSession[];
  /** The latest first. One that failed is known by the name that was typed. */
  signIns: SignIn[];
  /** What they may by now; null where they are not signed in. */
  given: Given[] | null;
};

/**
 * A person who has ever signed in, with what they may and why.
 * @param id objectGUID
 * @throws RotaError not-found
 */
export async function getPerson(context: Context, id: string): Promise<PersonDetail> {
  await authorise(context, 'access.read', EVERYWHERE);
  const [person] = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
    ? await db().$queryRaw<(Omit<PersonDetail, 'given' | 'sessions' | 'signIns'> & Latest)[]>`
        SELECT u.id::text, u.display_name AS name, u.account_name AS "accountName", u.mail,
          u.last_sign_in_at AS "lastSignInAt", u.created_at AS "createdAt", latest.*
        FROM "user" u CROSS JOIN ${LATEST} WHERE u.id = ${id}::uuid`
    : [];
  if (!person) throw notFound('This person');
  const { kept, sessions: _, ...profile } = person;
  const [given, sessions, signIns] = await Promise.all([
    givenNow(),
    openSessions(id),
    signInsOf(id, person.accountName),
  ]);
  return { ...profile, sessions, signIns, given: given(kept) };
}

const openSessions = (id: string) => db().$queryRaw<OpenSession[]>`
  SELECT s.created_at AS since, s.last_seen_at AS "lastSeenAt", s.expires_at AS "endsAt", began.ip
  FROM session s LEFT JOIN LATERAL (
    SELECT ${PERSONAL} ->> 'ip' AS ip FROM activity_audit a LEFT JOIN audit_person p ON p.audit_id = a.id
    WHERE a.actor_id = s.user_id::text AND a.action = 'sign-in' AND a.outcome = 'ok' AND a.occurred_at >= s.created_at
      AND a.occurred_at < s.created_at + make_interval(secs => ${SAME_SECONDS})
    ORDER BY a.seq LIMIT 1
  ) began ON TRUE
  WHERE s.user_id = ${id}::uuid AND ${OPEN} ORDER BY s.last_seen_at DESC`;

/** Own sign-ins, and those that did not succeed under a spelling of the account's name, or without a role. */
const signInsOf = (id: string, accountName: string) => db().$queryRaw<SignIn[]>`
  SELECT t.occurred_at AS at, t.outcome, t.reason, t.values ->> 'ip' AS ip, t.values ->> 'userAgent' AS "userAgent"
  FROM (
    (SELECT a.seq, a.occurred_at, a.outcome, a.reason, ${PERSONAL} AS values
    FROM activity_audit a LEFT JOIN audit_person p ON p.audit_id = a.id
    WHERE a.actor_id = ${id} AND a.action = 'sign-in' ORDER BY a.seq DESC LIMIT ${SHOWN})
    UNION ALL
    (SELECT a.seq, a.occurred_at, a.outcome, a.reason, ${PERSONAL}
    FROM (
      SELECT * FROM activity_audit WHERE actor_id = 'anonymous' AND action = 'sign-in' ORDER BY seq DESC LIMIT ${LOOKED_AT}
    ) a LEFT JOIN audit_person p ON p.audit_id = a.id
    WHERE lower(trim(${PERSONAL} ->> 'name')) = ANY(${spellings(accountName)})
      OR (a.reason = 'no-role' AND a.body::jsonb -> 'details' ->> 'user' = ${id})
    ORDER BY a.seq DESC LIMIT ${SHOWN})
  ) t ORDER BY t.seq DESC LIMIT ${SHOWN}`;

/** How an account's name can be typed, in lower case. */
function spellings(accountName: string): string[] {
  const { LDAP_UPN_SUFFIX: suffix, LDAP_NETBIOS_DOMAIN: netbios } = env();
  const domains = [suffix, ...(netbios ? [netbios] : [])];
  const all = [
    accountName,
    ...domains.flatMap((domain) => [`${domain}\\${accountName}`, `${accountName}@${domain}`]),
  ];
  return all.map((name) => name.toLowerCase());
}
