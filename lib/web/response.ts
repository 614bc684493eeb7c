import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';

export type Answer = {
  response: ServerResponse;
  /** Whether a server action's own code was reached. */
  reachedAction: boolean;
  /** The answer that waits for this one, where Next forwarded an action to itself. */
  outer: Answer | null;
};

/**
 * The response that is being answered. Next lets neither a page nor a server action choose its status, but both run
 * within the front server's call, which can. One storage for the process: Next bundles this file apart.
 */
const shared = globalThis as { rotaAnswer?: AsyncLocalStorage<Answer> };
shared.rotaAnswer ??= new AsyncLocalStorage<Answer>();
const storage = shared.rotaAnswer;

/**
 * Runs `handle` so that setStatus reaches this answer. A request for a server action that Next could not even decode
 * is the sender's fault: it is answered with 400 instead of Next's 500. Where Next forwarded the action to itself, the
 * outer answer gets the inner one's status, which Next would drop.
 */
export function withAnswer<R>(answer: Answer, isAction: boolean, handle: () => R): R {
  const { response, outer } = answer;
  const writeHead = response.writeHead.bind(response);
  response.writeHead = (status: number, ...rest: never[]) => {
    const told = isAction && status === 500 && !answer.reachedAction ? 400 : status;
    if (outer && told >= 400) outer.response.statusCode = told;
    return writeHead(told, ...rest);
  };
  return storage.run(answer, handle);
}

/**
 * Holds a response back until it ends, so that its status can be set until then. Next begins to stream the data of a
 * client navigation before the page has said whether it may be seen.
 */
export function holdBack(response: ServerResponse): void {
  const held: Buffer[] = [];
  const end = response.end.bind(response);
  const writeHead = response.writeHead.bind(response);
  const keep = (chunk: unknown, encoding?: unknown) => {
    if (typeof chunk === 'string') held.push(Buffer.from(chunk, encoding === 'latin1' ? encoding : 'utf8'));
    else if (chunk instanceof Uint8Array) held.push(Buffer.from(chunk));
  };
  response.flushHeaders = () => undefined;
  response.writeHead = (status: number, ...rest: unknown[]) => {
    response.statusCode = status;
    const headers = rest.findLast((argument) => typeof argument === 'object' && argument !== null);
    for (const [name, value] of Object.entries((headers ?? {}) as Record<string, string>))
      response.setHeader(name, value);
    return response;
  };
  response.write = (chunk: unknown, ...rest: unknown[]) => {
    keep(chunk, rest[0]);
    const done = rest.findLast((argument) => typeof argument === 'function');
    if (done) process.nextTick(done);
    return true;
  };
  response.end = (...rest: unknown[]) => {
    keep(rest[0], rest[1]);
    const done = rest.findLast((argument) => typeof argument === 'function');
    if (done) response.once('finish', done as () => void);
    response.writeHead = writeHead;
    return end(Buffer.concat(held));
  };
}

/** Says that a server action's own code runs: from here on an error is ours. */
export function actionReached(): void {
  const answer = storage.getStore();
  if (!answer) return;
  answer.reachedAction = true;
  if (answer.outer) answer.outer.reachedAction = true;
}

/** Sets the HTTP status of the page or action that is being answered. */
export function setStatus(status: number): void {
  const response = storage.getStore()?.response;
  if (response && !response.headersSent) response.statusCode = status;
}
