import { authorise } from '@/lib/command';
import type { Context, UsedToken } from '@/lib/context';
import { db } from '@/lib/db';
import { unauthenticated } from '@/lib/errors';
import { prefixOf } from './format';
import { scopeOf } from './queries';

/**
 * Who asks: the person, their highest role, and the token by which they do, with its place; null is all of them. Of a
 * session there is no token.
 */
export async function whoAmI(asked: Context) {
  const { actor } = await authorise(asked, 'token.read');
  if (actor.type !== 'user') throw unauthenticated();
  const { id, name, role } = actor;
  return { person: { id, name }, role, token: actor.token ? await tokenView(actor.token) : null };
}

async function tokenView({ id, name, limit }: UsedToken) {
  const { team, environment, expiresAt, readOnly } = await db().apiToken.findUniqueOrThrow({
    where: { id },
    include: { team: NAMED, environment: NAMED },
  });
  return {
    prefix: prefixOf(id),
    name,
    role: limit.role,
    scope: scopeOf({ readOnly }),
    team,
    environment,
    expiresAt,
  };
}

const NAMED = { select: { id: true, name: true } } as const;
