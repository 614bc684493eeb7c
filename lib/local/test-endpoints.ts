import { randomUUID } from 'node:crypto';
import { ENDPOINTS } from '@/lib/api/endpoints';
import { type ApiAnswer, apiBy } from './test-api';

/** What is sent to an endpoint: parts of its path by their names, parameters, and the body. */
export type Sent = { path?: Record<string, string>; query?: Record<string, string>; body?: object };

/** The endpoint of a client's function. */
export function endpointOf(id: string) {
  const found = ENDPOINTS.find((endpoint) => endpoint.id === id);
  if (!found) throw new Error(`There is no endpoint ${id}.`);
  return found;
}

/** Asks an endpoint by a token. @returns what it answered, and the id of the request */
export async function askEndpoint(
  token: string,
  id: string,
  { path = {}, query = {}, body }: Sent,
): Promise<ApiAnswer & { requestId: string }> {
  const endpoint = endpointOf(id);
  const address = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => path[name] ?? '');
  const search = new URLSearchParams(query).toString();
  const requestId = randomUUID();
  const ask = apiBy(token);
  const answer = await ask(endpoint.method, `${address}${search && `?${search}`}`, body, {
    'x-request-id': requestId,
  });
  return { ...answer, requestId };
}
