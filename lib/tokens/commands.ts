import { randomBytes } from 'node:crypto';
import { assertPlace, placeInAudit } from '@/lib/access/place';
import { roleAt, type Scope, SOMEWHERE } from '@/lib/auth/access';
import { atLeast } from '@/lib/auth/roles';
import { type Command, command } from '@/lib/command';
import { actorId, actorName, type Context, type UserActor } from '@/lib/context';
import { db, type Tx } from '@/lib/db';
import { conflict, forbidden, invalid, notFound } from '@/lib/errors';
import { newId } from '@/lib/id';
import { databaseNow } from '@/lib/schedules/load';
import { hashOf, SECRET_BYTES, writeToken } from './format';
import { type CreateInput, createInput, revokeInput } from './schema';
import { subjectOf } from './subject';

const DAY_MS = 86_400_000;

/**
 * Makes a token for a program, which may at most what is said here, and never more than who makes it at that moment.
 * @returns its id, and the token itself, which is kept nowhere and shown this once
 * @throws RotaError as every command; invalid of a role above one's own there; forbidden by way of another token, which
 *   would outlive that one
 */
export const createToken = command({
  permission: 'token.create',
  input: createInput,
  at: async (_tx, { teamId, environmentId }) => ({ teamId, environmentId }),
  async run(tx, context, input) {
    const person = personOf(context);
    assertRole(person, input);
    await assertPlace(tx, input);
    await keepHolder(tx, person);
    const id = newId();
    const token = writeToken(id, randomBytes(SECRET_BYTES));
    const { days, scope, ...said } = input;
    const now = await databaseNow(tx);
    const expiresAt = new Date(now.getTime() + days * DAY_MS);
    const readOnly = scope === 'read';
    const times = { createdAt: now, expiresAt };
    const made = await tx.apiToken.create({
      data: { id, ...said, ...times, readOnly, hash: new Uint8Array(hashOf(token)), createdBy: person.id },
      include: PLACE,
    });
    return {
      result: { id, token },
      entry: {
        audit: 'activity',
        action: 'token.create',
        subject: subjectOf(made),
        details: {
          token: id,
          role: input.role,
          scope,
          ...placeInAudit(made),
          expiresAt: expiresAt.toISOString(),
        },
      },
    };
  },
});

const revoking = (permission: 'token.revoke-own' | 'token.revoke', at: typeof SOMEWHERE | typeof atToken) =>
  command({
    permission,
    input: revokeInput,
    at,
    async run(tx, { actor }, { id, reason }) {
      const token = await load(tx, id);
      if (token.revokedAt) throw conflict('This token was revoked already.');
      const by = { revokedBy: actorId(actor), revokedByName: actorName(actor) };
      const data = { revokedAt: await databaseNow(tx), ...by, revokeReason: reason || null };
      await tx.apiToken.update({ where: { id }, data });
      return {
        result: { id },
        entry: {
          audit: 'activity',
          action: 'token.revoke',
          subject: subjectOf(token),
          reason: reason || null,
          details: {
            token: id,
            createdBy: token.createdBy,
            teamId: token.teamId,
            environmentId: token.environmentId,
          },
        },
      };
    },
  });

/** Where a token may do something at most, which is for good. @throws RotaError not-found */
async function atToken(tx: Tx, { id }: { id: string }): Promise<Scope> {
  const { teamId, environmentId } = await load(tx, id);
  return { teamId, environmentId };
}

const revokeOwn = revoking('token.revoke-own', SOMEWHERE);
const revokeOther = revoking('token.revoke', atToken);

/**
 * Ends a token for good, from the next request on: one's own, or any of a place that one administers.
 * @throws RotaError as every command; conflict, where it was revoked before
 */
export const revokeToken: Command<{ id: string }> = async (context, raw) => {
  const { data } = revokeInput.safeParse(raw);
  const token = data && (await db().apiToken.findUnique({ where: { id: data.id } }));
  const own = token?.createdBy === actorId(context.actor);
  return (own ? revokeOwn : revokeOther)(context, raw);
};

const PLACE = { team: true, environment: true } as const;

/** @throws RotaError not-found */
async function load(tx: Tx, id: string) {
  await tx.$queryRaw`SELECT 1 FROM api_token WHERE id = ${id} FOR UPDATE`;
  const token = await tx.apiToken.findUnique({ where: { id } });
  if (!token) throw notFound('This token');
  return token;
}

/** @throws RotaError forbidden, of whoever is no person who is signed in */
function personOf({ actor }: Context): UserActor {
  if (actor.type === 'user' && !actor.token) return actor;
  throw forbidden('A token is made by a person who is signed in, not by another token.');
}

/** @throws RotaError invalid */
function assertRole({ grants }: UserActor, { role, teamId, environmentId }: CreateInput): void {
  const own = roleAt(grants, { teamId, environmentId });
  if (own && atLeast(own, role)) return;
  const message = `Your role there is ${own ?? 'none'}, and a token has no more. Choose that, or a lower one.`;
  throw invalid([{ path: 'role', message }]);
}

/**
 * Keeps for somebody's tokens what the directory said of them when it was last asked, as their session has it.
 * @throws RotaError conflict, where the session has just ended
 */
async function keepHolder(tx: Tx, { sessionId }: UserActor): Promise<void> {
  const kept = await tx.$executeRaw`
    INSERT INTO token_holder (user_id, role, groups, group_sids, checked_at)
    SELECT user_id, role, groups, group_sids, checked_at FROM session WHERE id = ${sessionId} AND revoked_at IS NULL
    ON CONFLICT (user_id) DO UPDATE SET role = EXCLUDED.role, groups = EXCLUDED.groups,
      group_sids = EXCLUDED.group_sids, checked_at = EXCLUDED.checked_at`;
  if (kept === 0) throw conflict('Your session has just ended. Sign in again.');
}
