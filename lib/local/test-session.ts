import { randomUUID } from 'node:crypto';
import type { Grant } from '@/lib/auth/access';
import type { Role } from '@/lib/auth/roles';
import { actorOfSession, openSession } from '@/lib/auth/sessions';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { newId } from '@/lib/id';
import { contextOf } from './test-product';

/**
 * Somebody of a role, over everything or by a grant for a place, with a session that the database knows: what goes on
 * without them asks it again and again.
 */
export async function signedIn(
  role: Role,
  place?: Pick<Grant, 'teamId' | 'environmentId'>,
): Promise<Context & { sessionId: string }> {
  const userId = randomUUID();
  const name = `The ${role}`;
  await db().user.create({ data: { id: userId, accountName: `${role}-${userId}`, displayName: name } });
  const sid = `S-1-5-21-${Math.floor(Math.random() * 2 ** 32)}`;
  const group = { sid, name: `rota-${role}s`, role };
  if (place)
    await db().roleGrant.create({
      data: { id: newId(), groupSid: sid, groupName: group.name, role, ...place },
    });
  const configured = place ? { role: null, groups: [] } : { role, groups: [group] };
  const sessionId = await db().$transaction((tx) =>
    openSession(tx, userId, { ...configured, groupSids: [sid] }),
  );
  await db().session.update({ where: { id: sessionId }, data: { checkedAt: new Date('2999-01-01') } });
  const actor = await actorOfSession(sessionId);
  if (!actor) throw new Error('The session is not there.');
  return { ...contextOf(role), actor, sessionId };
}
