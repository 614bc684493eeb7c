import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';

/**
 * The response that is being answered. Next lets neither a page nor a server action choose its status, but both run
 * within the front server's call, which can. One storage for the process: Next bundles this file apart.
 */
const shared = globalThis as { rotaResponse?: AsyncLocalStorage<ServerResponse> };
shared.rotaResponse ??= new AsyncLocalStorage<ServerResponse>();
const storage = shared.rotaResponse;

/** Runs `handle` so that setStatus reaches this response. */
export const withResponse = <R>(response: ServerResponse, handle: () => R): R =>
  storage.run(response, handle);

/** Sets the HTTP status of the page or action that is being answered. */
export function setStatus(status: number): void {
  const response = storage.getStore();
  if (response && !response.headersSent) response.statusCode = status;
}
