import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { grantRole } from '@/lib/access/commands';
import { searchGroups } from '@/lib/access/search';
import { guidToString } from '@/lib/auth/directory/ids';
import { signIn } from '@/lib/auth/sign-in';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { DEMO_PASSWORD, demoDirectory } from '@/lib/local/directory/accounts';
import { guidFor } from '@/lib/local/directory/sid';
import { makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { exportAccess } from './export';
import type { Line } from './lines';

let product: TestProduct<{ directory: true }>;
const admin = contextOf('administrator');
const origin = { requestId: 'export-test', ip: '192.0.2.7', userAgent: 'test' };
const enter = async (name: string) => (await signIn(name, DEMO_PASSWORD, origin)).id;
const bodies = async () =>
  (await auditRows(product.database, 'activity')).map(({ outcome, body }) => ({
    ...JSON.parse(body),
    outcome,
  }));

async function lines(context = admin): Promise<Line[]> {
  const { parts } = await exportAccess(context, { format: 'jsonl' });
  let text = '';
  for await (const part of parts) text += part;
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

beforeAll(async () => {
  product = await startTestProduct({ directory: true, env: { LDAP_LOCKOUT_THRESHOLD: '0' } });
});
afterAll(() => product?.stop());
beforeEach(async () => {
  product.directory.load(demoDirectory());
  for (const table of ['role_grant', 'session', '"user"'])
    await sql(product.database, `DELETE FROM ${table}`);
});

it('has a line for each group with a role and for each thing that somebody has, and who gave it', async () => {
  const [group] = (await searchGroups(admin, { text: 'payments' })).groups;
  const place = { teamId: await makeTeam(), environmentId: (await currentEnvironment()).id };
  const grant = {
    groupSid: group?.sid,
    role: 'operator',
    ...place,
    rights: ['run.change-input'],
    reason: 'On call',
  };
  const { id: grantId } = await grantRole(admin, grant);
  const [outsider, editor] = [await enter('outsider'), await enter('editor')];
  await sql(product.database, 'DELETE FROM session WHERE user_id = $1', [editor]);
  const all = await lines();
  const short = ({ kind, account, role, team, environment, group, source }: Line) =>
    [kind, account, role, team.replace(/^Team .*/, 'T'), environment, group, source].join(' | ');
  expect(all.map(short)).toEqual([
    'group |  | administrator | all teams | all environments | rota-admins | ROTA_ADMINISTRATOR_GROUPS',
    'group |  | editor | all teams | all environments | rota-editors | ROTA_EDITOR_GROUPS',
    'group |  | operator | all teams | all environments | rota-operators | ROTA_OPERATOR_GROUPS',
    'group |  | viewer | all teams | all environments | rota-viewers | ROTA_VIEWER_GROUPS',
    `group |  | operator | T | Test | payments-ops | grant ${grantId}`,
    'person | editor | editor | all teams | all environments | rota-editors | ROTA_EDITOR_GROUPS',
    'person | editor | viewer | all teams | all environments | rota-viewers | ROTA_VIEWER_GROUPS',
    `person | outsider | operator | T | Test | payments-ops | grant ${grantId}`,
    'person | outsider | viewer | all teams | all environments |  | ROTA_READING',
  ]);
  const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(all[7]).toEqual({
    ...all[7],
    name: 'Otto Brandt',
    mail: 'otto.brandt@corp.example.test',
    object_guid: outsider,
    last_sign_in: instant,
    signed_in_now: 'yes',
    directory: 'active',
    rights: 'Run with a changed input',
    group_sid: group?.sid,
    granted_by: 'The administrator',
    granted_at: instant,
    asked_at: instant,
    note: '',
  });
  expect(all[5]).toMatchObject({ signed_in_now: 'no', granted_by: '' });
});

it('says who is disabled, gone, or without any role by now', async () => {
  for (const name of ['editor', 'operator', 'viewer']) await enter(name);
  const seed = demoDirectory();
  const without = (members: string[] = []) =>
    members.filter((name) => name !== 'operator' && name !== 'viewer');
  product.directory.load({
    ...seed,
    users: seed.users
      .filter(({ sam }) => sam !== 'operator')
      .map((user) => (user.sam === 'editor' ? { ...user, disabled: true } : user)),
    groups: seed.groups.map(({ members, ...group }) => ({ ...group, members: without(members) })),
  });
  const people = (await lines()).filter(({ kind }) => kind === 'person');
  expect(people.map(({ account, directory, role, note }) => [account, directory, role, note])).toEqual([
    ['editor', 'disabled or expired', 'editor', 'Without effect while the account can’t sign in.'],
    ['editor', 'disabled or expired', 'viewer', 'Without effect while the account can’t sign in.'],
    ['operator', 'not in the directory', '', 'No rights: they can’t sign in.'],
    ['viewer', 'active', '', 'No rights: they can’t sign in.'],
  ]);
});

it('is recorded before the first line, and with the number of lines at its end', async () => {
  await enter('viewer');
  const before = (await bodies()).length;
  const { parts } = await exportAccess(admin, { format: 'csv' });
  expect((await bodies()).slice(before)).toMatchObject([
    { action: 'access.export', outcome: 'ok', subject: 'Access', details: { format: 'csv' } },
  ]);
  for await (const _ of parts);
  const [began, ended] = (await bodies()).slice(before);
  expect(ended).toMatchObject({
    action: 'access.export-end',
    outcome: 'ok',
    actor: { id: admin.actor.type === 'user' && admin.actor.id },
    details: { export: began.details.export, lines: 5 },
  });
});

it('is recorded with the lines that were sent where it is broken off', async () => {
  await enter('viewer');
  const { parts } = await exportAccess(admin, { format: 'csv' });
  await parts.next();
  await parts.next();
  await parts.return(undefined);
  expect((await bodies()).at(-1)).toMatchObject({
    action: 'access.export-end',
    outcome: 'failed',
    reason: 'It was broken off.',
    details: { lines: 4 },
  });
});

it('is for administrators of everything, and for a known format', async () => {
  const ofEnvironment = contextOf('administrator', {
    teamId: null,
    environmentId: (await currentEnvironment()).id,
  });
  for (const context of [ofEnvironment, contextOf('editor'), contextOf('operator'), contextOf('viewer')])
    await expect(exportAccess(context, { format: 'csv' })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(exportAccess(contextOf('anonymous'), {})).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(exportAccess(admin, { format: 'xlsx' })).rejects.toThrow('Choose one of: csv, jsonl.');
  for (const raw of [null, '', 'csv', {}, { format: 'csv', more: 1 }])
    await expect(exportAccess(admin, raw)).rejects.toMatchObject({ code: 'invalid' });
});

it('asks about 1,000 people in one go', { timeout: 300_000 }, async () => {
  const seed = demoDirectory();
  const sams = Array.from({ length: 1_000 }, (_, n) => `staff-${String(n).padStart(4, '0')}`);
  const users = sams.map((sam) => ({ sam, displayName: `=${sam}`, password: DEMO_PASSWORD }));
  const groups = seed.groups.map((group) =>
    group.sam === 'rota-operators' ? { ...group, members: [...(group.members ?? []), ...sams] } : group,
  );
  product.directory.load({ ...seed, users: [...seed.users, ...users], groups });
  await enter('staff-0000');
  const people = sams.slice(1).map((sam) => ({
    id: guidToString(guidFor(`${seed.domain}:${sam}`)),
    accountName: sam,
    displayName: sam,
  }));
  await db().user.createMany({ data: people });
  const began = performance.now();
  const all = await lines();
  const seconds = (performance.now() - began) / 1000;
  console.log(`1,000 people: ${all.length} lines in ${seconds.toFixed(1)} s`);
  const staff = all.filter(({ kind }) => kind === 'person');
  expect(new Set(staff.map(({ account }) => account)).size).toBe(1_000);
  expect(staff.filter(({ role, directory }) => role === 'operator' && directory === 'active')).toHaveLength(
    1_000,
  );
});

it('marks everybody as unknown where the directory is down, soon', async () => {
  for (const name of ['editor', 'operator', 'viewer', 'admin']) await enter(name);
  await product.directory.stop();
  const people = (await lines()).filter(({ kind }) => kind === 'person');
  expect(people.map(({ account, directory, role }) => [account, directory, role])).toEqual(
    ['admin', 'editor', 'operator', 'viewer'].map((name) => [name, 'unknown: directory unavailable', '']),
  );
});
