import { serve } from '@/lib/api/serve';
import type { Grant } from '@/lib/auth/access';
import type { Role } from '@/lib/auth/roles';
import { createToken } from '@/lib/tokens/commands';
import { signedIn } from './test-session';

export type ApiAnswer = {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  body: any;
};

type Place = Pick<Grant, 'teamId' | 'environmentId'>;
const EVERYWHERE: Place = { teamId: null, environmentId: null };

/** A token of somebody of a role, over everything or in a place. */
export async function tokenOf(
  role: Role,
  { place = EVERYWHERE, scope = 'write' }: { place?: Place; scope?: 'read' | 'write' } = {},
): Promise<string> {
  const { token } = await createToken(await signedIn('administrator'), {
    name: `token of ${role}`,
    role,
    scope,
    ...place,
    days: 365,
  });
  return token;
}

/** Asks the API by a token, past the network: a method, a path after `/api/v1`, a body and headers. */
export const apiBy =
  (token: string, ip = '192.0.2.1') =>
  async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> => {
    const request = new Request(`http://localhost:3000/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'x-rota-client-address': ip,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const segments = new URL(request.url).pathname.split('/').slice(3).map(decodeURIComponent);
    const answer = await serve(request, segments);
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: text === '' ? null : JSON.parse(text),
    };
  };
