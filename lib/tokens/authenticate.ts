import { byToken } from '@/lib/auth/by-token';
import { verifiedHolder, WORD_FOR_READING_MS } from '@/lib/auth/standing';
import type { Actor, Context } from '@/lib/context';
import { type FoundToken, findToken } from './find';
import { readToken } from './format';
import { refuse } from './refused';
import { type Asked, recordUse } from './use';

const NOBODY: Actor = { type: 'anonymous' };

/**
 * Who acts by a token: whoever made it, as the directory and the grants have them now, within the token's limit. The use
 * is recorded, and so is a refusal.
 * @param text what came as the token
 * @param admit throws where the token is used too often; then nothing is recorded
 * @throws TokenError; ThrottledError where too many from this address were refused; RotaError unavailable, where the
 * directory has not answered for too long
 */
export async function authenticate(
  origin: Omit<Context, 'actor'>,
  text: string,
  asked: Asked,
  admit: (tokenId: string) => void = () => {},
): Promise<Context> {
  const read = readToken(text);
  if ('problem' in read) return refuse(origin, read.problem, { actor: NOBODY, token: null, id: read.id });
  const found = await findToken(read.id, text, origin.ip);
  if (!found) return refuse(origin, 'unknown', { actor: NOBODY, token: null, id: read.id });
  const { holder, token, expired, revoked } = found;
  const refused = { actor: withoutRights(found), token, id: token.id };
  if (revoked) return refuse(origin, 'revoked', refused);
  if (expired) return refuse(origin, 'expired', refused);
  const actor = byToken(await verifiedHolder(holder, WORD_FOR_READING_MS), token);
  if (!actor) return refuse(origin, 'no-access', refused);
  admit(token.id);
  const context = { ...origin, actor };
  await recordUse(context, found, asked);
  return context;
}

/** Who is known by the secret of a token that lets them do nothing. */
function withoutRights({ holder: person, token }: FoundToken): Actor {
  const holder = { ...person, role: token.limit.role, grants: [], groups: [] };
  return { ...holder, token: { ...token, holder } };
}
