import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { log } from '@/lib/log';
import { clientAddress } from './client-address';
import { contentSecurityPolicy, securityHeaders } from './headers';
import { CLIENT_ADDRESS, REQUEST_ID } from './origin';
import { withResponse } from './response';

export type FrontOptions = {
  /** The address as people type it: what pages and cookies are made for. */
  url: URL;
  trustedProxies: number;
  development: boolean;
};

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A form of a schedule with twenty large inputs fits; a flood does not. */
const BODY_LIMIT = 4 * 1024 * 1024;
const SLOW_CLIENT_MS = 30_000;

/**
 * The server in front of Next: it says who asks (Next believes a forged X-Forwarded-For), gives each request an id
 * and each response its headers, and refuses bodies that are too large.
 */
export function createFrontServer(options: FrontOptions, next: Handler): Server {
  const fixed = securityHeaders(options.url.protocol === 'https:');
  const server = createServer((request, response) => {
    const id = prepare(request, options);
    const nonce = randomBytes(16).toString('base64');
    const policy = contentSecurityPolicy(nonce, options.development);
    request.headers['content-security-policy'] = policy;
    response.setHeaders(
      new Map(Object.entries({ ...fixed, 'Content-Security-Policy': policy, 'X-Request-Id': id })),
    );
    const refusal = bodyRefusal(request);
    if (refusal) return refuse(request, response, refusal);
    withResponse(response, 'next-action' in request.headers, () => next(request, response)).catch(
      (error: unknown) => {
        log.error({ err: error, requestId: id }, 'request failed');
        if (response.headersSent) response.destroy();
        else refuse(request, response, { status: 500, message: `Something went wrong. Request ${id}.` });
      },
    );
  });
  server.requestTimeout = SLOW_CLIENT_MS;
  server.headersTimeout = SLOW_CLIENT_MS;
  return server;
}

/** Makes the request's headers true. @returns its id */
function prepare(request: IncomingMessage, { url, trustedProxies }: FrontOptions): string {
  const { headers, socket } = request;
  const forwarded = headers['x-forwarded-for'];
  const address = clientAddress(
    socket.remoteAddress,
    Array.isArray(forwarded) ? forwarded.join() : forwarded,
    trustedProxies,
  );
  const given = headers[REQUEST_ID];
  const id = typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
  for (const name of Object.keys(headers))
    if (
      name.startsWith('x-forwarded-') ||
      name.startsWith('x-rota-') ||
      name === 'forwarded' ||
      name === 'x-real-ip'
    )
      delete headers[name];
  headers['x-forwarded-for'] = address;
  headers['x-forwarded-proto'] = url.protocol.slice(0, -1);
  headers.host = url.host;
  headers[CLIENT_ADDRESS] = address;
  headers[REQUEST_ID] = id;
  return id;
}

type Refusal = { status: number; message: string };

function bodyRefusal({ headers, method }: IncomingMessage): Refusal | null {
  if (method === 'GET' || method === 'HEAD') return null;
  if (headers['transfer-encoding'])
    return { status: 411, message: 'Send the length of the body (Content-Length).' };
  if (Number(headers['content-length'] ?? 0) <= BODY_LIMIT) return null;
  return { status: 413, message: `The body is too large: at most ${BODY_LIMIT} bytes.` };
}

function refuse(request: IncomingMessage, response: ServerResponse, { status, message }: Refusal): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
  response.end(message);
  request.resume();
}
