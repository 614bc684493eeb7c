import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accountOf } from './account';
import { AwsError, messageOf } from './errors';

/** The largest request body that is read, in bytes: above the 256 KB that AWS takes in a payload. */
const MAX_BODY = 2 * 1024 * 1024;

export interface Request {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: string;
  /** Taken from the credential scope of the signature. */
  region: string;
  account: string;
  requestId: string;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

/** 'drop' closes the connection without an answer. */
export type Handler = (request: Request) => Promise<Reply | 'drop'>;

export interface Endpoint {
  url: string;
  port: number;
  close(): Promise<void>;
}

export interface EndpointOptions {
  /** 0 or absent: any free port. */
  port?: number | undefined;
  defaultRegion: string;
  handle: Handler;
  /** How this protocol writes an error down. */
  failure: (error: AwsError, request: Request) => Reply;
  log: (message: string, detail?: Record<string, unknown>) => void;
}

async function readBody(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  // Read to the end even when it is too much: an answer to a client that still sends gets lost.
  for await (const part of stream) {
    size += part.length;
    if (size <= MAX_BODY) parts.push(part);
  }
  if (size > MAX_BODY)
    throw new AwsError('RequestEntityTooLargeException', `Request body exceeds ${MAX_BODY} bytes`, 413);
  return Buffer.concat(parts).toString('utf8');
}

/** Region in `Credential=<key>/<date>/<region>/<service>/aws4_request` (AWS Signature Version 4). */
const regionOf = (authorization: string | undefined, fallback: string) =>
  /Credential=[^/]+\/\d+\/([a-z0-9-]+)\//.exec(authorization ?? '')?.[1] ?? fallback;

/**
 * These endpoints run commands for whoever asks. A web page open on this machine must not be able to:
 * browsers name the page's origin, and a rebound domain name shows as a foreign Host.
 */
function refuseBrowsers(headers: IncomingHttpHeaders): void {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  const here = host === '127.0.0.1' || host === 'localhost' || host.endsWith('.localhost');
  if (headers.origin !== undefined || headers['sec-fetch-mode'] === 'navigate' || !here)
    throw new AwsError('AccessDeniedException', 'Requests of web pages are not answered here', 403);
}

/** Answers HTTP on 127.0.0.1 alone. Rejects when the port is taken. */
export async function listen(options: EndpointOptions): Promise<Endpoint> {
  const server = createServer(async (incoming, response) => {
    const request: Request = {
      method: incoming.method ?? 'GET',
      url: new URL(incoming.url ?? '/', 'http://127.0.0.1'),
      headers: incoming.headers,
      body: '',
      region: regionOf(incoming.headers.authorization, options.defaultRegion),
      account: accountOf(incoming.headers.authorization),
      requestId: randomUUID(),
    };
    try {
      request.body = await readBody(incoming);
      refuseBrowsers(incoming.headers);
      send(response, request, await options.handle(request));
    } catch (error) {
      if (!(error instanceof AwsError))
        options.log('request failed', { path: request.url.pathname, error: messageOf(error) });
      const known =
        error instanceof AwsError
          ? error
          : new AwsError('InternalServerException', 'An internal error occurred', 500);
      send(response, request, options.failure(known, request));
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, request: Request, reply: Reply | 'drop'): void {
  if (reply === 'drop') {
    response.destroy();
    return;
  }
  response.writeHead(reply.status, { 'x-amzn-requestid': request.requestId, ...reply.headers });
  response.end(reply.body);
}
