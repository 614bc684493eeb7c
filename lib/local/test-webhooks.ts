import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAuthority, issueServer } from './directory/certificates';

export type Received = { path: string; type: string; body: Record<string, unknown> };

/** For tests: a receiver of webhooks on this machine that answers as it is told. */
export async function startWebhooks() {
  const authority = await createAuthority(Date.now());
  const pair = await issueServer(authority, { dns: ['hooks.example.com', 'localhost'], ips: ['127.0.0.1'] });
  const caFile = path.join(mkdtempSync(path.join(tmpdir(), 'rota-hooks-')), 'ca.pem');
  writeFileSync(caFile, authority.cert);
  const received: Received[] = [];
  const answers: { status: number; text: string; headers?: Record<string, string> }[] = [];
  const server = createServer(pair, async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = JSON.parse(Buffer.concat(parts).toString()) as Received['body'];
    received.push({ path: request.url ?? '', type: request.headers['content-type'] ?? '', body });
    const { status, text, headers } = answers.shift() ?? { status: 200, text: 'ok' };
    response.writeHead(status, headers).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}/services/T0/B0/very-secret`,
    caFile,
    received,
    /** What the next requests are answered with, in their order; all others with 200. */
    answers,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
