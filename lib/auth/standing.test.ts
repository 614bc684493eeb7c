import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authorise } from '@/lib/command';
import type { UserActor } from '@/lib/context';
import { db } from '@/lib/db';
import { startFreeze } from '@/lib/freeze/commands';
import { newId } from '@/lib/id';
import { DEMO_PASSWORD, demoDirectory } from '@/lib/local/directory/accounts';
import type { DirectorySeed } from '@/lib/local/directory/seed';
import { makeTeam } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { createTeam } from '@/lib/teams/commands';
import { ofTeam, READS_ALL, roleAt } from './access';
import type { Permission, Role } from './roles';
import { findSession } from './sessions';
import { signIn, signOut } from './sign-in';
import { verified, WORD_FOR_READING_MS } from './standing';
import { theDirectory } from './the-directory';

let product: TestProduct<{ directory: true }>;
const origin = { requestId: 'standing-test', ip: '192.0.2.7', userAgent: 'test' };
const MINUTE = 60_000;

beforeAll(async () => {
  product = await startTestProduct({ directory: true });
});
afterAll(() => product?.stop());
beforeEach(() => product.directory.load(demoDirectory()));

/** The directory as it is after a change. */
const change = (by: (seed: DirectorySeed) => void) => {
  const seed = demoDirectory();
  by(seed);
  product.directory.load(seed);
};
const membersOf = (seed: DirectorySeed, group: string) => {
  const found = seed.groups.find(({ sam }) => sam === group);
  if (!found) throw new Error(`There is no group ${group}.`);
  found.members ??= [];
  return found.members;
};
const begin = async (name: string) => (await signIn(name, DEMO_PASSWORD, origin)).sessionId;

/** A request of a session so many minutes after the directory was asked. */
async function later(sessionId: string, minutes: number): Promise<UserActor> {
  await sql(
    product.database,
    'UPDATE session SET checked_at = now() - make_interval(secs => $2) WHERE id = $1',
    [sessionId, minutes * 60 + 1],
  );
  const actor = await findSession(sessionId);
  if (!actor) throw new Error('The session is not there.');
  return actor;
}
const may = async (actor: UserActor, permission: Permission) =>
  authorise({ ...origin, actor }, permission).then(
    () => 'ok',
    (error: { code?: string }) => error.code,
  );

describe('somebody of whom the directory says something else in the middle of a session', () => {
  it.each<[string, (seed: DirectorySeed) => void]>([
    [
      'disabled',
      (seed) => void Object.assign(seed.users.find(({ sam }) => sam === 'editor') ?? {}, { disabled: true }),
    ],
    [
      'expired',
      (seed) =>
        void Object.assign(seed.users.find(({ sam }) => sam === 'editor') ?? {}, { expires: new Date(0) }),
    ],
    [
      'deleted',
      (seed) => {
        seed.users = seed.users.filter(({ sam }) => sam !== 'editor');
        membersOf(seed, 'team-crm').pop();
      },
    ],
    ['removed from the group', (seed) => void membersOf(seed, 'team-crm').pop()],
  ])('%s: has no session any more within five minutes, and it is recorded once', async (_, by) => {
    const sessions = [await begin('editor'), await begin('editor')];
    const before = (await auditRows(product.database, 'activity')).length;
    change(by);
    const [first = '', second = ''] = sessions;
    const actor = await later(first, 4);
    expect(await verified(actor, WORD_FOR_READING_MS)).toEqual(actor);
    const stale = await later(first, 5);
    expect(
      await Promise.all([verified(stale, WORD_FOR_READING_MS), verified(stale, WORD_FOR_READING_MS)]),
    ).toEqual([null, null]);
    expect(await findSession(first)).toBeNull();
    expect(await findSession(second)).toBeNull();
    const rows = (await auditRows(product.database, 'activity')).slice(before);
    expect(rows).toMatchObject([{ action: 'session.end', subject: actor.id, actor_id: 'system:directory' }]);
  });

  it('demoted: may do less from then on, in every session, and before a change within a minute', async () => {
    const [id, other] = [await begin('editor'), await begin('editor')];
    change((seed) => {
      membersOf(seed, 'team-crm').pop();
      membersOf(seed, 'rota-viewers').push('editor');
    });
    const actor = await later(id, 1);
    expect(actor.role).toBe('editor');
    expect(await may(actor, 'schedule.create')).toBe('forbidden');
    expect(await findSession(id)).toMatchObject({ role: 'viewer', groups: ['rota-viewers'] });
    expect(await findSession(other)).toMatchObject({ role: 'viewer' });
    const row = (await auditRows(product.database, 'activity')).findLast(
      ({ action }) => action === 'session.role',
    );
    expect(row).toMatchObject({ subject: actor.id });
    expect(JSON.parse(row?.body ?? '{}')).toMatchObject({ details: { from: 'editor', to: 'viewer' } });
    expect(row?.body).not.toContain(actor.name);
  });

  it('promoted: may do more without signing in again', async () => {
    const id = await begin('viewer');
    change((seed) => void membersOf(seed, 'rota-editors').push('viewer'));
    expect(await may(await later(id, 5), 'schedule.create')).toBe('ok');
  });
});

describe('what is grave', () => {
  it('is asked of the directory right before; everything else within a minute', async () => {
    const actor = await later(await begin('editor'), 0.5);
    change((seed) => void membersOf(seed, 'team-crm').pop());
    expect(await may(actor, 'schedule.update')).toBe('ok');
    expect(await may(actor, 'schedule.delete')).toBe('unauthenticated');
    expect(await may(actor, 'schedule.update')).toBe('ok');
    expect(await findSession(actor.sessionId)).toBeNull();
  });
});

describe('a grant of a group for one team', () => {
  const give = async (group: string, role: Role, teamId: string | null) => {
    const [found] = await theDirectory().resolveGroups([group]);
    const groupSid = found?.sid ?? '';
    const by = { createdBy: 'test', createdByName: 'Test' };
    return db().roleGrant.create({ data: { id: newId(), groupSid, groupName: group, role, teamId, ...by } });
  };
  const take = () => db().roleGrant.deleteMany();
  afterEach(take);

  it('lets in who has no other role, with what is given and the reading of everything, and nobody else', async () => {
    change((seed) => void membersOf(seed, 'team-payments').push('outsider'));
    const teamId = await makeTeam();
    await expect(begin('outsider')).rejects.toThrow('no-role');
    await give('team-payments', 'operator', teamId);
    const actor = await findSession(await begin('outsider'));
    const grant = { role: 'operator', rights: [], teamId, environmentId: null, group: 'team-payments' };
    expect(actor).toMatchObject({ role: 'operator', grants: [grant, READS_ALL], groups: ['team-payments'] });
    await take();
    await expect(begin('outsider')).rejects.toThrow('no-role');
  });

  it('counts from the next request on, and until the next request', async () => {
    const sessionId = await begin('editor');
    const teamId = await makeTeam();
    const place = { teamId, environmentId: null };
    const { id } = await give('all-staff-reports', 'administrator', teamId);
    const promoted = await findSession(sessionId);
    expect(roleAt(promoted?.grants ?? [], place)).toBe('administrator');
    expect(roleAt(promoted?.grants ?? [], ofTeam(await makeTeam()))).toBe('editor');
    await db().roleGrant.delete({ where: { id } });
    expect(roleAt((await findSession(sessionId))?.grants ?? [], place)).toBe('editor');
  });

  it('is lost with the group, though the person stays signed in by another, and that is recorded', async () => {
    const sessionId = await begin('operator');
    await give('all-staff-reports', 'viewer', await makeTeam());
    change((seed) => {
      const members = membersOf(seed, 'all-staff-reports');
      members.splice(members.indexOf('operator'), 1);
    });
    const actor = await verified(await later(sessionId, 5), WORD_FOR_READING_MS);
    expect(actor).toMatchObject({ role: 'operator', groups: ['rota-operators'] });
    const row = (await auditRows(product.database, 'activity')).at(-1);
    expect(row?.action).toBe('session.role');
    expect(JSON.parse(row?.body ?? '{}').details).toEqual({
      from: 'operator',
      to: 'operator',
      gained: [],
      lost: ['rota-viewers', 'all-staff-reports'],
    });
  });

  it('of a person whose last one is taken ends what they may at once', async () => {
    change((seed) => void membersOf(seed, 'team-payments').push('outsider'));
    await give('team-payments', 'viewer', await makeTeam());
    const sessionId = await begin('outsider');
    expect(await findSession(sessionId)).not.toBeNull();
    await take();
    expect(await findSession(sessionId)).toBeNull();
    await signOut(origin, sessionId);
    expect((await auditRows(product.database, 'activity')).at(-1)).toMatchObject({ action: 'sign-out' });
    await give('team-payments', 'viewer', await makeTeam());
    expect(await findSession(sessionId)).toBeNull();
  });
});

describe('with the directory down', () => {
  it('reading, pausing and freezing go on for an hour, nothing else does, and then nothing', async () => {
    const [admin, viewer] = [await begin('admin'), await begin('viewer')];
    await product.directory.stop();
    const actor = await later(admin, 5);
    expect(await may(actor, 'schedule.read')).toBe('ok');
    expect(await may(actor, 'access.read')).toBe('ok');
    expect(await may(actor, 'schedule.pause')).toBe('ok');
    await expect(startFreeze({ ...origin, actor }, { scope: 'all', reason: 'Night' })).resolves.toBeDefined();
    expect(await may(actor, 'freeze.lift')).toBe('unavailable');
    expect(await may(actor, 'schedule.delete')).toBe('unavailable');
    await expect(createTeam({ ...origin, actor }, { name: 'Night' })).rejects.toMatchObject({ status: 503 });
    expect((await auditRows(product.database, 'activity')).at(-1)).toMatchObject({
      outcome: 'denied',
      subject: 'team.create',
    });
    expect(await may(await later(viewer, 5), 'schedule.pause')).toBe('forbidden');
    const soon = { ...actor, verifiedAt: new Date(Date.now() - 59 * MINUTE) };
    expect(await may(soon, 'schedule.read')).toBe('ok');
    const late = { ...actor, verifiedAt: new Date(Date.now() - 61 * MINUTE) };
    expect(await may(late, 'schedule.read')).toBe('unauthenticated');
    expect(await may(late, 'schedule.pause')).toBe('unauthenticated');
    expect(await findSession(admin)).not.toBeNull();
  });
});
