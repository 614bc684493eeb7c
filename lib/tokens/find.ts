import { timingSafeEqual } from 'node:crypto';
import { byToken } from '@/lib/auth/by-token';
import type { Role } from '@/lib/auth/roles';
import { actorOf, KEPT_PERSON, type KeptPerson } from '@/lib/auth/sessions';
import { addressKey } from '@/lib/auth/throttle/attempts';
import type { UsedToken, UserActor } from '@/lib/context';
import { db, Prisma, queryKept } from '@/lib/db';
import { hashOf } from './format';

/** How exactly the last use is kept: not every request is a write. */
const USED_EVERY_SECONDS = 60;

/** A token that is Rota's, valid or not. */
export type FoundToken = {
  /** Whoever made it, by the groups that the directory last named; without grants where those give nothing any more. */
  holder: UserActor;
  token: Omit<UsedToken, 'holder'>;
  expired: boolean;
  revoked: boolean;
  /** Whether the audit has a row of reading from this address in this hour, and the token of its last use. */
  readKept: boolean;
  useKept: boolean;
};

/** A token and whoever made it, as the database has them. */
export type KeptToken = KeptPerson & {
  tokenId: string;
  tokenName: string;
  tokenRole: Role;
  readOnly: boolean;
  teamId: string | null;
  environmentId: string | null;
};

/** {@link KeptToken} out of {@link KEPT_TOKENS}. */
export const KEPT_TOKEN = Prisma.sql`${KEPT_PERSON}, t.id AS "tokenId", t.name AS "tokenName", t.role::text AS "tokenRole",
  t.read_only AS "readOnly", t.team_id AS "teamId", t.environment_id AS "environmentId"`;
export const KEPT_TOKENS = Prisma.sql`api_token t JOIN "user" u ON u.id = t.created_by JOIN token_holder s ON s.user_id = u.id`;

type Row = KeptToken & { hash: Uint8Array } & Pick<
    FoundToken,
    'expired' | 'revoked' | 'readKept' | 'useKept'
  >;

/**
 * The token of an id and of whoever made it.
 * @param text the whole token, of which the database has the hash
 * @param ip from where it comes
 * @returns null where there is none, or its secret is another one
 */
export async function findToken(id: string, text: string, ip: string | null): Promise<FoundToken | null> {
  const [row] = await queryKept<Row>(Prisma.sql`
    SELECT ${KEPT_TOKEN}, t.hash, t.expires_at <= now() AS expired, t.revoked_at IS NOT NULL AS revoked,
      EXISTS (SELECT FROM api_token_use x WHERE x.token_id = t.id AND x.address_key = ${addressKey(ip, 'token')}
        AND x.hour = date_trunc('hour', now(), 'UTC')) AS "readKept",
      COALESCE(t.last_used_at > now() - make_interval(secs => ${USED_EVERY_SECONDS}), FALSE)
        AND t.last_used_ip IS NOT DISTINCT FROM ${ip}::text AS "useKept"
    FROM ${KEPT_TOKENS} WHERE t.id = ${id}`);
  if (!row || !timingSafeEqual(row.hash, hashOf(text))) return null;
  const { hash: _, expired, revoked, readKept, useKept, ...kept } = row;
  return { ...tokenOf(kept), expired, revoked, readKept, useKept };
}

/**
 * Who acts by a token by now, for work that goes on without a request: it does not count as use. Null once the token
 * expired or was revoked, or nothing is left that they may.
 */
export async function actorOfToken(id: string): Promise<UserActor | null> {
  const [row] = await db().$queryRaw<KeptToken[]>`
    SELECT ${KEPT_TOKEN} FROM ${KEPT_TOKENS} WHERE t.id = ${id} AND t.revoked_at IS NULL AND t.expires_at > now()`;
  if (!row) return null;
  const { holder, token } = tokenOf(row);
  return byToken(holder, token);
}

/** A token and whoever made it. */
export function tokenOf({
  tokenId,
  tokenName,
  tokenRole,
  readOnly,
  teamId,
  environmentId,
  ...kept
}: KeptToken): Pick<FoundToken, 'holder' | 'token'> {
  const place = { rights: [], teamId, environmentId, group: null };
  const limit = { role: tokenRole, ...place, ...(readOnly && { readOnly: true as const }) };
  const sessionId = `tokens of ${kept.id}`;
  return {
    holder: actorOf(sessionId, kept) ?? withoutGrants(sessionId, kept, tokenRole),
    token: { id: tokenId, name: tokenName, limit },
  };
}

/** Somebody whose groups give nothing: the directory is still to be asked whether they are in others by now. */
const withoutGrants = (sessionId: string, { id, name, checkedAgo }: KeptPerson, role: Role): UserActor => ({
  type: 'user',
  id,
  name,
  role,
  grants: [],
  groups: [],
  sessionId,
  verifiedAt: new Date(Date.now() - checkedAgo),
});
