import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

export type Received = { path: string; headers: IncomingHttpHeaders; body: string };

export type Receiver = {
  /** Without a path. */
  address: string;
  /** What came, the oldest first. */
  received: Received[];
  /** Says what it answers from now on; at first 200. */
  answer(status: number, text?: string): void;
  close(): void;
};

/** An endpoint with a certificate of the demo's own authority. */
export async function startReceiver(): Promise<Receiver> {
  const folder = path.join(path.dirname(process.env.ROTA_DEMO_FILE ?? '.rota/demo.json'), 'directory');
  const read = (name: string) => readFileSync(path.join(folder, name));
  const received: Received[] = [];
  let answered = { status: 200, text: '' };
  const server = createServer({ cert: read('server.pem'), key: read('server.key') }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(answered.status).end(answered.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `https://localhost:${(server.address() as AddressInfo).port}`,
    received,
    answer: (status, text = '') => {
      answered = { status, text };
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
