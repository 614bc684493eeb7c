import { afterAll, beforeAll, expect, it } from 'vitest';
import { findSession } from '@/lib/auth/sessions';
import { SignInError, signIn } from '@/lib/auth/sign-in';
import { DEMO_PASSWORD } from '@/lib/local/directory/accounts';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows } from '@/lib/local/test-rows';
import { endSessions, signOutEverywhere } from './commands';
import { listPeople } from './queries';
import { listSignIns } from './sign-ins';
import { testDirectory } from './test-directory';

let product: TestProduct<{ directory: true }>;
const admin = contextOf('administrator');
const origin = { requestId: 'people-test', ip: '192.0.2.7', userAgent: 'test' };
const begin = async (name: string) => (await signIn(name, DEMO_PASSWORD, origin)).sessionId;
const lastRow = async () => (await auditRows(product.database, 'activity')).at(-1);

beforeAll(async () => {
  product = await startTestProduct({ directory: true, env: { LDAP_LOCKOUT_THRESHOLD: '10' } });
});
afterAll(() => product?.stop());

it('counts sign-ins that did not succeed by name and by address, with the latest reason', async () => {
  const from = (ip: string) => ({ ...origin, ip });
  const fails = (name: string, password: string, ip: string) =>
    expect(signIn(name, password, from(ip))).rejects.toBeInstanceOf(SignInError);
  await fails('Operator', 'wrong', '198.51.100.1');
  await fails('operator', 'wrong', '198.51.100.2');
  await fails('outsider', DEMO_PASSWORD, '198.51.100.2');
  await signIn('operator', DEMO_PASSWORD, from('198.51.100.1'));
  const found = await listSignIns(admin, 24);
  expect(found).toMatchObject({ succeeded: 1, failed: 3, capped: false });
  expect(found.names).toMatchObject([
    { who: 'operator', failed: 2, denied: 0, others: 2, reason: 'invalid-credentials' },
    { who: 'otto brandt', failed: 0, denied: 1, others: 1, reason: 'no-role' },
  ]);
  expect(found.addresses).toMatchObject([
    { who: '198.51.100.2', failed: 1, denied: 1, others: 2, reason: 'no-role' },
    { who: '198.51.100.1', failed: 1, denied: 0, others: 1, reason: 'invalid-credentials' },
  ]);
});

it('shows names that hold NUL or half a character', async () => {
  const hostile = ['nul\0', 'half\ud83d', '\\u0000', 'pair😀'];
  for (const name of hostile) await expect(signIn(name, 'wrong', origin)).rejects.toBeInstanceOf(SignInError);
  const { names } = await listSignIns(admin, 24);
  for (const shown of ['nul�', 'half�', 'pair😀'])
    expect(names).toContainEqual(expect.objectContaining({ who: shown }));
  expect(names.some(({ who }) => who?.startsWith('\\u'))).toBe(true);
});

it('tests the directory over the path of a sign-in, and records how it went', async () => {
  expect(await testDirectory(admin, { now: true })).toMatchObject({ ok: true });
  expect(await lastRow()).toMatchObject({ action: 'directory.test', outcome: 'ok' });
  await expect(testDirectory(contextOf('editor'), { now: true })).rejects.toMatchObject({
    code: 'forbidden',
  });
});

it('lists who signed in, the latest first, with what they have and the groups that give it', async () => {
  await begin('editor');
  await begin('viewer');
  await begin('viewer');
  const { people, count } = await listPeople(admin, '');
  expect(count).toBe(3);
  expect(people).toMatchObject([
    { accountName: 'viewer', name: 'Vera Lindqvist', sessions: 2 },
    { accountName: 'editor', sessions: 1 },
    { accountName: 'operator', sessions: 1 },
  ]);
  expect(people.map(({ rights }) => rights)).toEqual([
    [{ text: 'viewer of everything', groups: ['rota-viewers'] }],
    [{ text: 'editor of everything', groups: ['rota-editors'] }],
    [{ text: 'operator of everything', groups: ['rota-operators'] }],
  ]);
  expect((await listPeople(admin, 'LINDQ')).people).toMatchObject([{ accountName: 'viewer' }]);
  expect(await listPeople(admin, '%')).toEqual({ people: [], count: 0 });
});

it('an administrator ends all sessions of somebody, once, and nobody else’s', async () => {
  const [one, two, other] = [await begin('viewer'), await begin('viewer'), await begin('editor')];
  const [viewer] = (await listPeople(admin, 'vera')).people;
  const input = { userId: viewer?.id, reason: 'Lost a laptop' };
  await endSessions(admin, input);
  expect([await findSession(one), await findSession(two)]).toEqual([null, null]);
  expect(await findSession(other)).not.toBeNull();
  const row = await lastRow();
  expect(row).toMatchObject({ action: 'session.end', subject: viewer?.id, reason: 'Lost a laptop' });
  expect(row?.body).not.toContain('Vera');
  await expect(endSessions(admin, input)).rejects.toThrow('Vera Lindqvist is not signed in any more.');
  expect((await listPeople(admin, 'vera')).people).toMatchObject([{ rights: null, sessions: 0 }]);
});

it('everybody ends their own sessions, all of them', async () => {
  const [one, two, other] = [await begin('viewer'), await begin('viewer'), await begin('editor')];
  const actor = await findSession(one);
  if (!actor) throw new Error('The session is not there.');
  await signOutEverywhere({ ...origin, actor }, { everywhere: true });
  expect([await findSession(one), await findSession(two)]).toEqual([null, null]);
  expect(await findSession(other)).not.toBeNull();
  expect(await lastRow()).toMatchObject({ action: 'session.end-own', actor_id: actor.id, subject: actor.id });
});

it.each(['viewer', 'operator', 'editor'] as const)('is not for a %s', async (role) => {
  const userId = '00000000-0000-4000-8000-000000000000';
  await expect(listPeople(contextOf(role), '')).rejects.toMatchObject({ code: 'forbidden' });
  await expect(endSessions(contextOf(role), { userId, reason: 'No' })).rejects.toMatchObject({
    code: 'forbidden',
  });
});
