import { record } from '@/lib/audit/record';
import type { UserActor } from '@/lib/context';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { RotaError } from '@/lib/errors';
import { log } from '@/lib/log';
import { systemContext } from '@/lib/system-context';
import { endTokensOf } from '@/lib/tokens/end';
import { roleAt, SOMEWHERE } from './access';
import { byToken } from './by-token';
import { DirectoryError } from './directory';
import { groupNames, type Standing, standingOf } from './grants';
import type { Role } from './roles';
import { closeSessionsOf, confirmSessions } from './sessions';
import { theDirectory } from './the-directory';

/**
 * How old the directory's word may be: for reading and for pulling the brake, for every other change, and for what is
 * grave. That is asked for right before; only many grave acts at once, as of a bulk delete, share an answer.
 */
export const WORD_FOR_READING_MS = 5 * 60_000;
export const WORD_FOR_CHANGING_MS = 60_000;
export const WORD_FOR_GRAVE_MS = 1_000;
/** A directory that did not answer is not asked again for so long: a page does not wait for it each time. */
const ASK_AGAIN_MS = 15_000;

let downUntil = 0;

/** Who somebody is now; `gone` where they may do nothing any more, `unknown` where nobody can say any more. */
type Word = UserActor | 'gone' | 'unknown';

const asking = new Map<string, Promise<Word>>();

/**
 * Who somebody is now: as their session says, or as the directory does where that is longer ago than `maxAgeMs`. Who was
 * disabled, expired or left every group has no session any more; another role holds from now on. Where the directory
 * can't be asked they are `unverified` for a bounded time. Who acts by a token is asked for as whoever made it.
 * @returns null where they may do nothing any more, and of a session that is not known for longer than that
 * @throws RotaError unavailable, of a token whose holder is not known for longer than that
 */
export async function verified(actor: UserActor, maxAgeMs: number): Promise<UserActor | null> {
  if (actor.token) return byToken(await verifiedHolder(actor.token.holder, maxAgeMs), actor.token);
  const word = await wordOn(actor, maxAgeMs);
  return typeof word === 'string' ? null : word;
}

/**
 * The same of whoever made a token. That nobody can say is no end of it: it goes on once the directory answers.
 * @throws RotaError unavailable
 */
export async function verifiedHolder(holder: UserActor, maxAgeMs: number): Promise<UserActor | null> {
  const word = await wordOn(holder, maxAgeMs);
  if (word === 'unknown') throw new RotaError('unavailable', 503, UNKNOWN);
  return word === 'gone' ? null : word;
}

const UNKNOWN =
  'The directory has not answered for too long, so Rota can’t check what this token may do. It goes on once it answers: try again later.';

async function wordOn(actor: UserActor, maxAgeMs: number): Promise<Word> {
  if (Date.now() - actor.verifiedAt.getTime() <= maxAgeMs) return actor;
  if (Date.now() < downUntil) return withoutDirectory(actor);
  const under = asking.get(actor.sessionId);
  if (under) return under;
  const asked = ask(actor).finally(() => asking.delete(actor.sessionId));
  asking.set(actor.sessionId, asked);
  return asked;
}

async function ask(actor: UserActor): Promise<Word> {
  try {
    const account = await theDirectory().lookup(actor.id);
    if (!account) return end(actor, 'The directory has this account no more.');
    if (account.disabled) return end(actor, 'The account is disabled or has expired.');
    const standing = await standingOf(theDirectory(), account.groupSids);
    const role = roleAt(standing.grants, SOMEWHERE);
    if (!role) return end(actor, 'None of their groups has a role any more.');
    return await confirm(actor, role, standing);
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    log.error({ err: error }, 'directory unavailable');
    downUntil = Date.now() + ASK_AGAIN_MS;
    return withoutDirectory(actor);
  }
}

/** Reading goes on for a while, and so does the brake. */
function withoutDirectory(actor: UserActor): Word {
  const grace = env().ROTA_DIRECTORY_GRACE_MINUTES * 60_000;
  return Date.now() - actor.verifiedAt.getTime() <= grace ? { ...actor, unverified: true } : 'unknown';
}

async function confirm(actor: UserActor, role: Role, standing: Standing): Promise<UserActor> {
  const groups = groupNames(standing.grants);
  const from = roleAt(actor.grants, SOMEWHERE);
  const gained = groups.filter((name) => !actor.groups.includes(name));
  const lost = actor.groups.filter((name) => !groups.includes(name));
  await db().$transaction(async (tx) => {
    await confirmSessions(tx, actor.id, standing);
    if (role === from && gained.length + lost.length === 0) return;
    const details = { from, to: role, gained, lost };
    const entry = { audit: 'activity', action: 'session.role', subject: actor.id, details } as const;
    await record(tx, systemContext('directory'), entry);
  });
  return { ...actor, role, grants: standing.grants, groups, verifiedAt: new Date() };
}

async function end(actor: UserActor, reason: string): Promise<'gone'> {
  await db().$transaction(async (tx) => {
    const sessions = await closeSessionsOf(tx, actor.id);
    await endTokensOf(tx, actor.id, reason);
    if (sessions === 0) return;
    const entry = { audit: 'activity', action: 'session.end', subject: actor.id } as const;
    await record(tx, systemContext('directory'), { ...entry, reason, details: { sessions } });
  });
  return 'gone';
}
