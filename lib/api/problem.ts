import pg from 'pg';
import { toActionError } from '@/lib/action';
import { ThrottledError } from '@/lib/auth/throttle/attempts';
import { Prisma } from '@/lib/db';
import { type FieldError, RotaError } from '@/lib/errors';
import { TokenError } from '@/lib/tokens/refused';
import { REQUEST_ID } from '@/lib/web/origin';
import { type PlainProblem, plainProblem } from '@/lib/web/problem';
import { etagOf } from './conditional';
import { ApiRefusal } from './refusal';

/** What is wrong, as RFC 9457 has it; `errors` names each field by a JSON pointer (RFC 6901) into the body. */
export type Problem = PlainProblem & {
  errors?: { pointer: string; detail: string }[];
  /** What is there instead, of a conflict. */
  conflict?: unknown;
  /** The version that is there, where If-Match named another one. */
  currentVersion?: number;
};

/** RFC 6750, section 3: what a client has to send. */
const CHALLENGE = 'Bearer realm="Rota"';
/** So long is a directory that did not answer left alone. */
const RETRY_AFTER_SECONDS = '15';

/** Of the request: whether it names a version, and whether a token would have let it in. */
type Asked = { ifMatch: boolean; byToken: boolean };

/** What is told of an error, with the headers that belong to it. One of ours is logged, and told by its request alone. */
function problemOf(
  error: unknown,
  requestId: string,
  asked: Asked,
): { problem: Problem; headers: Record<string, string> } {
  if (error instanceof TokenError)
    return told(401, error.message, requestId, {
      'WWW-Authenticate': `${CHALLENGE}, error="invalid_token", error_description="${error.message}"`,
    });
  if (error instanceof ThrottledError) {
    const message = 'Too many tokens from this address were refused. Wait as long as Retry-After says.';
    return told(429, message, requestId, { 'Retry-After': error.retryAfter });
  }
  if (error instanceof ApiRefusal) return told(error.status, error.message, requestId, error.headers);
  if (tookTooLong(error)) return told(503, TOOK_TOO_LONG, requestId, { 'Retry-After': '5' });
  if (error instanceof RotaError && error.version !== null && asked.ifMatch) {
    const detail = `It is at version ${error.version} now, and If-Match names another one.`;
    const { problem, headers } = told(412, detail, requestId, { ETag: etagOf(error.version) });
    return { problem: { ...problem, currentVersion: error.version }, headers };
  }
  const { message, fields, conflict } = toActionError(error, requestId);
  const { problem, headers } = told(error instanceof RotaError ? error.status : 500, message, requestId);
  return {
    problem: {
      ...problem,
      ...(fields.length > 0 && { errors: fields.map(pointed) }),
      ...(conflict !== null && { conflict }),
    },
    headers,
  };
}

/** The answer that tells of an error. Nobody on the way keeps it. */
export function answerProblem(error: unknown, requestId: string, asked: Asked): Response {
  const { problem, headers } = problemOf(error, requestId, asked);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'Cache-Control': 'no-store',
      [REQUEST_ID]: requestId,
      ...(problem.status === 401 && asked.byToken && { 'WWW-Authenticate': CHALLENGE }),
      ...headers,
      'Content-Type': 'application/problem+json',
    },
  });
}

const TOOK_TOO_LONG = 'The database took too long. Try again, or ask for less.';

/** No connection was free for a transaction in time (Prisma error reference). */
const NO_TRANSACTION = 'P2028';

/** The code query_canceled: a statement ran for longer than web lets it (PostgreSQL, appendix A). */
const tookTooLong = (error: unknown): boolean =>
  (error instanceof pg.DatabaseError && error.code === '57014') ||
  (error instanceof Prisma.PrismaClientKnownRequestError &&
    (error.code === NO_TRANSACTION || error.message.includes('57014')));

const told = (status: number, detail: string, requestId: string, headers: Record<string, string> = {}) => ({
  problem: plainProblem(status, detail, requestId),
  headers: {
    ...(status === 503 && { 'Retry-After': RETRY_AFTER_SECONDS }),
    ...headers,
  },
});

const pointed = ({ path, message }: FieldError) => ({
  pointer: path === '' ? '#' : `#/${path.split('.').map(escaped).join('/')}`,
  detail: message,
});

const escaped = (key: string): string => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
