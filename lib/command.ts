import type { z } from 'zod';
import { type AuditEntry, record } from '@/lib/audit/record';
import { isReadingOrBrake, may, type Permission } from '@/lib/auth/roles';
import { verified, WORD_FOR_CHANGING_MS, WORD_FOR_READING_MS } from '@/lib/auth/standing';
import type { Context, UserActor } from '@/lib/context';
import { db, Prisma, type Tx } from '@/lib/db';
import { conflict, forbidden, invalid, RotaError, unauthenticated } from '@/lib/errors';

type Spec<S extends z.ZodType, R> = {
  permission: Permission;
  input: S;
  /** Writes and says what to record. It runs again from the start where the database asks for it. */
  run(tx: Tx, context: Context, input: z.output<S>): Promise<{ result: R; entry: AuditEntry }>;
};

export type Command<R> = (context: Context, input: unknown) => Promise<R>;

/**
 * The one way to change something: authorise, validate, write and audit in one transaction.
 * @throws RotaError unauthenticated or forbidden (a denied audit row is kept), invalid, not-found or conflict
 */
export function command<S extends z.ZodType, R>(spec: Spec<S, R>): Command<R> {
  return async (context, raw) => {
    await authorise(context, spec.permission);
    const input = parse(spec.input, raw);
    return transaction(async (tx) => {
      const { result, entry } = await spec.run(tx, context, input);
      await record(tx, context, entry);
      return result;
    });
  };
}

type QuerySpec<S extends z.ZodType, R> = {
  permission: Permission;
  input: S;
  run(context: Context, input: z.output<S>): Promise<R>;
};

/** The same for what only reads: authorise, validate, read. */
export function query<S extends z.ZodType, R>(spec: QuerySpec<S, R>): Command<R> {
  return async (context, raw) => {
    await authorise(context, spec.permission);
    return spec.run(context, parse(spec.input, raw));
  };
}

/**
 * Lets an actor with the permission pass, as the directory has them now; anybody else is refused, and the refusal is
 * recorded in its own transaction.
 * @throws RotaError unauthenticated or forbidden; unavailable, where the directory can't be asked and it matters
 */
export async function authorise(context: Context, permission: Permission): Promise<void> {
  const { actor } = context;
  if (actor.type === 'system') return;
  const error = actor.type === 'user' ? await refusal(actor, permission) : unauthenticated();
  if (!error) return;
  await recordDenial(context, permission, error.message);
  throw error;
}

async function refusal(actor: UserActor, permission: Permission): Promise<RotaError | null> {
  const mild = isReadingOrBrake(permission);
  const now = await verified(actor, mild ? WORD_FOR_READING_MS : WORD_FOR_CHANGING_MS);
  if (!now) return unauthenticated();
  if (!may(now.role, permission))
    return forbidden(`Your role (${now.role}) may not do this. Ask an administrator of Rota.`);
  if (!now.unverified || mild) return null;
  return new RotaError(
    'unavailable',
    503,
    'The directory can’t be reached, so Rota can’t check what you may do. Reading, pausing and freezing go on; everything else waits until it answers.',
  );
}

/** A denial survives the rollback of what was denied. */
export async function recordDenial(context: Context, subject: string, reason: string): Promise<void> {
  await db().$transaction((tx) =>
    record(tx, context, { audit: 'activity', action: 'denied', outcome: 'denied', subject, reason }),
  );
}

/** @throws RotaError invalid, with one message a field */
export function parse<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const seen = new Set<string>();
  const fields = parsed.error.issues.flatMap((issue) => {
    const path = issue.path.join('.');
    if (seen.has(path)) return [];
    seen.add(path);
    return [{ path, message: issue.message }];
  });
  throw invalid(fields);
}

const ATTEMPTS = 3;

async function transaction<R>(work: (tx: Tx) => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db().$transaction(work);
    } catch (error) {
      if (attempt < ATTEMPTS && isWriteConflict(error)) continue;
      throw uniqueViolation(error) ?? error;
    }
  }
}

/** Prisma's code for a deadlock or a serialisation failure: the whole transaction may be run again. */
const isWriteConflict = (error: unknown) =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2034';

function uniqueViolation(error: unknown): RotaError | null {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') return null;
  return conflict('Somebody else just used this name. Choose another.');
}
