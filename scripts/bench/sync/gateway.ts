import { Agent, request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Call, kindOf } from './calls';

/** A line to EventBridge Scheduler that notes each call as it arrives, and refuses a share of them. */
export type Gateway = {
  url: string;
  /** The share of calls, from 0 to 1, that is answered as AWS answers one too many. */
  refused: number;
  /** What arrived since it was last asked. */
  taken(): Call[];
  close(): Promise<void>;
};

/** How AWS refuses one call too many (Common errors, EventBridge Scheduler API reference). */
const REFUSAL = {
  status: 429,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'ThrottlingException' },
  body: JSON.stringify({ Message: 'Rate exceeded' }),
};

/** What a call takes at least, as to AWS in the same Region. */
const LATENCY_MS = 20;

/** Puts the line in front of an endpoint, on a free port of 127.0.0.1. `random` is in [0, 1). */
export async function gatewayTo(endpoint: string, random: () => number): Promise<Gateway> {
  const { hostname, port } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true });
  let calls: Call[] = [];
  const server = createServer((incoming, response) => {
    const { method = '', url: path = '/' } = incoming;
    const throttled = random() < gateway.refused;
    calls.push({ kind: kindOf(method, path), throttled, at: performance.now() });
    if (throttled) refuse(incoming, response);
    else setTimeout(() => forward(incoming, response), LATENCY_MS);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gateway: Gateway = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused: 0,
    taken: () => {
      const taken = calls;
      calls = [];
      return taken;
    },
    close: () =>
      new Promise((resolve, reject) => {
        agent.destroy();
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };

  function forward(incoming: IncomingMessage, response: ServerResponse): void {
    const { method, url: path, headers } = incoming;
    const onward = ask({ hostname, port, method, path, headers, agent });
    onward.once('error', () => response.destroy());
    onward.once('response', (answer) => {
      answer.once('error', () => response.destroy());
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(onward);
  }

  return gateway;
}

function refuse(incoming: IncomingMessage, response: ServerResponse): void {
  incoming.resume();
  response.writeHead(REFUSAL.status, REFUSAL.headers);
  response.end(REFUSAL.body);
}
