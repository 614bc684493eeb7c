import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settings } from '../fixture';
import type { Endpoint } from '../http';
import { startSts } from './server';

const CLOSED = 'arn:aws:iam::000000000000:role/closed';
const NOW = Date.parse('2026-06-01T00:00:00Z');
let endpoint: Endpoint;
let sts: STSClient;

beforeAll(async () => {
  endpoint = await startSts({
    defaultRegion: 'eu-west-1',
    log: () => {},
    now: () => NOW,
    unassumableRoles: new Set([CLOSED]),
  });
  sts = new STSClient(settings(endpoint.url));
});
afterAll(() => endpoint.close());

const assume = (RoleArn: string, DurationSeconds?: number) =>
  sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'rota', DurationSeconds }));

test('the caller is told who it is, as itself and within a role of another account', async () => {
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '000000000000' });
  const { Credentials } = await assume('arn:aws:iam::123456789012:role/path/deliver', 900);
  expect(Credentials?.Expiration).toEqual(new Date(NOW + 900_000));
  const within = new STSClient({
    ...settings(endpoint.url),
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    },
  });
  expect(await within.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '123456789012',
    Arn: 'arn:aws:sts::123456789012:assumed-role/deliver/rota',
  });
});

test('a role that trusts nobody, a malformed one and a duration out of bounds are refused', async () => {
  await expect(assume(CLOSED)).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(assume('arn:aws:iam::000000000000:user/no-role-at-all')).rejects.toMatchObject({
    name: 'ValidationError',
  });
  await expect(assume('arn:aws:iam::000000000000:role/r', 899)).rejects.toThrow(/900/);
});
