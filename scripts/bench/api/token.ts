import { actorOfSession } from '@/lib/auth/sessions';
import { db } from '@/lib/db';
import { DEMO_PASSWORD } from '@/lib/local/directory/accounts';
import { createToken } from '@/lib/tokens/commands';
import { signIn } from '../list/sign-in';

/** A token of an editor who signed in, over everything. */
export async function makeToken(web: string): Promise<string> {
  await signIn(web, 'editor', DEMO_PASSWORD);
  const session = await db().session.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
  const actor = await actorOfSession(session.id);
  if (!actor) throw new Error('The session of the editor is not there.');
  const context = { actor, requestId: 'bench', ip: null, userAgent: null };
  const place = { teamId: null, environmentId: null };
  const { token } = await createToken(context, {
    name: 'bench',
    role: 'editor',
    scope: 'write',
    ...place,
    days: 1,
  });
  return token;
}
