import { record } from '@/lib/audit/record';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { roleAt, SOMEWHERE } from './access';
import { DirectoryError, type DirectoryUser } from './directory';
import { UnansweredError } from './directory/controllers';
import { groupNames, type Standing, standingOf } from './grants';
import { closeSession, findSession, openSession } from './sessions';
import type { SignInProblem } from './sign-in-problems';
import { theDirectory } from './the-directory';
import * as throttle from './throttle/attempts';
import { withinBudget } from './throttle/refusals';

/** A refused sign-in. */
export class SignInError extends Error {
  constructor(readonly problem: SignInProblem) {
    super(problem);
    this.name = 'SignInError';
  }
}

/** Nothing longer is sent to the directory. */
const MAX_INPUT = 256;

/** Where a sign-in comes from. */
export type Origin = Omit<Context, 'actor'>;

/**
 * Signs somebody in with the directory and begins a session. Either way an activity row is written; of an address that
 * has to wait once for each wait.
 * @throws SignInError with what may be said of the reason
 */
export async function signIn(
  name: string,
  password: string,
  origin: Origin,
): Promise<{ id: string; sessionId: string }> {
  const user = await bind(name, password, origin);
  const standing = await rolesFor(name, user, origin);
  const role = roleAt(standing.grants, SOMEWHERE);
  if (!role) return refuse(user.displayName, origin, 'no-role', 'denied', { user: user.guid });
  return db().$transaction(async (tx) => {
    const profile = { accountName: user.sam, displayName: user.displayName, mail: user.mail ?? null };
    const lastSignInAt = new Date();
    await tx.user.upsert({
      where: { id: user.guid },
      create: { id: user.guid, ...profile, lastSignInAt },
      update: { ...profile, lastSignInAt },
    });
    const sessionId = await openSession(tx, user.guid, standing);
    const actor = {
      type: 'user' as const,
      id: user.guid,
      name: user.displayName,
      role,
      grants: standing.grants,
      groups: groupNames(standing.grants),
      sessionId,
      verifiedAt: lastSignInAt,
    };
    const entry = { audit: 'activity', action: 'sign-in', subject: 'session', details: { role } } as const;
    await record(tx, { ...origin, actor }, entry);
    return { id: user.guid, sessionId };
  });
}

/** Ends a session, whatever its person may still do: a copied cookie is worth nothing afterwards. */
export async function signOut(origin: Origin, sessionId: string): Promise<void> {
  const found = await findSession(sessionId);
  await db().$transaction(async (tx) => {
    const person = await closeSession(tx, sessionId);
    if (!person) return;
    const nothing = { role: 'viewer', grants: [], groups: [], sessionId, verifiedAt: new Date(0) } as const;
    const actor = found ?? { type: 'user', ...person, ...nothing, groups: [] };
    await record(tx, { ...origin, actor }, { audit: 'activity', action: 'sign-out', subject: 'session' });
  });
}

async function bind(name: string, password: string, origin: Origin): Promise<DirectoryUser> {
  try {
    return await attempt(name, password, origin);
  } catch (error) {
    return refuseFor(error, name, origin);
  }
}

/** One attempt under the budgets of its address and of its account. */
async function attempt(name: string, password: string, origin: Origin): Promise<DirectoryUser> {
  let own = await throttle.begin(origin.ip);
  try {
    if (name.length > MAX_INPUT || password.length > MAX_INPUT)
      throw new DirectoryError('invalid-credentials', 'The name or the password is too long.');
    const user = await theDirectory().signIn(name, password, async (account) => {
      own = await throttle.aim(own, account);
    });
    await throttle.settle(own, 'right');
    return user;
  } catch (error) {
    await throttle.settle(own, outcomeOf(error));
    throw error;
  }
}

/** What an attempt costs that failed: nothing where an account is refused with the right password. */
function outcomeOf(error: unknown): throttle.Outcome {
  if (error instanceof throttle.ThrottledError) return 'wrong';
  if (error instanceof UnansweredError) return 'unanswered';
  const wrong = ['invalid-credentials', 'locked-out'];
  return error instanceof DirectoryError && wrong.includes(error.code) ? 'wrong' : 'neither';
}

async function rolesFor(name: string, user: DirectoryUser, origin: Origin): Promise<Standing> {
  try {
    return await standingOf(theDirectory(), user.groupSids);
  } catch (error) {
    return refuseFor(error, name, origin);
  }
}

async function refuseFor(error: unknown, name: string, origin: Origin): Promise<never> {
  if (error instanceof throttle.ThrottledError) {
    const minutes = Math.max(1, Math.ceil((error.until.getTime() - Date.now()) / 60_000));
    if (error.again) throw new SignInError(`throttled-${minutes}`);
    return refuse(name, origin, `throttled-${minutes}`, 'denied', { until: error.until.toISOString() });
  }
  if (!(error instanceof DirectoryError)) throw error;
  if (error.code === 'unavailable') log.error({ err: error }, 'directory unavailable');
  return refuse(name, origin, error.code, 'failed', { subCode: error.subCode ?? null });
}

/** The name stands among the erasable personal values: people type passwords into the wrong box. */
async function refuse(
  name: string,
  origin: Origin,
  problem: SignInProblem,
  outcome: 'denied' | 'failed',
  details: Record<string, unknown>,
): Promise<never> {
  const actor = { type: 'anonymous' as const, name: name.slice(0, 200) };
  const entry = {
    audit: 'activity',
    action: 'sign-in',
    outcome,
    subject: 'session',
    reason: problem.startsWith('throttled-') ? 'throttled' : problem,
    details,
  } as const;
  const written = () => db().$transaction((tx) => record(tx, { ...origin, actor }, entry));
  // Everything else that fails costs its address an attempt, or needs a right password.
  await (problem === 'unavailable' ? withinBudget(origin.ip, written) : written());
  throw new SignInError(problem);
}
