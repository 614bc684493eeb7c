import { EVERYWHERE } from '@/lib/auth/access';
import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { PERSONAL } from './personal';

/** So many names and addresses are listed. */
const LISTED = 50;
/** So many attempts are looked at, the latest first: a flood of them must not make the page slow. */
const LOOKED_AT = 10_000;

export const HOURS = [1, 24, 168] as const;

/** Attempts that did not succeed, by the name that was typed or by the address that they came from. */
export type Failures = {
  /** Null once erased. */
  who: string | null;
  /** The password was wrong, or the account is refused by the directory. */
  failed: number;
  /** Too many, or without a role: the password was not tried, or was right. */
  denied: number;
  /** Addresses that tried this name; names that this address tried. */
  others: number;
  lastAt: Date;
  /** The reason of the latest one, as in `invalid-credentials`. */
  reason: string;
};

export type SignIns = {
  names: Failures[];
  addresses: Failures[];
  succeeded: number;
  failed: number;
  /** Whether there were more than are looked at. */
  capped: boolean;
};

/** Sign-ins of the last hours that did not succeed, the most tried first, and how many did. */
export async function listSignIns(context: Context, hours: (typeof HOURS)[number]): Promise<SignIns> {
  await authorise(context, 'access.read', EVERYWHERE);
  const attempts = Prisma.sql`
    SELECT a.outcome, a.occurred_at, a.reason, ${PERSONAL} ->> 'name' AS name, ${PERSONAL} ->> 'ip' AS ip
    FROM (
      SELECT * FROM activity_audit
      WHERE action = 'sign-in' AND occurred_at > now() - make_interval(hours => ${hours})
      ORDER BY seq DESC LIMIT ${LOOKED_AT}
    ) a LEFT JOIN audit_person p ON p.audit_id = a.id`;
  const by = (own: Prisma.Sql, other: Prisma.Sql) => db().$queryRaw<Failures[]>`
    SELECT ${own} AS who, count(*) FILTER (WHERE outcome = 'failed')::int AS failed,
      count(*) FILTER (WHERE outcome = 'denied')::int AS denied, count(DISTINCT ${other})::int AS others,
      max(occurred_at) AS "lastAt", (array_agg(reason ORDER BY occurred_at DESC))[1] AS reason
    FROM (${attempts}) t WHERE outcome <> 'ok'
    GROUP BY 1 ORDER BY count(*) DESC, max(occurred_at) DESC LIMIT ${LISTED}`;
  const name = Prisma.sql`lower(name)`;
  const [names, addresses, [total]] = await Promise.all([
    by(name, Prisma.sql`ip`),
    by(Prisma.sql`ip`, name),
    db().$queryRaw<{ succeeded: number; failed: number }[]>`
      SELECT count(*) FILTER (WHERE outcome = 'ok')::int AS succeeded,
        count(*) FILTER (WHERE outcome <> 'ok')::int AS failed FROM (${attempts}) t`,
  ]);
  const { succeeded = 0, failed = 0 } = total ?? {};
  return { names, addresses, succeeded, failed, capped: succeeded + failed === LOOKED_AT };
}
