import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';

type Answer = { response: ServerResponse; reachedAction: boolean };

/**
 * The response that is being answered. Next lets neither a page nor a server action choose its status, but both run
 * within the front server's call, which can. One storage for the process: Next bundles this file apart.
 */
const shared = globalThis as { rotaAnswer?: AsyncLocalStorage<Answer> };
shared.rotaAnswer ??= new AsyncLocalStorage<Answer>();
const storage = shared.rotaAnswer;

/**
 * Runs `handle` so that setStatus reaches this response. A request for a server action that Next could not even
 * decode is the sender's fault: it is answered with 400 instead of Next's 500.
 */
export function withResponse<R>(response: ServerResponse, isAction: boolean, handle: () => R): R {
  const answer: Answer = { response, reachedAction: false };
  if (isAction) {
    const writeHead = response.writeHead.bind(response);
    response.writeHead = (status: number, ...rest: never[]) =>
      writeHead(status === 500 && !answer.reachedAction ? 400 : status, ...rest);
  }
  return storage.run(answer, handle);
}

/** Says that a server action's own code runs: from here on an error is ours. */
export function actionReached(): void {
  const answer = storage.getStore();
  if (answer) answer.reachedAction = true;
}

/** Sets the HTTP status of the page or action that is being answered. */
export function setStatus(status: number): void {
  const response = storage.getStore()?.response;
  if (response && !response.headersSent) response.statusCode = status;
}
