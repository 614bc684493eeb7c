import { randomUUID } from 'node:crypto';
import type { Context } from '@/lib/context';

/**
 * Headers that the front server sets; what a client sends under these names is thrown away there, but that a request id
 * of its own stands before the front server's.
 */
export const CLIENT_ADDRESS = 'x-rota-client-address';
export const CLIENT_ORIGIN = 'x-rota-client-origin';
export const REQUEST_ID = 'x-request-id';

type HeaderBag = Record<string, unknown> | Headers | { get(name: string): string | null };

/** From where a request comes, by the front server's word. */
export function originOf(headers: HeaderBag): Omit<Context, 'actor'> {
  const get = (name: string): string | null => {
    const value =
      'get' in headers && typeof headers.get === 'function' ? headers.get(name) : Reflect.get(headers, name);
    return typeof value === 'string' ? value : null;
  };
  return {
    requestId: get(REQUEST_ID) ?? randomUUID(),
    ip: get(CLIENT_ADDRESS),
    userAgent: get('user-agent')?.slice(0, 300) ?? null,
  };
}
