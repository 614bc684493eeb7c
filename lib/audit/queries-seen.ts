import { EVERYWHERE } from '@/lib/auth/access';
import { allows } from '@/lib/command';
import { type Actor, actorId } from '@/lib/context';
import { Prisma } from '@/lib/db';
import { allowedAt } from '@/lib/schedules/readable';
import { BY_TOKEN, TOKEN_ID } from './by-token';
import type { Chain } from './chain';
import { type PersonColumns, WHOLE_PERSON } from './export/rows';

/** A change belongs where its schedule was at that time. */
const WHERE_IT_WAS = { team: Prisma.sql`a.team_id`, environment: Prisma.sql`a.environment_id` };

/** Whether somebody sees what everybody did; others see what they did themselves. */
export const readsAllActivity = (actor: Actor): boolean => allows(actor, 'audit.read', EVERYWHERE);

/** Whether somebody sees every row of an audit. */
export const seesWhole = (actor: Actor, chain: Chain): boolean =>
  allows(actor, chain === 'activity' ? 'access.read' : 'audit.read', EVERYWHERE);

/** Whether somebody sees from which address and with which browser others did something; everybody sees their own. */
export const seesAddresses = (actor: Actor): boolean => seesWhole(actor, 'activity');

/** By a token it is what was done by that token: what else its person did may be out of its limit. */
function byOneself(actor: Actor): Prisma.Sql {
  const own = Prisma.sql`a.actor_id = ${actorId(actor)}`;
  const token = actor.type === 'user' ? actor.token : undefined;
  return token ? Prisma.sql`(${own} AND ${BY_TOKEN} AND ${TOKEN_ID} = ${token.id})` : own;
}

/**
 * Whether somebody sees a row of an audit `a`, as a condition. Who signs in from where, and what was typed where it
 * failed, which may be a password, is for those who may see who has access.
 * @param byAddress whether the rows are found by their address: then it is only the rows whose address they see
 */
export function seenBy(actor: Actor, chain: Chain, byAddress = false): Prisma.Sql {
  const seen = chain === 'schedule' ? allowedAt(actor, 'audit.read', WHERE_IT_WAS) : activitySeenBy(actor);
  return byAddress && !seesAddresses(actor) ? Prisma.sql`(${seen} AND ${byOneself(actor)})` : seen;
}

function activitySeenBy(actor: Actor): Prisma.Sql {
  if (seesWhole(actor, 'activity')) return Prisma.sql`TRUE`;
  const own = byOneself(actor);
  if (!readsAllActivity(actor)) return own;
  return Prisma.sql`(${own} OR (a.actor_type <> 'anonymous' AND a.action NOT IN ('sign-in', 'sign-out')))`;
}

/** Of rows before texts were made storable, what Postgres does not read as JSON counts as U+FFFD. */
const NAME_ALONE = Prisma.sql`json_build_object('name', regexp_replace(p."values",
  '\\\\u(0000|d[89a-f][0-9a-f]{2})', '\\\\ufffd', 'g')::json ->> 'name')::text`;

/**
 * The personal values as somebody sees them: of others the name alone, where they don't see addresses. Then there is no
 * salt either: who has it can try addresses until one fits the commitment.
 */
export const personSeenBy = (actor: Actor): PersonColumns =>
  seesAddresses(actor)
    ? WHOLE_PERSON
    : {
        values: Prisma.sql`CASE WHEN ${byOneself(actor)} OR p."values" IS NULL THEN p."values" ELSE ${NAME_ALONE} END`,
        salt: Prisma.sql`CASE WHEN p.salt IS NOT NULL THEN ''::bytea END`,
      };
