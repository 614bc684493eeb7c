import { parse } from '@/lib/command';
import type { Context } from '@/lib/context';
import { invalid, stale } from '@/lib/errors';
import { isSafe } from '@/lib/tokens/use';
import { originOf, REQUEST_ID } from '@/lib/web/origin';
import { readBody } from './body';
import { callerOf } from './caller';
import { etagOf, readIfMatch } from './conditional';
import type { Endpoint } from './endpoint';
import { ENDPOINTS } from './endpoints';
import { countAddress } from './limits';
import { once } from './once';
import { answerProblem } from './problem';
import { ApiRefusal } from './refusal';
import { type Found, findEndpoint } from './router';

/**
 * Answers a request of the API: who asks, by a token or a session, whose use is recorded; within which limits; then the
 * endpoint's command or query, which authorises, validates and audits. What it gives back is the answer, in JSON; a
 * refusal is a problem (RFC 9457). Nobody on the way keeps either.
 * @param path the segments after `/api/v1`, decoded
 */
export async function serve(
  request: Request,
  path: readonly string[],
  endpoints: readonly Endpoint[] = ENDPOINTS,
): Promise<Response> {
  const origin = originOf(request.headers);
  const ifMatch = request.headers.get('if-match') !== null;
  try {
    countAddress(origin.ip);
    const found = findEndpoint(endpoints, request.method, path);
    const context = await callerOf(request, origin);
    const { status, text, headers } = await answer(request, context, found);
    const common = { 'Cache-Control': 'no-store', [REQUEST_ID]: origin.requestId };
    return new Response(text, {
      status,
      headers: { ...common, ...headers, 'Content-Type': 'application/json' },
    });
  } catch (error) {
    return answerProblem(error, origin.requestId, { ifMatch, byToken: true });
  }
}

async function answer(request: Request, context: Context, { endpoint, params }: Found) {
  const query = queryOf(request, endpoint);
  const ifMatch = hasVersion(endpoint)
    ? readIfMatch(request.headers.get('if-match'))
    : refuseIfMatch(request);
  const body = isSafe(request.method) ? {} : await readBody(request);
  assertOwn(body, endpoint);
  const named = { request, context, body, permission: endpoint.permission };
  const { status, text, version, replayed } = await once(named, async (context) => {
    const asked = { context, params, query, body, ifMatch } as never;
    const result = (await endpoint.run(asked)) as never;
    const version = endpoint.version?.(result) ?? null;
    if (isSafe(request.method)) assertMatch(ifMatch, version);
    return { status: endpoint.status ?? 200, text: JSON.stringify(endpoint.output.parse(result)), version };
  });
  const headers = {
    ...(version !== null && { ETag: etagOf(version) }),
    ...(replayed && { 'Idempotent-Replayed': 'true' }),
  };
  return { status, text, headers };
}

/** @throws RotaError invalid: what nobody reads is not ignored in silence */
function queryOf({ url }: Request, { query }: Endpoint): Record<string, unknown> {
  // Without a prototype: a parameter may have any name.
  const given: Record<string, string | string[]> = Object.create(null);
  const { searchParams } = new URL(url);
  if (searchParams.size > MOST_PARAMETERS)
    throw new ApiRefusal(400, `There are too many parameters: at most ${MOST_PARAMETERS}.`);
  for (const [name, value] of searchParams)
    given[name] = name in given ? [given[name] ?? '', value].flat() : value;
  return parse(query, given);
}

const MOST_PARAMETERS = 50;

/** @throws RotaError invalid of a body that says what the path or a header says, or what Rota itself does */
function assertOwn(body: Record<string, unknown>, { fixed = [] }: Endpoint): void {
  const stray = fixed.filter((key) => Object.hasOwn(body, key));
  if (stray.length > 0)
    throw invalid(stray.map((path) => ({ path, message: `The body has no ${path} here. Leave it out.` })));
}

/** Of what is only read. @throws RotaError stale */
function assertMatch(expected: number | null, version: number | null): void {
  if (expected !== null && version !== null && expected !== version)
    throw stale('There is another version.', version);
}

/** Whether there is something already that has a version. */
const hasVersion = ({ version, path }: Endpoint): boolean => version !== undefined && path.includes('{');

/** @throws ApiRefusal of a condition that nobody would look at */
function refuseIfMatch(request: Request): null {
  if (request.headers.get('if-match') === null) return null;
  throw new ApiRefusal(400, 'What is here has no versions, so If-Match can’t be kept. Leave it out.');
}
