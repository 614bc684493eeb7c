import type { z } from 'zod';
import { type AuditEntry, record } from '@/lib/audit/record';
import { mayAt, roleAt, type Scope, SOMEWHERE } from '@/lib/auth/access';
import { isGrave, isReadingOrBrake, type Permission } from '@/lib/auth/roles';
import { verified, WORD_FOR_CHANGING_MS, WORD_FOR_GRAVE_MS, WORD_FOR_READING_MS } from '@/lib/auth/standing';
import { withinBudget } from '@/lib/auth/throttle/refusals';
import type { Actor, Context, UserActor } from '@/lib/context';
import { db, Prisma, type Tx } from '@/lib/db';
import { conflict, fieldErrors, forbidden, invalid, oneEach, RotaError, unauthenticated } from '@/lib/errors';
import { markDone } from '@/lib/idempotency/request';

/** Where an act takes place, and the schedule that it is about, if it is about one. */
type Place = Scope & { scheduleId?: string };

/**
 * Where an act takes place, or all the places where it does, its own first: known beforehand, or looked up by its input.
 * What it finds in the database it locks, so that nothing moves elsewhere before the act is done.
 */
type At<I> = Place | ((tx: Tx, input: I) => Promise<Place | Place[]>);

type Spec<S extends z.ZodType, R> = {
  permission: Permission;
  input: S;
  at: At<z.output<S>>;
  /** Writes and says what to record. It runs again from the start where the database asks for it. */
  run(tx: Tx, context: Context, input: z.output<S>): Promise<{ result: R; entry: AuditEntry }>;
};

export type Command<R> = (context: Context, input: unknown) => Promise<R>;

/**
 * The one way to change something: authorise, validate, authorise where it takes place, write and audit in one
 * transaction.
 * @throws RotaError unauthenticated or forbidden (a denied audit row is kept), invalid, not-found or conflict
 */
export function command<S extends z.ZodType, R>({ permission, at, ...spec }: Spec<S, R>): Command<R> {
  type I = z.output<S>;
  const placesOf = async (tx: Tx, input: I): Promise<Place[]> =>
    [typeof at === 'function' ? await at(tx, input) : at].flat();
  /**
   * What it was to be done to, where it is refused before anything is looked at; whatever can't be found out is left out.
   * Places are locked as they are read: who may do nothing to them keeps nobody waiting, and waits for nobody.
   */
  const sought = async (raw: unknown): Promise<Details> => {
    const { data } = spec.input.safeParse(raw);
    if (data === undefined) return {};
    const places = await db()
      .$transaction(async (tx) => {
        await tx.$executeRaw`SET LOCAL lock_timeout = '200ms'`;
        return placesOf(tx, data);
      })
      .catch(() => []);
    return about(data, places[0]);
  };
  return async (asked, raw) => {
    const context = await authorise(asked, permission, SOMEWHERE, () => sought(raw));
    const input = parse(spec.input, raw);
    let reached: Place | undefined;
    const work = async (tx: Tx) => {
      const places = await placesOf(tx, input);
      for (reached of places) assertMay(context.actor, permission, reached);
      const { result, entry } = await spec.run(tx, context, input);
      await record(tx, context, placed(entry, places[0]));
      if (context.named) await markDone(tx, context.named);
      return result;
    };
    return keepDenial(
      context,
      permission,
      () => transaction(work),
      () => about(input, reached),
    );
  };
}

type Details = Record<string, unknown>;

/** Where something takes place, as the details of a row of the activity have it, which is found by that. */
const placeInDetails = ({ scheduleId, teamId, environmentId }: Place = {}): Details =>
  Object.fromEntries(Object.entries({ scheduleId, teamId, environmentId }).filter(([, id]) => id));

const placed = (entry: AuditEntry, place: Place | undefined): AuditEntry =>
  entry.audit === 'activity' ? { ...entry, details: { ...placeInDetails(place), ...entry.details } } : entry;

/** The same of what was denied, and the id of what it was about. */
function about(input: unknown, place: Place | undefined): Details {
  const { id } = (input ?? {}) as { id?: unknown };
  return { ...(typeof id === 'string' && id !== place?.scheduleId && { id }), ...placeInDetails(place) };
}

type QuerySpec<S extends z.ZodType, R> = {
  permission: Permission;
  input: S;
  at: Scope | ((input: z.output<S>) => Scope | Promise<Scope>);
  run(context: Context, input: z.output<S>): Promise<R>;
};

/** The same for what only reads: authorise, validate, authorise where it is, read. */
export function query<S extends z.ZodType, R>({ permission, at, ...spec }: QuerySpec<S, R>): Command<R> {
  return async (asked, raw) => {
    const context = await authorise(asked, permission);
    const input = parse(spec.input, raw);
    const scope = typeof at === 'function' ? await at(input) : at;
    return spec.run(await authorise(context, permission, scope), input);
  };
}

/**
 * Lets an actor with the permission pass, as the directory has them now; anybody else is refused, and the refusal is
 * recorded in its own transaction.
 * @param scope where; somewhere at all, where that is known only later
 * @param known what the row of a refusal says of what it was about
 * @returns the context with the actor as they are now
 * @throws RotaError unauthenticated or forbidden; unavailable, where the directory can't be asked and it matters
 */
export async function authorise(
  context: Context,
  permission: Permission,
  scope: Scope = SOMEWHERE,
  known: () => Details | Promise<Details> = () => placeInDetails(scope),
): Promise<Context> {
  const { actor } = context;
  if (actor.type === 'system') return context;
  const now = actor.type === 'user' ? await verified(actor, wordFor(permission)) : null;
  const error = now ? refusal(now, permission, scope) : unauthenticated();
  if (now && !error) return { ...context, actor: now };
  await recordDenial(context, permission, error?.message ?? '', now ? await known() : {});
  throw error;
}

function wordFor(permission: Permission): number {
  if (isReadingOrBrake(permission)) return WORD_FOR_READING_MS;
  return isGrave(permission) ? WORD_FOR_GRAVE_MS : WORD_FOR_CHANGING_MS;
}

/** Whether an actor may do something somewhere, for what a page offers. Every act decides anew. */
export const allows = (actor: Actor, permission: Permission, scope: Scope): boolean =>
  actor.type === 'system' || (actor.type === 'user' && mayAt(actor.grants, permission, scope));

/**
 * For what a command finds out only while it runs: it is denied as a whole.
 * @throws RotaError forbidden
 */
export function assertMay(actor: Actor, permission: Permission, scope: Scope): void {
  if (actor.type === 'system') return;
  const error = actor.type === 'user' ? denied(actor, permission, scope) : unauthenticated();
  if (error) throw error;
}

function refusal(actor: UserActor, permission: Permission, scope: Scope): RotaError | null {
  const error = denied(actor, permission, scope);
  if (error || !actor.unverified || isReadingOrBrake(permission)) return error;
  return new RotaError(
    'unavailable',
    503,
    'The directory can’t be reached, so Rota can’t check what you may do. Reading, pausing and freezing go on; everything else waits until it answers.',
  );
}

function denied({ role, grants, token }: UserActor, permission: Permission, scope: Scope): RotaError | null {
  if (mayAt(grants, permission, scope)) return null;
  const ask = 'Ask an administrator of Rota.';
  const own = token?.limit.readOnly ? `${role}, by a token that only reads` : role;
  if (!mayAt(grants, permission, SOMEWHERE)) return forbidden(`Your role (${own}) may not do this. ${ask}`);
  const here = roleAt(grants, scope);
  return forbidden(
    `You may do this elsewhere, but not here, where ${here ? `your role is ${here}` : 'you have no role'}. ${ask}`,
  );
}

/** The refusal of a command that was begun is recorded once all of it is rolled back. */
async function keepDenial<R>(
  context: Context,
  permission: Permission,
  work: () => Promise<R>,
  known: () => Details,
): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RotaError && error.code === 'forbidden')
      await recordDenial(context, permission, error.message, known());
    throw error;
  }
}

/**
 * A denial survives the rollback of what was denied. Of whoever is not signed in an address has a budget: beyond that
 * nothing is written, as anybody could fill the audit.
 */
export async function recordDenial(
  context: Context,
  subject: string,
  reason: string,
  details: Details = {},
): Promise<void> {
  const denial = {
    audit: 'activity',
    action: 'denied',
    outcome: 'denied',
    subject,
    reason,
    details,
  } as const;
  const written = () => db().$transaction((tx) => record(tx, context, denial));
  return context.actor.type === 'anonymous' ? withinBudget(context.ip, written) : written();
}

/** @throws RotaError invalid, with one message a field */
export function parse<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw invalid(oneEach(parsed.error.issues.flatMap(fieldErrors)));
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

/** A deadlock or a serialisation failure: the whole transaction may be run again. */
const isWriteConflict = (error: unknown) =>
  error instanceof Prisma.PrismaClientKnownRequestError && (error.code === 'P2034' || isRawConflict(error));

/** Of a raw query Prisma has one code for whatever went wrong, and the driver's own error beside it. */
function isRawConflict({ meta }: Prisma.PrismaClientKnownRequestError): boolean {
  const driver = meta?.driverAdapterError as { cause?: { kind?: string } } | undefined;
  return driver?.cause?.kind === 'TransactionWriteConflict';
}

function uniqueViolation(error: unknown): RotaError | null {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') return null;
  return conflict('Somebody else just used this name. Choose another.');
}
