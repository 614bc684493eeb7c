import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { startSts } from '@/lib/local/aws/sts/server';
import { targetRole } from './target-role';

const CLOSED = 'arn:aws:iam::000000000000:role/closed';
const OWN = { region: 'eu-west-1', roleArn: null, externalId: null };
const unassumableRoles = new Set<string>();
let sts: Awaited<ReturnType<typeof startSts>>;
let roles = 0;
let role: string;

beforeAll(async () => {
  sts = await startSts({ defaultRegion: 'eu-west-1', log: () => {}, now: Date.now, unassumableRoles });
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'own',
    AWS_SECRET_ACCESS_KEY: 'own',
    AWS_ENDPOINT_URL_STS: sts.url,
  });
});
afterAll(() => sts?.close());
beforeEach(() => {
  role = `arn:aws:iam::000000000000:role/deliver-${++roles}`;
});

const sessionsOf = (name: string) =>
  sts.sessions.filter((arn) => arn.includes(`/${name.split('/').at(-1)}/`));

it('a target’s role is assumed once a schedule, in a session that names it', async () => {
  const [first, second] = await Promise.all([
    targetRole(OWN, role, 'statements000001'),
    targetRole(OWN, role, 'statements000001'),
  ]);
  expect(second).toEqual(first);
  expect(await targetRole(OWN, role, 'statements000001')).toEqual(first);
  expect(await targetRole(OWN, role, 'statements000002')).not.toEqual(first);
  const session = role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/');
  expect(sessionsOf(role)).toEqual([`${session}/rota-statements000001`, `${session}/rota-statements000002`]);
});

it('it is assumed from the role of its environment, where that has one', async () => {
  const access = { ...OWN, roleArn: 'arn:aws:iam::210987654321:role/rota' };
  await targetRole(access, role, 'statements000001');
  expect(sts.sessions.at(-2)).toMatch(/210987654321:assumed-role\/rota\/rota$/);
  expect(sts.sessions.at(-1)).toMatch(/:assumed-role\/deliver-\d+\/rota-statements000001$/);
});

it('what was refused is asked for again at once', async () => {
  unassumableRoles.add(CLOSED);
  await expect(targetRole(OWN, CLOSED, 'statements000001')).rejects.toMatchObject({
    kind: 'credentials',
    message: expect.stringContaining('not authorized to perform: sts:AssumeRole'),
  });
  unassumableRoles.delete(CLOSED);
  expect(await targetRole(OWN, CLOSED, 'statements000001')).toMatchObject({
    accessKeyId: expect.any(String),
  });
});

it('it is assumed anew shortly before a session ends', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  try {
    await targetRole(OWN, role, 'statements000001');
    vi.setSystemTime(Date.now() + 54 * 60_000);
    await targetRole(OWN, role, 'statements000001');
    expect(sessionsOf(role)).toHaveLength(1);
    vi.setSystemTime(Date.now() + 2 * 60_000);
    await targetRole(OWN, role, 'statements000001');
    expect(sessionsOf(role)).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});
