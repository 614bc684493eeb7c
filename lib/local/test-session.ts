import { randomUUID } from 'node:crypto';
import type { Role } from '@/lib/auth/roles';
import { actorOfSession, openSession } from '@/lib/auth/sessions';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { contextOf } from './test-product';

/** Somebody of a role with a session that the database knows: what goes on without them asks it again and again. */
export async function signedIn(role: Role): Promise<Context & { sessionId: string }> {
  const userId = randomUUID();
  const name = `The ${role}`;
  await db().user.create({ data: { id: userId, accountName: `${role}-${userId}`, displayName: name } });
  const groups = [{ sid: 'S-1-5-21-1', name: `rota-${role}s`, role }];
  const sessionId = await db().$transaction((tx) => openSession(tx, userId, { role, groups, groupSids: [] }));
  await db().session.update({ where: { id: sessionId }, data: { checkedAt: new Date('2999-01-01') } });
  const actor = await actorOfSession(sessionId);
  if (!actor) throw new Error('The session is not there.');
  return { ...contextOf(role), actor, sessionId };
}
