import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  plainSecret,
  type SecretsManagerServer,
  startSecretsManager,
} from '@/lib/local/aws/secrets-manager/server';
import { type StsServer, startSts } from '@/lib/local/aws/sts/server';
import { parseReference, resolveReferences } from '@/lib/targets/references';
import type { Access } from './credentials';
import { createSecretReader, type SecretReader } from './secrets-manager';

const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const refers = (inner: string) => parseReference(`{{resolve:secretsmanager:${inner}}}`);
const readers: SecretReader[] = [];

let sts: StsServer;
let server: SecretsManagerServer;
let reader: SecretReader;

beforeAll(async () => {
  const common = { defaultRegion: 'eu-central-1', log: () => {} };
  sts = await startSts({ ...common, now: Date.now, unassumableRoles: new Set() });
  server = await startSecretsManager({ ...common, sts });
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url,
  });
  reader = readerIn(role('delivery'));
});
afterAll(async () => {
  for (const each of readers) each.destroy();
  await server.close();
  await sts.close();
});
beforeEach(() => server.secrets.clear());

const OWN = { region: 'eu-central-1', roleArn: null, externalId: null };

function readerIn(roleArn: string, access: Access = OWN): SecretReader {
  const made = createSecretReader(access, { roleArn, scheduleId: 'statements000001' });
  readers.push(made);
  return made;
}

describe('a secret', () => {
  it('is read as a whole, or one field of it, by name and by ARN', async () => {
    server.secrets.set('billing/api', plainSecret('{"token":"t0k3n","limits":{"day":5},"port":5432}'));
    const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:billing/api-AbCdEf';
    expect(await reader.read(refers('billing/api'))).toBe('{"token":"t0k3n","limits":{"day":5},"port":5432}');
    expect(await reader.read(refers('billing/api:SecretString:token'))).toBe('t0k3n');
    expect(await reader.read(refers(`${arn}:SecretString:token`))).toBe('t0k3n');
    expect(await reader.read(refers('billing/api:SecretString:port'))).toBe('5432');
    expect(await reader.read(refers('billing/api:SecretString:limits'))).toBe('{"day":5}');
  });

  it('counts as rotated at the next read, and is had in an earlier version by its stage or id', async () => {
    server.secrets.set('api', plainSecret('old'));
    expect(await reader.read(refers('api'))).toBe('old');
    server.secrets.set('api', {
      versions: [
        { id: 'v1', stages: ['AWSPREVIOUS'], value: 'old' },
        { id: 'v2', stages: ['AWSCURRENT'], value: 'new' },
      ],
    });
    expect(await reader.read(refers('api'))).toBe('new');
    expect(await reader.read(refers('api:SecretString::AWSPREVIOUS'))).toBe('old');
    expect(await reader.read(refers('api:SecretString:::v1'))).toBe('old');
  });

  it('is put into an input in its place', async () => {
    server.secrets.set('api', plainSecret('{"token":"say \\"hi\\""}'));
    const input = '{"auth": "Bearer {{resolve:secretsmanager:api:SecretString:token}}", "n": 1}';
    expect(await resolveReferences(input, reader.read)).toBe('{"auth": "Bearer say \\"hi\\"", "n": 1}');
  });

  it('is read as the role that is given, whose policy decides', async () => {
    server.secrets.set('payroll', { ...plainSecret('secret'), readers: [role('payroll')] });
    expect(await readerIn(role('payroll')).read(refers('payroll'))).toBe('secret');
    await expect(reader.read(refers('payroll'))).rejects.toMatchObject({
      kind: 'denied',
      code: 'AccessDeniedException',
      message: expect.stringMatching(/^The secret payroll could not be read: .*assumed-role\/delivery/),
    });
  });

  it('is read in the target’s role as the role of the environment assumes it, in a session that names the schedule', async () => {
    server.secrets.set('chained', { ...plainSecret('secret'), readers: [role('chained')] });
    const access = { ...OWN, roleArn: 'arn:aws:iam::210987654321:role/rota-app', externalId: 'external' };
    expect(await readerIn(role('chained'), access).read(refers('chained'))).toBe('secret');
    expect(sts.sessions.slice(-2)).toEqual([
      'arn:aws:sts::210987654321:assumed-role/rota-app/rota',
      'arn:aws:sts::123456789012:assumed-role/chained/rota-statements000001',
    ]);
  });
});

describe('a secret that can not be had', () => {
  it.each([
    ['is not there', 'gone', 'missing', 'ResourceNotFoundException'],
    ['has no such version', 'text:SecretString::AWSPENDING', 'missing', 'ResourceNotFoundException'],
    ['has no such field', 'object:SecretString:password', 'rejected', 'NoSuchKey'],
    ['has a field of every object alone', 'object:SecretString:constructor', 'rejected', 'NoSuchKey'],
    ['is no JSON', 'text:SecretString:password', 'rejected', 'NotJson'],
    ['is a JSON list', 'list:SecretString:0', 'rejected', 'NotJson'],
    ['is binary', 'bytes', 'rejected', 'NoText'],
  ])('because it %s is named, without what it holds', async (_, inner, kind, code) => {
    server.secrets.set('text', plainSecret('hunter2'));
    server.secrets.set('object', plainSecret('{"token":"hunter2"}'));
    server.secrets.set('list', plainSecret('["hunter2"]'));
    server.secrets.set('bytes', {
      versions: [{ id: 'v1', stages: ['AWSCURRENT'], value: Buffer.from('hunter2') }],
    });
    const failure = await reader.read(refers(inner)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'AwsError', kind, code });
    expect(String(failure)).toContain(inner.split(':')[0]);
    expect(String(failure)).not.toContain('hunter2');
  });

  it.each([
    ['InvalidRequestException', 'rejected'],
    ['DecryptionFailure', 'rejected'],
    ['InternalServiceError', 'unreachable'],
    ['ThrottlingException', 'throttled'],
  ])('because of %s counts as %s', async (code, kind) => {
    server.refusal = { code, message: 'Not now.' };
    try {
      await expect(reader.read(refers('any'))).rejects.toMatchObject({ kind, code });
    } finally {
      server.refusal = undefined;
    }
  });
});
