import {
  request as ask,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A line to an HTTP endpoint that a test can cut or slow down. */
export type Network = {
  /** The address to use instead of the endpoint's own. */
  url: string;
  /** True: every connection is closed without an answer. */
  down: boolean;
  /** Where set, each request waits for it before it goes on. */
  hold: ((call: { method: string; path: string; headers: IncomingHttpHeaders }) => Promise<void>) | undefined;
  /** What arrived, in order: method, path, and when (epoch milliseconds). */
  readonly calls: { method: string; path: string; at: number }[];
  close(): Promise<void>;
};

/** Puts a line in front of an endpoint, on a free port of 127.0.0.1. */
export async function networkTo(endpoint: string): Promise<Network> {
  const server = createServer((incoming, response) => {
    forward(incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const network: Network = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    down: false,
    hold: undefined,
    calls: [],
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };

  async function forward(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = { method: incoming.method ?? '', path: incoming.url ?? '/' };
    network.calls.push({ ...call, at: Date.now() });
    if (network.down) return void response.destroy();
    await network.hold?.({ ...call, headers: incoming.headers });
    const onward = ask(new URL(call.path, endpoint), { method: call.method, headers: incoming.headers });
    onward.once('error', () => response.destroy());
    onward.once('response', (answer) => {
      answer.once('error', () => response.destroy());
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(onward);
  }

  return network;
}
