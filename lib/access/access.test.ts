import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { findSession } from '@/lib/auth/sessions';
import { signIn } from '@/lib/auth/sign-in';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { DEMO_PASSWORD } from '@/lib/local/directory/accounts';
import { makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql, stateOf } from '@/lib/local/test-rows';
import { changeRights, grantRole, revokeGrant } from './commands';
import { listAccess } from './queries';
import { searchGroups } from './search';

let product: TestProduct<{ directory: true }>;
let teamId: string;
let environmentId: string;
let groupSid: string;
const admin = contextOf('administrator');
const origin = { requestId: 'access-test', ip: '192.0.2.7', userAgent: 'test' };
const outsider = () => signIn('outsider', DEMO_PASSWORD, origin);
const lastRow = async () => (await auditRows(product.database, 'activity')).at(-1);
const input = (change: object = {}) => ({
  groupSid,
  role: 'operator',
  teamId,
  environmentId,
  rights: [],
  reason: 'They are on call',
  ...change,
});

beforeAll(async () => {
  product = await startTestProduct({ directory: true });
  environmentId = (await currentEnvironment()).id;
  const { groups } = await searchGroups(admin, { text: 'PAYMENTS' });
  groupSid = groups[0]?.sid ?? '';
});
afterAll(() => product?.stop());
beforeEach(async () => {
  await sql(product.database, 'DELETE FROM role_grant');
  teamId = await makeTeam();
});

it('finds groups by the beginning of their name, and refuses less than two letters', async () => {
  expect(await searchGroups(admin, { text: ' payments-o ' })).toEqual({
    groups: [
      {
        sid: groupSid,
        name: 'payments-ops',
        dn: 'CN=payments-ops,OU=Groups,DC=corp,DC=example,DC=test',
        description: 'On call for payments',
      },
    ],
    more: false,
    problem: null,
  });
  expect(await searchGroups(admin, { text: '*)(cn=*' })).toMatchObject({ groups: [] });
  await expect(searchGroups(admin, { text: 'p ' })).rejects.toThrow('Enter at least 2 letters of the name.');
});

it('a grant lets people of the group in, keeps the name and SID, and is recorded', async () => {
  await expect(outsider()).rejects.toMatchObject({ problem: 'no-role' });
  const { id } = await grantRole(admin, input({ rights: ['run.change-input', 'run.change-input'] }));
  const { sessionId } = await outsider();
  expect(await findSession(sessionId)).toMatchObject({
    name: 'Otto Brandt',
    role: 'operator',
    groups: ['payments-ops'],
  });
  const { grants, people } = await listAccess(admin);
  expect(grants).toMatchObject([
    { id, group: 'payments-ops', groupSid, role: 'operator', environment: 'Test', production: false },
  ]);
  expect(grants[0]).toMatchObject({ rights: ['run.change-input'], by: 'The administrator' });
  expect(people[groupSid]).toBe(1);
  const rows = await auditRows(product.database, 'activity');
  const row = rows.find(({ action, subject }) => action === 'access.grant' && subject === 'payments-ops');
  expect(row).toMatchObject({ outcome: 'ok', reason: 'They are on call' });
  expect(JSON.parse(row?.body ?? '')).toMatchObject({
    details: {
      grant: id,
      after: { groupSid, role: 'operator', teamId, environment: 'Test', rights: ['run.change-input'] },
    },
  });
});

it('a revoked grant ends what it gave at the next request, and is recorded', async () => {
  const { id } = await grantRole(admin, input());
  const { sessionId } = await outsider();
  await revokeGrant(admin, { id, reason: 'Not on call any more' });
  expect(await findSession(sessionId)).toBeNull();
  await expect(outsider()).rejects.toMatchObject({ problem: 'no-role' });
  await expect(revokeGrant(admin, { id, reason: 'Again' })).rejects.toThrow('This grant does not exist.');
  const rows = await auditRows(product.database, 'activity');
  const row = rows.find(({ action }) => action === 'access.revoke');
  expect(row).toMatchObject({ subject: 'payments-ops', reason: 'Not on call any more' });
  expect(JSON.parse(row?.body ?? '')).toMatchObject({ details: { grant: id, before: { groupSid, teamId } } });
});

it('changed rights count at the next request, and are recorded with what they were', async () => {
  const { id } = await grantRole(admin, input());
  const { sessionId } = await outsider();
  await changeRights(admin, { id, rights: ['target.override-command'], reason: 'Needed for the migration' });
  expect((await findSession(sessionId))?.grants).toContainEqual(
    expect.objectContaining({ teamId, rights: ['target.override-command'] }),
  );
  expect(JSON.parse((await lastRow())?.body ?? '')).toMatchObject({
    action: 'access.change',
    details: { before: { rights: [] }, after: { rights: ['target.override-command'] } },
  });
  const same = changeRights(admin, { id, rights: ['target.override-command'], reason: 'Again' });
  await expect(same).rejects.toThrow('nothing would change');
});

it('gives a group one role in a place, whichever', async () => {
  await grantRole(admin, input());
  await grantRole(admin, input({ environmentId: null }));
  await grantRole(admin, input({ teamId: null }));
  await grantRole(admin, input({ teamId: null, environmentId: null }));
  const before = await stateOf(product.database);
  const again = grantRole(admin, input({ role: 'editor', teamId: null, environmentId: null }));
  await expect(again).rejects.toThrow(
    'payments-ops is operator for schedules of all teams in all environments already. Change its rights, or revoke it first.',
  );
  await expect(grantRole(admin, input())).rejects.toMatchObject({ fields: [{ path: 'groupSid' }] });
  expect(await stateOf(product.database)).toEqual(before);
});

it('makes one grant of two at the same moment', async () => {
  const both = await Promise.allSettled([grantRole(admin, input()), grantRole(admin, input())]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'invalid', fields: [{ path: 'groupSid' }] },
  });
});

it('names what is wrong, and writes nothing', async () => {
  const before = await stateOf(product.database);
  const refused = [
    [{ groupSid: 'S-1-5-21-1-2-3-4' }, 'groupSid', 'The directory has no such group. Search for it again.'],
    [{ groupSid: 'payments-ops' }, 'groupSid', 'Choose a group of the list.'],
    [{ role: 'owner' }, 'role', 'Choose a role.'],
    [{ teamId: '0000000000000000' }, 'teamId', 'This team does not exist. Choose another.'],
    [
      { environmentId: '0000000000000000' },
      'environmentId',
      'This environment does not exist. Choose another.',
    ],
    [{ rights: ['everything'] }, 'rights.0', 'Choose rights of the list.'],
    [{ reason: ' ' }, 'reason', "The reason can't be empty."],
  ] as const;
  for (const [change, path, message] of refused)
    await expect(grantRole(admin, input(change))).rejects.toMatchObject({ fields: [{ path, message }] });
  expect(await stateOf(product.database)).toEqual(before);
});

it('gives an administrator no extra rights: they have them all', async () => {
  await grantRole(admin, input({ role: 'administrator', rights: ['run.change-input'] }));
  expect((await listAccess(admin)).grants).toMatchObject([{ role: 'administrator', rights: [] }]);
});

it('shows the groups of the environment variables, the highest role first', async () => {
  const { configured, readsAll } = await listAccess(admin);
  expect(readsAll).toBe(true);
  expect(configured).toMatchObject([
    { role: 'administrator', variable: 'ROTA_ADMINISTRATOR_GROUPS', name: 'rota-admins', missing: false },
    { role: 'editor', name: 'rota-editors' },
    { role: 'operator', name: 'rota-operators' },
    { role: 'viewer', name: 'rota-viewers' },
  ]);
  expect(configured.every(({ sid }) => sid?.startsWith('S-1-5-21-'))).toBe(true);
});

it('is for administrators of everything, not of a team or an environment', async () => {
  const { actor } = admin;
  if (actor.type !== 'user') throw new Error('Nobody is there.');
  const place = { teamId, environmentId: null };
  const grants = [{ ...place, role: 'administrator' as const, rights: [], group: 'payments-ops' }];
  const ofTeam = { ...admin, actor: { ...actor, grants } };
  for (const context of [ofTeam, contextOf('editor'), contextOf('operator'), contextOf('viewer')])
    for (const ask of [
      () => listAccess(context),
      () => searchGroups(context, { text: 'payments' }),
      () => grantRole(context, input()),
      () => changeRights(context, { id: 'x', rights: [], reason: 'No' }),
      () => revokeGrant(context, { id: 'x', reason: 'No' }),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'forbidden' });
  expect(await db().roleGrant.count()).toBe(0);
});

it('tells that the directory can’t be asked, and shows the grants all the same', async () => {
  await grantRole(admin, input());
  await product.directory.stop();
  expect(await searchGroups(admin, { text: 'payments' })).toMatchObject({
    groups: [],
    problem: expect.stringContaining('The directory is unavailable'),
  });
  await expect(grantRole(admin, input({ teamId: null }))).rejects.toMatchObject({
    code: 'unavailable',
    message: 'The directory can’t be reached, so Rota can’t look up this group. Try again later.',
  });
  const { grants, configured } = await listAccess(admin);
  expect(grants).toHaveLength(1);
  expect(configured[0]).toMatchObject({ name: 'rota-admins', sid: null, missing: false });
});
