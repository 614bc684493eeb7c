import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { grantRole, revokeGrant } from '@/lib/access/commands';
import { searchGroups } from '@/lib/access/search';
import { SignInError, signIn } from '@/lib/auth/sign-in';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { DEMO_PASSWORD, demoDirectory } from '@/lib/local/directory/accounts';
import { makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { askDirectory } from './ask';
import { endSessions } from './commands';
import { getPerson } from './person';
import { listPeople } from './queries';

let product: TestProduct<{ directory: true }>;
let place: { teamId: string; environmentId: string };
let groupSid: string;
const admin = contextOf('administrator');
const from = (ip: string) => ({ requestId: 'person-test', ip, userAgent: 'A browser' });
const enter = (name: string, ip = '192.0.2.7') => signIn(name, DEMO_PASSWORD, from(ip));
const grant = (change: object = {}) =>
  grantRole(admin, {
    groupSid,
    role: 'operator',
    ...place,
    rights: ['run.change-input'],
    reason: 'On call',
    ...change,
  });

beforeAll(async () => {
  product = await startTestProduct({ directory: true, env: { LDAP_LOCKOUT_THRESHOLD: '0' } });
  groupSid = (await searchGroups(admin, { text: 'payments' })).groups[0]?.sid ?? '';
});
afterAll(() => product?.stop());
beforeEach(async () => {
  product.directory.load(demoDirectory());
  await sql(product.database, 'DELETE FROM role_grant');
  await sql(product.database, 'DELETE FROM session');
  place = { teamId: await makeTeam(), environmentId: (await currentEnvironment()).id };
});

it('shows what a person may by grants, with who gave them and when, at once after each change', async () => {
  const { id: grantId } = await grant();
  const { id } = await enter('outsider');
  const { given, name } = await getPerson(admin, id);
  expect(name).toBe('Otto Brandt');
  expect(given).toEqual([
    {
      ...place,
      role: 'operator',
      rights: ['run.change-input'],
      team: expect.stringMatching(/^Team /),
      environment: 'Test',
      production: false,
      group: 'payments-ops',
      groupSid,
      source: { kind: 'grant', id: grantId, by: 'The administrator', at: expect.any(Date) },
    },
    expect.objectContaining({ role: 'viewer', teamId: null, group: null, source: { kind: 'reading' } }),
  ]);
  const rights = async () => (await listPeople(admin, 'otto')).people[0]?.rights;
  expect(await rights()).toEqual([
    { text: `operator of ${given?.[0]?.team} in Test + run with a changed input`, groups: ['payments-ops'] },
    { text: 'viewer of everything', groups: [] },
  ]);
  await grant({ teamId: null, environmentId: null, role: 'editor' });
  expect((await rights())?.[0]).toEqual({
    text: 'editor of everything + run with a changed input',
    groups: ['payments-ops'],
  });
  for (const { source } of (await getPerson(admin, id)).given ?? [])
    if (source.kind === 'grant') await revokeGrant(admin, { id: source.id, reason: 'Over' });
  expect(await rights()).toEqual([]);
});

it('shows the last sign-ins with address and outcome, by every spelling of the name, and nobody else’s', async () => {
  const { id } = await enter('viewer', '192.0.2.1');
  for (const [typed, ip] of [
    [' Viewer', '198.51.100.1'],
    ['CORP\\viewer', '198.51.100.2'],
    ['viewer@corp.example.test', '198.51.100.3'],
    ['viewer2', '198.51.100.4'],
    ['nul\0', '198.51.100.5'],
  ] as const)
    await expect(signIn(typed, 'wrong', from(ip))).rejects.toBeInstanceOf(SignInError);
  await enter('editor', '192.0.2.2');
  const { signIns } = await getPerson(admin, id);
  expect(signIns.map(({ ip, outcome, reason }) => [ip, outcome, reason])).toEqual([
    ['198.51.100.3', 'failed', 'invalid-credentials'],
    ['198.51.100.2', 'failed', 'invalid-credentials'],
    ['198.51.100.1', 'failed', 'invalid-credentials'],
    ['192.0.2.1', 'ok', null],
  ]);
  expect(signIns[3]).toMatchObject({ userAgent: 'A browser', at: expect.any(Date) });
});

it('shows sign-ins that a missing role refused', async () => {
  const { id: grantId } = await grant();
  const { id } = await enter('outsider');
  await revokeGrant(admin, { id: grantId, reason: 'Over' });
  await expect(enter('outsider', '192.0.2.9')).rejects.toMatchObject({ problem: 'no-role' });
  expect((await getPerson(admin, id)).signIns[0]).toMatchObject({
    outcome: 'denied',
    reason: 'no-role',
    ip: '192.0.2.9',
  });
});

it('shows each open session with its address, and none that was ended', async () => {
  const { id } = await enter('viewer', '192.0.2.1');
  await enter('viewer', '192.0.2.2');
  const { sessions } = await getPerson(admin, id);
  expect(sessions.map(({ ip }) => ip)).toEqual(['192.0.2.2', '192.0.2.1']);
  for (const { since, endsAt } of sessions) expect(endsAt.getTime() - since.getTime()).toBe(8 * 3_600_000);
  await endSessions(admin, { userId: id, reason: 'Lost a laptop' });
  expect(await getPerson(admin, id)).toMatchObject({ sessions: [], given: null, checkedAt: null });
});

it('asks the directory what somebody would have at their next sign-in', async () => {
  const { id } = await enter('editor');
  const seed = demoDirectory();
  const groups = seed.groups.map((group) =>
    group.sam === 'rota-admins' ? { ...group, members: ['admin', 'editor'] } : group,
  );
  product.directory.load({ ...seed, groups });
  expect((await getPerson(admin, id)).given?.[0]).toMatchObject({ role: 'editor' });
  const { problem, asked } = await askDirectory(admin, { userId: id });
  expect(problem).toBeNull();
  expect(asked).toMatchObject({ account: 'active', at: expect.any(Date) });
  expect(asked?.given.map(({ role, source }) => [role, source])).toEqual([
    ['administrator', { kind: 'variable', variable: 'ROTA_ADMINISTRATOR_GROUPS' }],
    ['editor', { kind: 'variable', variable: 'ROTA_EDITOR_GROUPS' }],
    ['viewer', { kind: 'variable', variable: 'ROTA_VIEWER_GROUPS' }],
  ]);
});

it('says of an account that it is disabled, or gone', async () => {
  const { id } = await enter('editor');
  const seed = demoDirectory();
  const disabled = seed.users.map((user) => (user.sam === 'editor' ? { ...user, disabled: true } : user));
  product.directory.load({ ...seed, users: disabled });
  expect(await askDirectory(admin, { userId: id })).toMatchObject({ asked: { account: 'disabled' } });
  const gone = seed.users.filter(({ sam }) => sam !== 'editor');
  const groups = seed.groups.map(({ members = [], ...group }) => ({
    ...group,
    members: members.filter((name) => name !== 'editor'),
  }));
  product.directory.load({ ...seed, users: gone, groups });
  expect(await askDirectory(admin, { userId: id })).toMatchObject({ asked: { account: 'gone', given: [] } });
});

it('knows nobody who never signed in', async () => {
  for (const id of ['00000000-0000-4000-8000-0000000000ff', 'x', "' OR 1=1"])
    await expect(getPerson(admin, id)).rejects.toMatchObject({ code: 'not-found' });
  const nobody = { userId: '00000000-0000-4000-8000-0000000000ff' };
  await expect(askDirectory(admin, nobody)).rejects.toMatchObject({ code: 'not-found' });
});

it('is for administrators of everything, not of a team or an environment', async () => {
  const ofTeam = contextOf('administrator', { teamId: place.teamId, environmentId: null });
  for (const context of [ofTeam, contextOf('editor'), contextOf('operator'), contextOf('viewer')])
    for (const ask of [
      () => listPeople(context, ''),
      () => getPerson(context, 'x'),
      () => askDirectory(context, { userId: '00000000-0000-4000-8000-0000000000ff' }),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'forbidden' });
});

it('tells that the directory can’t be asked', async () => {
  const { id } = await enter('viewer');
  await product.directory.stop();
  expect(await askDirectory(admin, { userId: id })).toEqual({
    problem: expect.stringContaining('The directory is unavailable'),
    asked: null,
  });
});
