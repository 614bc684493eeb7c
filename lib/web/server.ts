import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { newId } from '@/lib/id';
import { log } from '@/lib/log';
import { clientAddress } from './client-address';
import { contentSecurityPolicy, securityHeaders } from './headers';
import { CLIENT_ADDRESS, CLIENT_ORIGIN, REQUEST_ID } from './origin';
import { plainProblem } from './problem';
import { type Answer, holdBack, withAnswer } from './response';

export type FrontOptions = {
  /** The address as people type it: what pages and cookies are made for. */
  url: URL;
  trustedProxies: number;
  development: boolean;
};

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Names a request while it is under way. Next forwards an action that stands on another page to itself with it. */
const TOKEN = 'x-rota-token';
/** A form of a schedule with twenty large inputs fits; a flood does not. */
const BODY_LIMIT = 4 * 1024 * 1024;
/** A refused body up to this size is read to its end and dropped: a client that is cut off in mid-send misses the reason. */
const DRAIN_LIMIT = 8 * BODY_LIMIT;
const SLOW_CLIENT_MS = 30_000;

/**
 * The server in front of Next: it says who asks (Next believes a forged X-Forwarded-For), gives each request an id
 * and each response its headers, and refuses what Next breaks on: bodies that are too large, addresses that can't be
 * decoded, methods that it does not know.
 */
export function createFrontServer(options: FrontOptions, next: Handler): Server {
  const fixed = securityHeaders(options.url.protocol === 'https:');
  const underWay = new Map<string, Answer>();
  const server = createServer((request, response) => {
    const outer = underWay.get(String(request.headers[TOKEN])) ?? null;
    const id = outer ? String(request.headers[REQUEST_ID]) : prepare(request, options);
    request.headers.host = options.url.host;
    const nonce = randomBytes(16).toString('base64');
    const policy = contentSecurityPolicy(nonce, options.development);
    request.headers['content-security-policy'] = policy;
    response.setHeaders(
      new Map(Object.entries({ ...fixed, 'Content-Security-Policy': policy, 'X-Request-Id': id })),
    );
    const refusal = outer ? null : refusalOf(request);
    if (refusal) return refuse(request, response, id, refusal);
    if ('rsc' in request.headers && request.method === 'GET') holdBack(response);
    const token = randomBytes(16).toString('hex');
    const answer: Answer = { response, reachedAction: false, outer };
    request.headers[TOKEN] = token;
    underWay.set(token, answer);
    response.once('close', () => underWay.delete(token));
    withAnswer(answer, 'next-action' in request.headers, () => next(request, response)).catch(
      (error: unknown) => {
        log.error({ err: error, requestId: id }, 'request failed');
        if (response.headersSent) response.destroy();
        else refuse(request, response, id, { status: 500, message: `Something went wrong. Request ${id}.` });
      },
    );
  });
  server.requestTimeout = SLOW_CLIENT_MS;
  server.headersTimeout = SLOW_CLIENT_MS;
  return server;
}

/**
 * Makes the request's headers true. The client's Origin is kept apart for the action's own check, which records a
 * refusal; Next's would answer with an error that nobody is told of.
 * @returns its id
 */
function prepare(request: IncomingMessage, { url, trustedProxies }: FrontOptions): string {
  const { headers, socket } = request;
  const forwarded = headers['x-forwarded-for'];
  const chain = Array.isArray(forwarded) ? forwarded.join() : forwarded;
  const address = clientAddress(socket.remoteAddress, chain, trustedProxies);
  const id = requestIdOf(headers[REQUEST_ID]);
  for (const name of Object.keys(headers))
    if (/^(x-forwarded-|x-rota-|x-action-forwarded$|forwarded$|x-real-ip$)/.test(name)) delete headers[name];
  headers['x-forwarded-for'] = address;
  headers['x-forwarded-proto'] = url.protocol.slice(0, -1);
  headers[CLIENT_ADDRESS] = address;
  headers[REQUEST_ID] = id;
  if (headers.origin !== undefined) {
    headers[CLIENT_ORIGIN] = headers.origin;
    headers.origin = url.origin;
  }
  return id;
}

/**
 * An id that nobody else has had, or can choose to have: audits and bulk acts are joined by it. A client's own id, as a
 * proxy gives one for its log, stands before it where it is 8 to 36 letters, digits, hyphens and underscores.
 */
const requestIdOf = (given: string | string[] | undefined): string =>
  typeof given === 'string' && /^[\w-]{8,36}$/.test(given) ? `${given}.${newId()}` : randomUUID();

type Refusal = { status: number; message: string; headers?: Record<string, string> };

/** Of others Next makes no answer that says anything, and of TRACE an error. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

function refusalOf({ headers, method = '', url = '' }: IncomingMessage): Refusal | null {
  if (!METHODS.includes(method)) {
    const allowed = METHODS.join(', ');
    return { status: 405, message: `Rota takes ${allowed}, not ${method}.`, headers: { Allow: allowed } };
  }
  if (!isDecodable(url))
    return { status: 400, message: 'The address can’t be read: a % is no part of an escape in UTF-8.' };
  if (method === 'GET' || method === 'HEAD') return null;
  if (headers['transfer-encoding'])
    return { status: 411, message: 'Send the length of the body (Content-Length).' };
  if (Number(headers['content-length'] ?? 0) <= BODY_LIMIT) return null;
  return { status: 413, message: `The body is too large: at most ${BODY_LIMIT} bytes.` };
}

/** Whether Next can: what it can't it answers with 500. Parameters are read as they come. */
function isDecodable(url: string): boolean {
  const [path = ''] = url.split('?', 1);
  try {
    decodeURIComponent(path);
    return true;
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}

/** As a problem (RFC 9457) where programs ask. */
function refuse(request: IncomingMessage, response: ServerResponse, id: string, refusal: Refusal): void {
  const { status, message, headers = {} } = refusal;
  const ends = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY) <= DRAIN_LIMIT;
  const ofApi = request.url?.startsWith('/api/') ?? false;
  response.writeHead(status, {
    ...headers,
    'Cache-Control': 'no-store',
    'Content-Type': ofApi ? 'application/problem+json' : 'text/plain; charset=utf-8',
    ...(!ends && { Connection: 'close' }),
  });
  response.end(ofApi ? JSON.stringify(plainProblem(status, message, id)) : message);
  request.resume();
}
