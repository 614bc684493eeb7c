import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditFilter } from '@/lib/audit/filter';
import { listScheduleAudit } from '@/lib/audit/queries';
import type { Grant } from '@/lib/auth/access';
import { ROLES, type Role } from '@/lib/auth/roles';
import { findSession } from '@/lib/auth/sessions';
import { signIn } from '@/lib/auth/sign-in';
import { theDirectory } from '@/lib/auth/the-directory';
import { begin, type ThrottledError } from '@/lib/auth/throttle/attempts';
import type { Command } from '@/lib/command';
import type { Context, UserActor } from '@/lib/context';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import type { RotaError } from '@/lib/errors';
import { newId } from '@/lib/id';
import { DEMO_PASSWORD, demoDirectory } from '@/lib/local/directory/accounts';
import type { DirectorySeed } from '@/lib/local/directory/seed';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { signedIn } from '@/lib/local/test-session';
import { getSchedule } from '@/lib/schedules/queries';
import { disableSchedule, pauseSchedule } from '@/lib/schedules/state-commands';
import { authenticate } from './authenticate';
import { createToken, revokeToken } from './commands';
import { prefixOf, writeToken } from './format';
import { listTokens } from './queries';
import type { TokenError } from './refused';
import { SCOPES } from './schema';

let product: TestProduct<{ directory: true }>;
let own: string;
let foreign: string;
/** A schedule of each team. */
const schedules = new Map<string, string>();

const BUDGET = 5;
beforeAll(async () => {
  product = await startTestProduct({
    directory: true,
    env: { ROTA_SIGN_IN_FAILURES_PER_ADDRESS: String(BUDGET) },
  });
  [own, foreign] = [await makeTeam(), await makeTeam()];
  for (const team of [own, foreign]) schedules.set(team, (await makeSchedule(team)).id);
});
afterAll(() => product?.stop());
beforeEach(() => sql(product.database, 'TRUNCATE sign_in_attempt'));

type Place = Pick<Grant, 'teamId' | 'environmentId'>;

const ALL: Place = { teamId: null, environmentId: null };
const origin = { requestId: 'token-test', ip: '192.0.2.7', userAgent: 'script' };
const asked = { method: 'POST', path: '/api/v1/test' };
const input = (more: object = {}) => ({
  name: 'deploy',
  role: 'operator',
  scope: 'write',
  ...ALL,
  days: 30,
  ...more,
});

/** Somebody comes by a token. */
const by = (token: string, from = origin) => authenticate(from, token, asked);
const problemOf = (token: string, from = origin) =>
  by(token, from).then(
    () => null,
    (error: TokenError | ThrottledError) => ('problem' in error ? error.problem : error.name),
  );
const lastActivity = async () => (await auditRows(product.database, 'activity')).at(-1);

const ACTS: Record<Exclude<Role, 'administrator'>, (context: Context, id: string) => Promise<unknown>> = {
  viewer: getSchedule,
  operator: (context, id) => pauseSchedule(context, { id, reason: 'By token' }),
  editor: (context, id) => disableSchedule(context, { id, reason: 'By token' }),
};

/** Whether an act is refused for want of rights; that a schedule is paused already is not that. */
const may = (run: Promise<unknown>): Promise<boolean> =>
  run.then(
    () => true,
    ({ status }: RotaError) => status === 409,
  );

describe('a token', () => {
  it('may what its creator, its role, its scope and its place all allow, of every combination', async () => {
    const lines: string[] = [];
    const creators: [Role, Place][] = [
      ['editor', { teamId: own, environmentId: null }],
      ['administrator', ALL],
    ];
    for (const [creator, of] of creators) {
      const person = await signedIn(creator, of);
      for (const role of ROLES)
        for (const scope of SCOPES)
          for (const place of [ALL, { teamId: own, environmentId: null }]) {
            const made = await createToken(person, input({ role, scope, ...place })).catch(
              (error: RotaError) => error,
            );
            const covered = of.teamId === null || place.teamId === own;
            const refused = !covered ? 403 : ROLES.indexOf(role) > ROLES.indexOf(creator) ? 422 : null;
            expect('status' in made ? made.status : null).toBe(refused);
            if (!('token' in made)) continue;
            const context = await by(made.token);
            const acts = Object.entries(ACTS).flatMap(([least, act]) =>
              [own, foreign].map(async (team) => {
                const allowed =
                  (place.teamId === null || team === own) &&
                  ROLES.indexOf(role) >= ROLES.indexOf(least as Role) &&
                  (scope === 'write' || least === 'viewer');
                const line = { creator, of, role, scope, place, least, team };
                const answer = await may(act(context, schedules.get(team) ?? ''));
                expect({ ...line, answer }).toEqual({ ...line, answer: allowed });
                lines.push(`${least} ${allowed}`);
              }),
            );
            await Promise.all(acts);
          }
    }
    expect(lines).toHaveLength((6 + 2 * 8) * 6);
  });

  it('that only reads is told so', async () => {
    const { token } = await createToken(await signedIn('editor'), input({ scope: 'read' }));
    const refused = ACTS.operator(await by(token), schedules.get(own) ?? '');
    await expect(refused).rejects.toThrow(
      'Your role (operator, by a token that only reads) may not do this.',
    );
  });

  it.each(['viewer', 'operator'] as const)('is not made by a %s', async (role) => {
    const refused = createToken(await signedIn(role), input({ role: 'viewer' }));
    await expect(refused).rejects.toMatchObject({ status: 403 });
  });

  it('is not made by way of another token, and for a year at the most', async () => {
    const { token } = await createToken(await signedIn('editor'), input({ role: 'editor' }));
    const again = createToken(await by(token), input({ role: 'viewer' }));
    await expect(again).rejects.toMatchObject({ code: 'forbidden' });
    const long = createToken(await signedIn('editor'), input({ days: 366 }));
    await expect(long).rejects.toMatchObject({ fields: [{ path: 'days' }] });
  });

  it('has less from the next request on where its creator has less, and nothing where they have nothing', async () => {
    const person = await signedIn('editor', ALL);
    const { token } = await createToken(person, input({ role: 'editor' }));
    expect((await by(token)).actor).toMatchObject({ role: 'editor' });
    const [sid] = await sql<{ sid: string }>(
      product.database,
      'SELECT group_sids[1] AS sid FROM session WHERE id = $1',
      [person.sessionId],
    );
    const where = { groupSid: sid?.sid ?? '' };
    await db().roleGrant.updateMany({ where, data: { role: 'viewer' } });
    const context = await by(token);
    expect(context.actor).toMatchObject({ role: 'viewer' });
    expect(await may(ACTS.operator(context, schedules.get(own) ?? ''))).toBe(false);
    await db().roleGrant.deleteMany({ where });
    expect(await problemOf(token)).toBe('no-access');
  });

  it('acts under its name and that of its creator, whose acts are found with it, and is kept as a hash', async () => {
    const person = await signedIn('editor');
    const { id, token } = await createToken(person, input({ name: 'nightly', role: 'editor' }));
    const schedule = await makeSchedule(own);
    await pauseSchedule(await by(token), { id: schedule.id, reason: 'Migration' });
    const row = (await auditRows(product.database, 'schedule')).at(-1);
    const { actor } = person;
    const creator = actor.type === 'user' ? actor.id : '';
    expect(row).toMatchObject({ action: 'schedule.pause', actor_id: creator, actor_type: 'token' });
    const said = { id: creator, type: 'token', token: { id, name: 'nightly' } };
    expect(JSON.parse(row?.body ?? '')).toMatchObject({ actor: said, authMethod: 'token' });
    const [{ values = '' } = {}] = await sql<{ values: string }>(
      product.database,
      `SELECT p.values FROM audit_person p JOIN schedule_audit a ON a.id = p.audit_id ORDER BY a.seq DESC LIMIT 1`,
    );
    expect(JSON.parse(values)).toMatchObject({ name: 'token “nightly” of The editor', ip: origin.ip });
    expect(await getSchedule(person, schedule.id)).toMatchObject({
      stateBy: 'token “nightly” of The editor',
    });
    const found = await listScheduleAudit(contextOf('administrator'), auditFilter.parse({ actor: creator }));
    expect(found.rows).toMatchObject([{ action: 'schedule.pause', actorType: 'token' }]);
    const secret = token.slice(prefixOf(id).length + 1);
    const tables = ['api_token', 'activity_audit', 'audit_person'];
    const kept = await Promise.all(tables.map((name) => sql(product.database, `SELECT * FROM ${name}`)));
    expect(JSON.stringify(kept)).toContain(prefixOf(id));
    expect(JSON.stringify(kept)).not.toContain(secret.slice(0, 20));
  });

  it('goes with its creator where they are erased', async () => {
    const person = await signedIn('editor');
    const { token } = await createToken(person, input());
    const { actor } = await by(token);
    const id = actor.type === 'user' ? actor.id : '';
    await sql(product.database, 'UPDATE session SET revoked_at = now() WHERE user_id = $1', [id]);
    await sql(product.database, 'SELECT audit_erase_person($1)', [id]);
    expect(await problemOf(token)).toBe('unknown');
    expect(await sql(product.database, 'SELECT FROM token_holder WHERE user_id = $1', [id])).toEqual([]);
  });
});

describe('a token is revoked', () => {
  const ofTeam = (teamId: string) => ({ teamId, environmentId: null });

  it.each<[string, boolean, () => Promise<Context>]>([
    ['an administrator of its team', true, () => signedIn('administrator', ofTeam(own))],
    ['an administrator of another team', false, () => signedIn('administrator', ofTeam(foreign))],
    ['an editor', false, () => signedIn('editor')],
  ])('by %s: %s, and they see it just then', async (_, allowed, somebody) => {
    const { id, token } = await createToken(await signedIn('editor'), input(ofTeam(own)));
    const who = await somebody();
    expect((await listTokens(who)).tokens.some((one) => one.id === id)).toBe(allowed);
    const revoked = await revokeToken(who, { id, reason: '' }).catch(({ status }: RotaError) => status);
    expect(revoked).toEqual(allowed ? { id } : 403);
    expect(await problemOf(token)).toBe(allowed ? 'revoked' : null);
  });

  it('by whoever made it, whatever their role is by now, once', async () => {
    const person = await signedIn('editor');
    const teamId = await makeTeam();
    const { id, token } = await createToken(person, input({ name: 'mine', teamId }));
    const demoted = {
      ...contextOf('viewer'),
      actor: { ...contextOf('viewer').actor, ...ids(person) },
    } as Context;
    expect((await listTokens(demoted)).tokens).toMatchObject([
      { id, state: 'valid', createdBy: 'The editor' },
    ]);
    await revokeToken(demoted, { id, reason: 'Leaked' });
    const row = await lastActivity();
    expect(row).toMatchObject({
      action: 'token.revoke',
      subject: `mine (${prefixOf(id)})`,
      reason: 'Leaked',
    });
    expect(JSON.parse(row?.body ?? '').details).toMatchObject({ teamId });
    expect(await problemOf(token)).toBe('revoked');
    expect(await lastActivity()).toMatchObject({ action: 'token.use', outcome: 'failed', reason: 'revoked' });
    await expect(revokeToken(demoted, { id })).rejects.toMatchObject({ code: 'conflict' });
    const [revoked] = (await listTokens(demoted)).tokens;
    expect(revoked).toMatchObject({ state: 'revoked', revoked: { by: 'The viewer', reason: 'Leaked' } });
  });

  it('also while the directory can’t be asked, when none is made', async () => {
    const { id } = await createToken(await signedIn('editor'), input());
    const { actor, ...from } = contextOf('administrator');
    const unverified = { ...from, actor: { ...actor, unverified: true } } as Context;
    await expect(createToken(unverified, input())).rejects.toMatchObject({ status: 503 });
    await expect(revokeToken(unverified, { id })).resolves.toEqual({ id });
  });

  const ids = ({ actor }: Context) => (actor.type === 'user' ? { id: actor.id } : {});
});

it('the address of the last use is for those who see who has access', async () => {
  const person = await signedIn('editor');
  const { id, token } = await createToken(person, input());
  await by(token);
  const seen = async (context: Context) => (await listTokens(context)).tokens.find((one) => one.id === id);
  expect((await seen(contextOf('administrator')))?.lastUsedIp).toBe(origin.ip);
  expect(await seen(person)).toMatchObject({ lastUsedAt: expect.any(Date) });
  expect(await seen(person)).not.toHaveProperty('lastUsedIp');
});

describe('a token whose creator the directory', () => {
  const membersOf = (seed: DirectorySeed, group: string): string[] =>
    seed.groups.find(({ sam }) => sam === group)?.members ?? [];
  /** An editor of the directory as it is in the demo, who has signed in. */
  const somebody = async () => {
    product.directory.load(demoDirectory());
    const { id: userId, sessionId } = await signIn('editor', DEMO_PASSWORD, origin);
    const actor = await findSession(sessionId);
    if (!actor) throw new Error('The session is not there.');
    return { userId, sessionId, person: { ...origin, actor } };
  };
  /** The directory was asked so long ago. */
  const later = (userId: string, seconds: number) =>
    sql(
      product.database,
      'UPDATE token_holder SET checked_at = now() - make_interval(secs => $2) WHERE user_id = $1',
      [userId, seconds],
    );
  const gone: [string, reason: string, (seed: DirectorySeed) => void][] = [
    [
      'has disabled',
      'The account is disabled or has expired.',
      (seed) => void Object.assign(seed.users.find(({ sam }) => sam === 'editor') ?? {}, { disabled: true }),
    ],
    [
      'took out of the group',
      'None of their groups has a role any more.',
      (seed) => void membersOf(seed, 'team-crm').pop(),
    ],
    [
      'has no more',
      'The directory has this account no more.',
      (seed) => {
        seed.users = seed.users.filter(({ sam }) => sam !== 'editor');
        membersOf(seed, 'team-crm').pop();
      },
    ],
  ];

  it.each(gone)('%s: is dead once the directory is asked again, for good', async (_, reason, change) => {
    const { userId, sessionId, person } = await somebody();
    const tokens = [];
    for (const name of ['one', 'other']) tokens.push(await createToken(person, input({ name })));
    const [one, other] = tokens.map(({ token }) => token);
    const seed = demoDirectory();
    change(seed);
    product.directory.load(seed);
    await later(userId, 241);
    expect(await problemOf(one ?? '')).toBeNull();
    await later(userId, 301);
    expect(await problemOf(one ?? '')).toBe('no-access');
    expect(await findSession(sessionId)).toBeNull();
    product.directory.load(demoDirectory());
    expect(await problemOf(other ?? '')).toBe('revoked');
    const ended = (await auditRows(product.database, 'activity'))
      .filter(({ action, body }) => action === 'token.end' && body.includes(userId))
      .slice(-2);
    expect(ended).toMatchObject([{ reason }, { reason }]);
    expect(ended.map(({ subject }) => subject.slice(0, 5)).sort()).toEqual(['one (', 'other']);
  });

  it('is asked about again keeps to its limit', async () => {
    const { userId, person } = await somebody();
    const { token } = await createToken(person, input({ role: 'operator' }));
    await later(userId, 61);
    const context = await by(token);
    expect(await may(ACTS.editor(context, schedules.get(own) ?? ''))).toBe(false);
    expect(await may(ACTS.viewer(context, schedules.get(own) ?? ''))).toBe(true);
  });

  it('gives less may less at the next change a minute later', async () => {
    const { userId, sessionId, person } = await somebody();
    const { token } = await createToken(person, input({ role: 'editor' }));
    const seed = demoDirectory();
    membersOf(seed, 'team-crm').pop();
    membersOf(seed, 'rota-viewers').push('editor');
    product.directory.load(seed);
    await later(userId, 61);
    const context = await by(token);
    expect(context.actor).toMatchObject({ role: 'editor' });
    expect(await may(ACTS.editor(context, schedules.get(own) ?? ''))).toBe(false);
    expect((await by(token)).actor).toMatchObject({
      role: 'viewer',
      name: person.actor.name,
      token: { name: 'deploy' },
    });
    expect(await findSession(sessionId)).toMatchObject({ role: 'viewer' });
  });
});

describe('a token whose creator’s groups have', () => {
  const TEAM = 'team-payments';
  /** Gives the group of somebody a role for a place. @returns takes it back */
  const given = async (role: Role, place: Place) => {
    const [group] = await theDirectory().resolveGroups([TEAM]);
    const id = newId();
    const by = { createdBy: 'x', createdByName: 'Ada Marsh' };
    const data = { id, groupSid: group?.sid ?? '', groupName: TEAM, role, ...place, ...by };
    await db().roleGrant.create({ data });
    return () => db().roleGrant.delete({ where: { id } });
  };
  const ofTeam = (teamId: string): Place => ({ teamId, environmentId: null });
  /** Who is in that group alone, with a token; they signed in just now. */
  const withToken = async (more: object) => {
    product.directory.load(demoDirectory());
    const { id: userId, sessionId } = await signIn('payments', DEMO_PASSWORD, origin);
    const actor = await findSession(sessionId);
    if (!actor) throw new Error('The session is not there.');
    const person = { ...origin, actor };
    const made = await createToken(person, input({ role: 'editor', ...more }));
    const listed = async () => (await listTokens(person)).tokens.find(({ id }) => id === made.id);
    return { userId, ...made, listed };
  };
  const later = (userId: string, minutes: number) =>
    sql(
      product.database,
      'UPDATE token_holder SET checked_at = now() - make_interval(mins => $2) WHERE user_id = $1',
      [userId, minutes],
    );
  const ends = async (tokenId: string) =>
    (await auditRows(product.database, 'activity')).filter(
      ({ action, body }) => action === 'token.end' && body.includes(tokenId),
    );

  it('no role any more: may nothing at once, and is dead for good once the directory has said so', async () => {
    let takeBack = await given('editor', ofTeam(own));
    const { userId, id, token, listed } = await withToken(ofTeam(own));
    expect(await listed()).toMatchObject({ state: 'valid', left: null });
    await takeBack();
    expect(await problemOf(token)).toBe('no-access');
    expect(await listed()).toMatchObject({ state: 'no-access', left: [] });
    expect(await ends(id)).toEqual([]);
    takeBack = await given('editor', ofTeam(own));
    expect(await problemOf(token)).toBeNull();
    await takeBack();
    await later(userId, 6);
    expect(await problemOf(token)).toBe('no-access');
    expect(await ends(id)).toMatchObject([{ reason: 'None of their groups has a role any more.' }]);
    takeBack = await given('editor', ofTeam(own));
    expect(await problemOf(token)).toBe('revoked');
    expect(await listed()).toMatchObject({ state: 'revoked', left: null });
    await takeBack();
  });

  it('no role any more, though another group of theirs has one: goes on once the directory is asked', async () => {
    const takeBack = await given('editor', ofTeam(own));
    const { userId, id, token } = await withToken(ofTeam(own));
    await takeBack();
    const seed = demoDirectory();
    seed.groups.find(({ sam }) => sam === 'rota-operators')?.members?.push('payments');
    product.directory.load(seed);
    await later(userId, 6);
    expect((await by(token)).actor).toMatchObject({ role: 'operator' });
    const row = (await auditRows(product.database, 'activity')).findLast(
      ({ action }) => action === 'session.role',
    );
    const details = { from: null, to: 'operator', gained: ['rota-operators'], lost: [] };
    expect(JSON.parse(row?.body ?? '')).toMatchObject({ details });
    expect(await ends(id)).toEqual([]);
  });

  it('less than it was made for: the list says what is left of it', async () => {
    let takeBack = await given('editor', ALL);
    const { listed, token } = await withToken(ALL);
    const { name } = await db().team.findUniqueOrThrow({ where: { id: own } });
    const reading = 'viewer of everything';
    for (const [role, place, left] of [
      ['operator', ALL, ['operator of everything']],
      ['editor', ofTeam(own), [`editor of ${name} in all environments`, reading]],
      ['viewer', ofTeam(foreign), [reading]],
    ] as const) {
      await takeBack();
      takeBack = await given(role, place);
      expect(await listed()).toMatchObject({ state: 'valid', left });
    }
    await takeBack();
    takeBack = await given('administrator', ALL);
    expect(await listed()).toMatchObject({ state: 'valid', left: null });
    expect(await problemOf(token)).toBeNull();
    await takeBack();
  });

  it('a role, but none in its place where people read their own teams only: may nothing, and does not end', async () => {
    const { ROTA_READING } = env();
    try {
      Object.assign(env(), { ROTA_READING: 'own-teams' });
      const takeBack = await given('editor', ofTeam(own));
      const { userId, id, token, listed } = await withToken(ofTeam(own));
      const other = await given('editor', ofTeam(foreign));
      await takeBack();
      await later(userId, 6);
      expect(await problemOf(token)).toBe('no-access');
      expect(await listed()).toMatchObject({ state: 'no-access', left: [] });
      expect(await ends(id)).toEqual([]);
      await other();
    } finally {
      Object.assign(env(), { ROTA_READING });
    }
  });
});

describe('a refused token', () => {
  it('is recorded with the reason, and with whose it was only where its secret is right', async () => {
    const person = await signedIn('editor');
    const { id, token } = await createToken(person, input({ name: 'old' }));
    const wrong = writeToken(id, new Uint8Array(32));
    const [, last = ''] = /(.)$/.exec(token) ?? [];
    await sql(product.database, `UPDATE api_token SET expires_at = now() WHERE id = $1`, [id]);
    const cases: [string, string, object][] = [
      ['Basic dXNlcg', 'malformed', { actor_id: 'anonymous', subject: 'API token' }],
      [token.slice(0, -1) + (last === 'a' ? 'b' : 'a'), 'bad-checksum', { subject: prefixOf(id) }],
      [wrong, 'unknown', { actor_id: 'anonymous', subject: prefixOf(id) }],
      [token, 'expired', { actor_type: 'token', subject: `old (${prefixOf(id)})` }],
    ];
    for (const [text, problem, row] of cases) {
      expect(await problemOf(text)).toBe(problem);
      const kept = { action: 'token.use', outcome: 'failed', reason: problem, ...row };
      expect(await lastActivity()).toMatchObject(kept);
    }
  });

  it('costs its address a budget of its own, beyond which nothing is written and a valid one still passes', async () => {
    const from = { ...origin, ip: '203.0.113.80' };
    const { token } = await createToken(await signedIn('editor'), input());
    const guess = (n: number) => writeToken('0'.repeat(16), new Uint8Array(32).fill(n));
    const answers = [];
    for (let n = 0; n < BUDGET; n += 1) answers.push(await problemOf(guess(n), from));
    expect(answers).toEqual(answers.map(() => 'unknown'));
    const rows = async () => (await auditRows(product.database, 'activity')).length;
    const attempts = () => sql(product.database, 'SELECT FROM sign_in_attempt');
    const before = [await rows(), (await attempts()).length];
    for (let n = 0; n < 3; n += 1) expect(await problemOf(guess(n), from)).toBe('ThrottledError');
    expect([await rows(), (await attempts()).length]).toEqual(before);
    expect(await problemOf(token, from)).toBeNull();
    await expect(begin(from.ip)).resolves.toMatchObject({ account: null });
    expect(await problemOf(guess(0), { ...origin, ip: '203.0.113.81' })).toBe('unknown');
  });
});

it('what is said of a new token is checked by every field', async () => {
  const nothing = {
    name: '',
    role: 'boss',
    scope: 'all',
    teamId: 7,
    environmentId: undefined,
    days: 0,
    more: 1,
  };
  const refused = (createToken as Command<unknown>)(await signedIn('editor'), nothing);
  await expect(refused).rejects.toMatchObject({
    fields: ['name', 'role', 'scope', 'teamId', 'environmentId', 'days', 'more'].map((path) => ({ path })),
  });
});

it('is told to come back, and loses nothing in the audit, where the directory does not answer beyond its grace', async () => {
  product.directory.load(demoDirectory());
  const { id: userId, sessionId } = await signIn('editor', DEMO_PASSWORD, origin);
  const actor = await findSession(sessionId);
  if (!actor) throw new Error('The session is not there.');
  const { token } = await createToken({ ...origin, actor }, input());
  await product.directory.stop();
  const checked = (minutes: number) =>
    sql(
      product.database,
      'UPDATE token_holder SET checked_at = now() - make_interval(mins => $2) WHERE user_id = $1',
      [userId, minutes],
    );
  await checked(59);
  const context = await by(token);
  await checked(61);
  const rows = async () => (await auditRows(product.database, 'activity')).length;
  const before = await rows();
  const unavailable = { code: 'unavailable', status: 503, message: expect.stringContaining('directory') };
  await expect(by(token)).rejects.toMatchObject(unavailable);
  const { token: used } = context.actor as UserActor;
  const longAgo = { ...used?.holder, verifiedAt: new Date(Date.now() - 3_660_000) } as UserActor;
  const stale = { ...context.actor, token: { ...used, holder: longAgo } } as UserActor;
  await expect(getSchedule({ ...context, actor: stale }, schedules.get(own) ?? '')).rejects.toMatchObject(
    unavailable,
  );
  expect(await rows()).toBe(before);
});
