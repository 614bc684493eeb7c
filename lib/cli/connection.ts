import { randomUUID } from 'node:crypto';
import type { RequestOpts } from '@oazapfts/runtime';
import type { Problem } from '@/lib/api/client/generated';
import { again } from './again';
import { CliError, failed, notSignedIn } from './errors';
import { EXIT } from './exit-codes';
import type { Io } from './io';
import type { SignedIn } from './sign-in';

/** How the typed client is to ask. */
export type Connection = RequestOpts;

/** A connection with a token. What Rota did not do, and what it may be asked twice without harm, is sent again. */
export function connect({ url, token }: SignedIn, io: Pick<Io, 'sleep' | 'err'>): Connection {
  const patient: typeof fetch = (input, init) => {
    const named = new Headers(init?.headers).has('idempotency-key');
    const how = { repeatable: named || (init?.method ?? 'GET') === 'GET', signal: init?.signal };
    return again(io, how, () => reached(url, () => fetch(input, { ...init, redirect: 'error' })));
  };
  return {
    baseUrl: `${url.replace(/\/+$/, '')}/api/v1`,
    headers: { authorization: `Bearer ${token}` },
    fetch: patient,
  };
}

/** The whole answer, or what is told where none came. */
async function reached(url: string, ask: () => Promise<Response>): Promise<Response | CliError> {
  try {
    const answer = await ask();
    const body = await answer.arrayBuffer();
    return new Response(body.byteLength > 0 ? body : null, answer);
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
    return failed(`${url} can’t be reached: ${cause?.code ?? cause?.message ?? message}.`);
  }
}

/** A name of its own for a request, so that one that is sent again is done once. */
export const once = () => ({ idempotencyKey: randomUUID() });

type Answer = { status: number; data: unknown };
type Done<A extends Answer> = Extract<A, { status: 200 | 201 | 202 }>['data'];

/**
 * What was answered.
 * @throws ProblemError of a refusal; CliError of an answer that is none of Rota's
 */
export async function answer<A extends Answer>(asked: Promise<A>): Promise<Done<A>> {
  const { status, data } = await notJson(asked);
  if (status >= 200 && status < 300) return data as Done<A>;
  const problem = data as Partial<Problem> | null;
  if (typeof problem?.detail !== 'string') throw failed(`Rota did not answer this: HTTP status ${status}.`);
  if (status === 401) throw notSignedIn(problem.detail);
  throw new ProblemError(status, { ...problem, detail: problem.detail });
}

async function notJson<A>(asked: Promise<A>): Promise<A> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SyntaxError) throw failed('What answers there is not the API of Rota.');
    throw error;
  }
}

/** A refusal of the API (RFC 9457), told with each of its fields. */
export class ProblemError extends CliError {
  constructor(
    readonly status: number,
    readonly problem: Partial<Problem> & { detail: string },
  ) {
    super(status === 404 ? EXIT.notFound : EXIT.failed, sentence(problem));
  }
}

function sentence({ detail, errors = [], requestId }: Partial<Problem> & { detail: string }): string {
  const fields = errors.map((field) => `  ${fieldOf(field.pointer)}: ${field.detail}`);
  return [detail, ...fields, ...(requestId ? [`(request ${requestId})`] : [])].join('\n');
}

/** `#/targets/0/arn` as `targets.0.arn`. */
export const pathOf = (pointer: string): string[] =>
  pointer
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'));

const fieldOf = (pointer: string): string => pathOf(pointer).join('.') || 'all';
