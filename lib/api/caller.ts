import { assertSameOrigin } from '@/lib/action';
import { requestContext } from '@/lib/auth/request';
import type { Context } from '@/lib/context';
import { authenticate } from '@/lib/tokens/authenticate';
import { holderOf, tokenHolder } from './holder';
import { countHolder } from './limits';
import { ApiRefusal } from './refusal';

const ASK =
  'Send a token in the header Authorization, as in “Bearer rota_…”. People create them on the page API tokens.';

/**
 * Who asks: by a token, or else by the session of a browser, whose own page of Rota has to ask. What they may is decided
 * by what they ask for.
 * Requests beyond what they may make are refused before anything is written.
 * @throws ApiRefusal, TokenError or ThrottledError of who is not known; RotaError forbidden of another page
 */
export async function callerOf(request: Request, origin: Omit<Context, 'actor'>): Promise<Context> {
  const { method, headers, url } = request;
  const sent = headers.get('authorization');
  if (sent !== null)
    return authenticate(origin, bearerOf(sent), { method, path: new URL(url).pathname }, (id) =>
      countHolder(tokenHolder(id)),
    );
  const context = await requestContext();
  if (context.actor.type !== 'user') throw new ApiRefusal(401, ASK);
  countHolder(holderOf(context));
  await assertSameOrigin(context);
  return context;
}

/** RFC 9110, section 11.1: the scheme's case does not matter. */
function bearerOf(header: string): string {
  const [, token] = /^Bearer +(\S+) *$/i.exec(header) ?? [];
  if (token === undefined) throw new ApiRefusal(401, ASK);
  return token;
}
