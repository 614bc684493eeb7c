import { EVERYWHERE } from '@/lib/auth/access';
import { atLeast, ROLES, type Role } from '@/lib/auth/roles';
import { allows, authorise } from '@/lib/command';
import { actorId, type Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { type EnvironmentChoice, listEnvironmentNames } from '@/lib/environments/queries';
import { allowedAt } from '@/lib/schedules/readable';
import { listTeamNames } from '@/lib/teams/commands';
import { KEPT_TOKEN, KEPT_TOKENS, type KeptToken } from './find';
import { prefixOf } from './format';
import { leftOf } from './left';
import type { TokenScope } from './schema';

/** So many are listed. */
export const LISTED = 200;

/** A token as its page shows it. Null as a team or environment is all of them. */
export type TokenRow = {
  id: string;
  prefix: string;
  name: string;
  role: Role;
  scope: TokenScope;
  team: string | null;
  environment: string | null;
  /** Whether the one environment is production. */
  production: boolean;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
  /** From where it was last used; left out for whoever sees no addresses. */
  lastUsedIp?: string | null;
  /** `no-access`: whoever made it has nothing in its place by now. */
  state: 'valid' | 'no-access' | 'expired' | 'revoked';
  /** What is left of what it was made for, as in `viewer of Payments in production`; null where that is all, or it ended. */
  left: string[] | null;
  /** Of one that was revoked, or that the directory ended. */
  revoked: { at: Date; by: string; reason: string | null } | null;
};

type Stored = KeptToken &
  Pick<TokenRow, 'team' | 'environment' | 'production' | 'createdAt' | 'expiresAt' | 'lastUsedAt'> & {
    lastUsedIp: string | null;
    state: 'valid' | 'expired' | 'revoked';
    revokedAt: Date | null;
    revokedBy: string;
    revokeReason: string | null;
  };

const PLACE = { team: Prisma.sql`t.team_id`, environment: Prisma.sql`t.environment_id` };

/** What a token may do with its role. */
export const scopeOf = ({ readOnly }: { readOnly: boolean }): TokenScope => (readOnly ? 'read' : 'write');

/**
 * Somebody's own tokens, and all of the places that they administer: those that are valid first, then the latest.
 * @returns at most LISTED of them, and how many there are
 */
export async function listTokens(asked: Context): Promise<{ tokens: TokenRow[]; count: number }> {
  const { actor } = await authorise(asked, 'token.read');
  const seen = Prisma.sql`(t.created_by::text = ${actorId(actor)} OR ${allowedAt(actor, 'token.revoke', PLACE)})`;
  const rows = await db().$queryRaw<(Stored & { count: number })[]>`
    SELECT ${KEPT_TOKEN}, m.name AS team, e.name AS environment, COALESCE(e.production, FALSE) AS production,
      t.created_at AS "createdAt",
      t.expires_at AS "expiresAt", t.last_used_at AS "lastUsedAt", t.last_used_ip AS "lastUsedIp",
      CASE WHEN t.revoked_at IS NOT NULL THEN 'revoked' WHEN t.expires_at <= now() THEN 'expired' ELSE 'valid' END
        AS state,
      t.revoked_at AS "revokedAt", COALESCE(t.revoked_by_name, '') AS "revokedBy", t.revoke_reason AS "revokeReason",
      count(*) OVER ()::int AS count
    FROM ${KEPT_TOKENS} LEFT JOIN team m ON m.id = t.team_id LEFT JOIN environment e ON e.id = t.environment_id
    WHERE ${seen}
    ORDER BY (t.revoked_at IS NULL AND t.expires_at > now()) DESC, t.created_at DESC, t.id LIMIT ${LISTED}`;
  const addresses = allows(actor, 'access.read', EVERYWHERE);
  const left = await leftOf(rows.filter(({ state }) => state === 'valid'));
  const tokens = rows.map((row) => tokenRow(row, left.get(row.tokenId) ?? null, addresses));
  return { tokens, count: rows[0]?.count ?? 0 };
}

function tokenRow(stored: Stored, left: string[] | null, addresses: boolean): TokenRow {
  const { team, environment, production, createdAt, expiresAt, lastUsedAt, lastUsedIp } = stored;
  const { revokedAt, revokedBy, revokeReason } = stored;
  return {
    id: stored.tokenId,
    prefix: prefixOf(stored.tokenId),
    name: stored.tokenName,
    role: stored.tokenRole,
    scope: scopeOf(stored),
    team,
    environment,
    production,
    createdBy: stored.name,
    createdAt,
    expiresAt,
    lastUsedAt,
    ...(addresses && { lastUsedIp }),
    state: left?.length === 0 ? 'no-access' : stored.state,
    left,
    revoked: revokedAt && { at: revokedAt, by: revokedBy, reason: revokeReason },
  };
}

/** What somebody can choose for a new token. Their role in one place may be lower than in another. */
export type TokenChoices = {
  roles: readonly Role[];
  teams: { id: string; name: string }[];
  environments: Pick<EnvironmentChoice, 'id' | 'name' | 'production'>[];
  /** Whether it may be for all teams, in an environment at least; and for all environments. */
  allTeams: boolean;
  allEnvironments: boolean;
};

/** What a form for a new token offers. */
export async function tokenChoices(asked: Context): Promise<TokenChoices> {
  const context = await authorise(asked, 'token.create');
  const { actor } = context;
  const [teams, environments] = await Promise.all([
    listTeamNames(context, 'token.create'),
    listEnvironmentNames(context),
  ]);
  const own = actor.type === 'user' ? actor.role : null;
  return {
    roles: ROLES.filter((role) => own !== null && atLeast(own, role)),
    teams,
    environments: environments
      .filter(({ id }) => allows(actor, 'token.create', { environmentId: id }))
      .map(({ id, name, production }) => ({ id, name, production })),
    allTeams: allows(actor, 'token.create', { teamId: null }),
    allEnvironments: allows(actor, 'token.create', { environmentId: null }),
  };
}
