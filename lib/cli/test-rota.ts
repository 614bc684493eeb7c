import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { serve } from '@/lib/api/serve';
import type { Io } from './io';
import { main } from './main';

/** The API on a port of this host, as web answers it. */
export async function startApi(): Promise<{ url: string; stop(): Promise<void> }> {
  const server: Server = createServer(async (asked, answered) => {
    const { method = 'GET', url = '/', headers } = asked;
    const address = new URL(url, 'http://localhost:3000');
    const body = await buffer(asked);
    const request = new Request(address, {
      method,
      headers: { ...(headers as Record<string, string>), 'x-rota-client-address': '192.0.2.9' },
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
    const segments = address.pathname.split('/').slice(3).map(decodeURIComponent);
    const answer = await serve(request, segments);
    answered.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}

export type Said = { code: number; out: string; err: string };

/** Runs `rota …` in this very process. @param around what of its world is otherwise */
export async function rota(argv: readonly string[], around: Partial<Io> = {}): Promise<Said> {
  const said = { out: '', err: '' };
  const code = await main(argv, {
    env: {},
    cwd: '/',
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    terminal: false,
    asks: false,
    input: async () => '',
    ask: async () => '',
    sleep: async () => undefined,
    elapsed: () => 0,
    limit: () => new AbortController().signal,
    unbroken: (work) => work(),
    ...around,
  });
  return { code, ...said };
}
