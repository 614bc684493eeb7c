import { actorOfSession } from '@/lib/auth/sessions';
import type { Context, UserActor } from '@/lib/context';
import { actorOfToken } from '@/lib/tokens/find';

/** By what somebody asked for a job: their session, or a token; of the product itself, by neither. */
export type Asker = { sessionId: string | null; tokenId: string | null };

/** The same of a request, as a job keeps it. Of a token, what stands as its session is none. */
export const askerOf = ({ actor }: Context): Asker => ({
  sessionId: actor.type === 'user' ? actor.sessionId : null,
  tokenId: (actor.type === 'user' && actor.token?.id) || null,
});

/** With the rights that they have at this moment, by a token no more than it gives; null where nothing is left. */
export async function actorOfAsker({ sessionId, tokenId }: Asker): Promise<UserActor | null> {
  if (tokenId !== null) return actorOfToken(tokenId);
  return sessionId === null ? null : actorOfSession(sessionId);
}
