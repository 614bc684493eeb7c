import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAuthority, issueServer } from '@/lib/local/directory/certificates';

export type Received = { url: string; headers: IncomingHttpHeaders; body: string };

export type Receiver = {
  /** With a name that its certificate is for: it is found nowhere but by a resolver of the test's own. */
  url: string;
  /** PEM of the authority that its certificate is from. */
  ca: string;
  received: Received[];
  /** What it answers from now on. */
  answer(serve: RequestListener): void;
  close(): Promise<void>;
};

/** A receiver of webhooks on this machine, for tests. */
export async function startReceiver(): Promise<Receiver> {
  const authority = await createAuthority(Date.now());
  const pair = await issueServer(authority, { dns: ['hooks.example.com'], ips: ['127.0.0.1'] });
  const received: Received[] = [];
  const fine: RequestListener = (_, response) => response.end('ok');
  let serve = fine;
  const server = createServer(pair, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      received.push({ url: request.url ?? '', headers: request.headers, body });
      serve(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://hooks.example.com:${port}/nightly`,
    ca: authority.cert,
    received,
    answer: (next) => {
      serve = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
