import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ACCESS, arnOf, CLUSTER, REFUSED, REGION, ROLE, startTargets } from '@/lib/aws/send/fixture';
import { queueUrl } from '@/lib/aws/send/sqs';
import {
  plainSecret,
  type SecretsManagerServer,
  startSecretsManager,
} from '@/lib/local/aws/secrets-manager/server';
import { testEnv } from '@/lib/local/test-product';
import { sealInput } from '@/lib/targets/secrets';
import { deliver, type Stored } from './deliver';

const key = randomBytes(32);
const means = { access: ACCESS, key, keepsAnswers: true, webhook: async () => null };
let secretsManager: SecretsManagerServer;
let targets: Awaited<ReturnType<typeof startTargets>>;
beforeAll(async () => {
  targets = await startTargets();
  secretsManager = await startSecretsManager({ defaultRegion: REGION, log: () => {}, sts: targets.sts });
  process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = secretsManager.url;
});
afterAll(async () => {
  await secretsManager?.close();
  await targets?.stop();
});

let runs = 0;
const stored = (kind: string, arn: string, more: Partial<Stored> = {}): Stored => ({
  runId: `run${++runs}`,
  scheduleId: 'statements000001',
  scheduleArn: 'arn:aws:scheduler:eu-west-1:000000000000:schedule/rota/statements',
  nominalAt: new Date('2026-06-01T08:00:00Z'),
  attempt: 2,
  attemptsBefore: 0,
  kind,
  arn,
  roleArn: ROLE,
  settings: {},
  input: null,
  secretFields: [],
  timeoutMs: 10_000,
  token: `token-${runs}`,
  ...more,
});
const throwing = (secret: string, more: Partial<Stored> = {}) =>
  stored('lambda', arnOf('lambda', 'function:broken'), {
    settings: { invocation: 'result' },
    input: sealInput(JSON.stringify({ token: secret }), ['/token'], key),
    secretFields: ['/token'],
    ...more,
  });
async function message(): Promise<unknown> {
  const client = new SQSClient({ region: 'eu-west-1', useQueueUrlAsEndpoint: false });
  const QueueUrl = queueUrl(arnOf('sqs', 'inbox'));
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
  return JSON.parse(Messages[0]?.Body ?? 'null');
}
const INBOX = arnOf('sqs', 'inbox');

it('a target gets its secrets in the clear and the attributes filled in', async () => {
  const input = sealInput(
    '{"token":"s3cret-word","at":"<aws.scheduler.scheduled-time>","n":<aws.scheduler.attempt-number>}',
    ['/token'],
    key,
  );
  const answer = await deliver(stored('sqs', INBOX, { input, secretFields: ['/token'] }), means);
  expect(answer).toMatchObject({ outcome: 'delivered' });
  expect(await message()).toEqual({ token: 's3cret-word', at: '2026-06-01T08:00:00Z', n: 2 });
});

it('a target without an input gets the event, with an id that only this attempt has', async () => {
  const one = stored('sqs', INBOX);
  await deliver(one, means);
  const event = await message();
  expect(event).toMatchObject({ source: 'aws.scheduler', id: expect.stringMatching(/^[0-9a-f]{16}$/) });
  await deliver(one, means);
  expect(await message()).toEqual(event);
  await deliver({ ...one, attempt: 3 }, means);
  expect(await message()).not.toEqual(event);
  await deliver({ ...one, token: 'after a redrive' }, means);
  expect(await message()).not.toEqual(event);
});

it('no secret comes back, neither as it is nor as JSON writes it', async () => {
  for (const secret of ['s3cret-word', 'quo"ted\\word']) {
    const answer = await deliver(throwing(secret), means);
    expect(answer).toMatchObject({ outcome: 'failed', ran: true });
    expect(answer.excerpt).toContain('bad token ••••••••');
    expect(JSON.stringify(answer)).not.toContain(secret);
    expect(answer.excerpt).not.toContain(JSON.stringify(secret).slice(1, -1));
  }
});

it('an excerpt is kept where answers are, with its beginning and its end', async () => {
  expect(await deliver(throwing('x'.repeat(3)), { ...means, keepsAnswers: false })).toMatchObject({
    outcome: 'failed',
    excerpt: null,
  });
  const long = await deliver(
    throwing('', { input: JSON.stringify({ token: 'long'.repeat(900) }), secretFields: [] }),
    means,
  );
  expect(long.excerpt?.length).toBeLessThanOrEqual(2_000);
  expect(long.excerpt).toMatch(/^\{"errorType":"TypeError"[\s\S]*REPORT RequestId: [\s\S]*$/);
});

it('a secret of another key is no attempt', async () => {
  const answer = await deliver(throwing('s3cret-word'), { ...means, key: randomBytes(32) });
  expect(answer).toMatchObject({
    outcome: 'failed',
    permanent: true,
    status: null,
    reason: 'A secret of the input can not be opened: it was stored with another ROTA_ENCRYPTION_KEY.',
  });
});

describe('a reference to Secrets Manager', () => {
  const refers = (input: object) => stored('sqs', INBOX, { input: JSON.stringify(input) });

  it('is read as the role of the target, anew each time, and not sent itself', async () => {
    secretsManager.secrets.set('api', { ...plainSecret('{"token":"f1rst-word"}'), readers: [ROLE] });
    const reference = '{{resolve:secretsmanager:api:SecretString:token}}';
    const delivery = refers({ token: reference, at: '<aws.scheduler.scheduled-time>' });
    expect(await deliver(delivery, means)).toMatchObject({ outcome: 'delivered' });
    expect(await message()).toEqual({ token: 'f1rst-word', at: '2026-06-01T08:00:00Z' });
    secretsManager.secrets.set('api', plainSecret('{"token":"<aws.scheduler.attempt-number>"}'));
    await deliver(delivery, means);
    expect(await message()).toMatchObject({ token: '<aws.scheduler.attempt-number>' });
    const other = { ...plainSecret('{"token":"x"}'), readers: [REFUSED] };
    secretsManager.secrets.set('api', other);
    expect(await deliver(delivery, means)).toMatchObject({ outcome: 'failed', permanent: false });
    expect(await message()).toBeNull();
  });

  it('does not come back', async () => {
    secretsManager.secrets.set('word', plainSecret('s3cret "word"'));
    const answer = await deliver(
      throwing('', { input: '{"token":"{{resolve:secretsmanager:word}}"}', secretFields: [] }),
      means,
    );
    expect(answer.excerpt).toContain('bad token ••••••••');
    expect(answer.excerpt).not.toContain('s3cret');
  });

  it.each([
    ['a secret without that field', '{{resolve:secretsmanager:word:SecretString:none}}', true],
    ['what is none', '{{resolve:secretsmanager:}}', true],
    ['a secret that is not there', '{{resolve:secretsmanager:nothing}}', false],
  ])('to %s is not sent: for good %s', async (_, token, permanent) => {
    expect(await deliver(refers({ token }), means)).toMatchObject({
      outcome: 'failed',
      permanent,
      ran: false,
    });
    expect(await message()).toBeNull();
  });
});

it('a webhook whose authorities can not be read is not called, and may be later', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rota-deliver-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'ca.pem');
  await writeFile(file, '-----BEGIN CERTIFICATE-----\n');
  const nowhere = 'postgresql://127.0.0.1:1/rota';
  const variables = { ...testEnv({ url: nowhere, maintenanceUrl: nowhere }), ROTA_WEBHOOK_CA_FILE: file };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  // What is read of these variables is kept: by modules that no other test has.
  vi.resetModules();
  const fresh = {
    ...(await import('./deliver')),
    ...(await import('@/lib/env')),
    ...(await import('@/lib/log')),
  };
  fresh.env();
  await rm(file);
  const logged = vi.spyOn(fresh.log, 'error').mockImplementation(() => undefined);
  const settings = { headers: [], waitsForCallback: false, callbackHours: 24 };
  const hook = stored('webhook', 'https://hooks.example.com', { settings });
  const webhook = async () => ({ signing: [], headers: '' });
  expect(await fresh.deliver(hook, { ...means, webhook })).toMatchObject({
    outcome: 'failed',
    permanent: false,
    notCalled: true,
    reason: expect.stringContaining('ROTA_WEBHOOK_CA_FILE'),
  });
  expect(logged.mock.calls).toMatchObject([[{ err: { code: 'ENOENT' } }, expect.any(String)]]);
});

it('tasks run with the settings of their target', async () => {
  const settings = {
    taskDefinition: arnOf('ecs', 'task-definition/exits'),
    launchType: 'EC2',
    subnets: [],
    securityGroups: [],
    assignPublicIp: false,
    taskCount: 2,
  };
  const answer = await deliver(stored('ecs', CLUSTER, { settings }), means);
  expect(answer).toMatchObject({ outcome: 'running', tasks: { length: 2 } });
});
