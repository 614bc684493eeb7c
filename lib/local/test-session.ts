import { randomUUID } from 'node:crypto';
import { openSession } from '@/lib/auth/sessions';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { contextOf, FOREVER } from './test-product';

type Role = Parameters<typeof openSession>[2];

/** Somebody of a role with a session that the database knows: what goes on without them asks it again and again. */
export async function signedIn(role: Role): Promise<Context & { sessionId: string }> {
  const userId = randomUUID();
  const name = `The ${role}`;
  await db().user.create({ data: { id: userId, accountName: `${role}-${userId}`, displayName: name } });
  const sessionId = await db().$transaction((tx) => openSession(tx, userId, role, []));
  await db().session.update({ where: { id: sessionId }, data: { checkedAt: new Date('2999-01-01') } });
  const actor = { type: 'user', id: userId, name, role, groups: [], sessionId, verifiedAt: FOREVER } as const;
  return { ...contextOf(role), actor: { ...actor, groups: [] }, sessionId };
}
