import type { z } from 'zod';

/** What is wrong with one field of an input. `path` is dotted, as in `targets.0.arn`; empty for the whole input. */
export type FieldError = { path: string; message: string };

type Details = {
  fields?: FieldError[];
  conflict?: unknown;
  /** The version that is there, where another one was expected. */
  version?: number;
};

/** An error that a person may see: its message holds no internals. `status` is the HTTP status that fits. */
export class RotaError extends Error {
  readonly fields: FieldError[];
  readonly conflict: unknown;
  readonly version: number | null;

  constructor(
    readonly code: 'unauthenticated' | 'forbidden' | 'invalid' | 'not-found' | 'conflict' | 'unavailable',
    readonly status: 401 | 403 | 404 | 409 | 422 | 503,
    message: string,
    details: Details = {},
  ) {
    super(message);
    this.name = 'RotaError';
    this.fields = details.fields ?? [];
    this.conflict = details.conflict;
    this.version = details.version ?? null;
  }
}

export const unauthenticated = () => new RotaError('unauthenticated', 401, 'Sign in to do this.');

export const forbidden = (message: string) => new RotaError('forbidden', 403, message);

export const notFound = (what: string) => new RotaError('not-found', 404, `${what} does not exist.`);

/** `conflict` says what is there instead, for the page to show. */
export const conflict = (message: string, conflict?: unknown) =>
  new RotaError('conflict', 409, message, { conflict });

/** A conflict because there is another version than the one that the act was meant for. */
export const stale = (message: string, version: number, conflict?: unknown) =>
  new RotaError('conflict', 409, message, { conflict, version });

/**
 * What an issue of a schema says of which fields: what nobody knows is named each by itself, and of several ways to say
 * something what is wrong within the one that was meant.
 */
export function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const within = issue.code === 'invalid_union' ? withinMeant(issue) : [];
  if (within.length > 0)
    return within.flatMap((one) => fieldErrors({ ...one, path: [...issue.path, ...one.path] }));
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path.join('.'), message: issue.message }];
  return issue.keys.map((key) => ({
    path: [...issue.path, key].join('.'),
    message: `Unknown field “${key}”. Leave it out.`,
  }));
}

/** The issues of the one way that fits but for its inside; none where several do, or no way does. */
function withinMeant({ errors }: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue[] {
  const [meant = [], ...more] = errors.filter((issues) => issues.every(({ path }) => path.length > 0));
  return more.length === 0 ? meant : [];
}

/** The first of what is wrong with each field. */
export function oneEach(fields: FieldError[]): FieldError[] {
  const seen = new Set<string>();
  return fields.filter(({ path }) => {
    if (seen.has(path)) return false;
    seen.add(path);
    return true;
  });
}

export function invalid(fields: FieldError[]): RotaError {
  const [first] = fields;
  const message =
    fields.length === 1 && first ? first.message : `${fields.length} fields need your attention.`;
  return new RotaError('invalid', 422, message, { fields });
}
