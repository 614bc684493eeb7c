import type { Endpoint } from './endpoint';
import { ApiRefusal } from './refusal';

export type Found = { endpoint: Endpoint; params: Record<string, string> };

/**
 * The endpoint of a method and a path.
 * @param segments of the path after `/api/v1`, decoded
 * @throws ApiRefusal 404 of a path that nobody knows, 405 of one that has other methods
 */
export function findEndpoint(
  endpoints: readonly Endpoint[],
  method: string,
  segments: readonly string[],
): Found {
  const here = endpoints.flatMap((endpoint) => {
    const params = paramsOf(endpoint.path, segments);
    return params ? [{ endpoint, params }] : [];
  });
  // A segment in words goes before one that varies: `/runs/cancel` is no run.
  const fewest = Math.min(...here.map(({ params }) => Object.keys(params).length));
  const there = here.filter(({ params }) => Object.keys(params).length === fewest);
  const asked = method === 'HEAD' ? 'GET' : method;
  const found = there.find(({ endpoint }) => endpoint.method === asked);
  if (found) return found;
  if (there.length === 0)
    throw new ApiRefusal(404, 'The API has nothing at this path. GET /api/v1/openapi.json lists all paths.');
  const methods = there.map(({ endpoint }) => endpoint.method);
  throw otherMethod(method, methods);
}

/** What a path says to a method that it does not have. */
export function otherMethod(method: string, methods: readonly string[]): ApiRefusal {
  const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ');
  return new ApiRefusal(405, `This path takes ${allowed}, not ${method}.`, { Allow: allowed });
}

function paramsOf(path: string, segments: readonly string[]): Record<string, string> | null {
  const parts = path.split('/').slice(1);
  if (parts.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
    if (name) params[name] = segment;
    else if (part !== segment) return null;
  }
  return params;
}
