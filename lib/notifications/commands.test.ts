import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addEntry } from '@/lib/allow-lists/commands';
import { db } from '@/lib/db';
import { encryptionKey } from '@/lib/encryption-key';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { newId } from '@/lib/id';
import { makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { auditRows } from '@/lib/local/test-rows';
import { startWebhooks } from '@/lib/local/test-webhooks';
import { MASK } from '@/lib/targets/mask';
import { createChannel, deleteChannel, switchChannel, updateChannel } from './commands';
import { getChannel, listChannels } from './queries';
import { openUrl } from './secret-url';
import { testChannel } from './test-channel';

const TOPIC = `arn:aws:sns:${TEST_PLACE.region}:${TEST_PLACE.accountId}:alerts`;
const SECRET = 'https://hooks.slack.com/services/T0/B0/very-secret';
let product: TestProduct;
let receiver: Awaited<ReturnType<typeof startWebhooks>>;
let environmentId: string;
let teamId: string;

beforeAll(async () => {
  receiver = await startWebhooks();
  const env = { ROTA_ALLOWED_PRIVATE_HOSTS: 'localhost', ROTA_WEBHOOK_CA_FILE: receiver.caFile };
  product = await startTestProduct({ env });
  environmentId = (await currentEnvironment()).id;
  teamId = await makeTeam();
});
afterAll(async () => {
  receiver?.close();
  await product?.stop();
});

const fields = (more: object = {}) => ({
  name: 'Ops',
  teamId,
  environmentId: null,
  kind: 'slack',
  url: SECRET,
  wanted: ['failed', 'recovered'],
  ...more,
});
const editor = () => contextOf('editor');
const create = (more: object = {}, context = editor()) => createChannel(context, { channel: fields(more) });
const load = (id: string) => db().notificationChannel.findUniqueOrThrow({ where: { id } });
const lastRow = async () => (await auditRows(product.database, 'activity')).at(-1);
const urlOf = async (id: string) => openUrl((await load(id)).secret ?? '', encryptionKey());

describe('the address of a webhook', () => {
  it('is stored encrypted, and shown nowhere: not in the audit, not to whoever reads the channel', async () => {
    const { id, version } = await create();
    expect(await urlOf(id)).toBe(SECRET);
    const { secret } = await load(id);
    const shown = JSON.stringify([
      secret,
      await getChannel(editor(), id),
      await listChannels(editor()),
      await auditRows(product.database, 'activity'),
    ]);
    expect(shown).not.toContain('very-secret');
    expect(JSON.parse((await lastRow())?.body ?? '').details.after).toMatchObject({
      url: `https://hooks.slack.com/${MASK}`,
      team: expect.any(String),
      environment: 'all',
    });
    await updateChannel(editor(), { id, version, channel: fields({ url: MASK, name: 'Ops 2' }) });
    expect(await urlOf(id)).toBe(SECRET);
    await updateChannel(editor(), { id, version: version + 1, channel: fields({ url: `${SECRET}-2` }) });
    expect(await urlOf(id)).toBe(`${SECRET}-2`);
    const { before, after } = JSON.parse((await lastRow())?.body ?? '').details;
    expect([before.name, before.url === after.url, before.urlVersion === after.urlVersion]).toEqual([
      'Ops 2',
      true,
      false,
    ]);
  });

  it.each([
    ['', 'Enter the address of the webhook'],
    ['hooks.slack.com/x', 'This is not an address'],
    ['http://hooks.slack.com/x', 'must begin with https://'],
    ['https://me:secret@hooks.slack.com/x', 'user name or password'],
    ['https://hooks.slack.com/x#y', 'after #'],
    ['https://169.254.169.254/latest', '169.254.169.254 is not a public address'],
    ['https://[::1]/x', 'not a public address'],
    ['https://2130706433/x', '127.0.0.1 is not a public address'],
    [MASK, 'none is stored yet'],
  ])('is refused with what would be right: %s', async (url, message) => {
    const refused = create({ url });
    await expect(refused).rejects.toMatchObject({
      code: 'invalid',
      fields: [{ path: 'channel.url', message: expect.stringContaining(message) }],
    });
  });
});

describe('a channel', () => {
  it.each([
    ['name', { name: ' ' }, 'can’t be empty'],
    ['teamId', { teamId: '' }, 'Choose'],
    ['wanted', { wanted: [] }, 'at least one event'],
    ['wanted', { wanted: ['recovered'] }, 'what can be recovered from'],
    ['gatherSeconds', { gatherSeconds: 601 }, 'from 0 to 600'],
    ['repeatMinutes', { repeatMinutes: 4 }, 'from 5 to 1440'],
    ['topicArn', { kind: 'sns', topicArn: TOPIC.replace('sns', 'sqs') }, 'belongs to sqs'],
    ['topicArn', { kind: 'sns', topicArn: `${TOPIC}.fifo` }, 'FIFO'],
  ])('is refused at its field: %s', async (field, more, message) => {
    await expect(create(more)).rejects.toMatchObject({
      code: 'invalid',
      fields: expect.arrayContaining([
        { path: `channel.${field}`, message: expect.stringContaining(message) },
      ]),
    });
  });

  it('is made and changed only by editors of its team and environment', async () => {
    const { id, version } = await create();
    const place = { teamId, environmentId: null };
    const elsewhere = { teamId: await makeTeam(), environmentId: null };
    for (const context of [contextOf('operator'), contextOf('viewer'), contextOf('editor', elsewhere)]) {
      await expect(create({}, context)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(updateChannel(context, { id, version, channel: fields() })).rejects.toMatchObject({
        code: 'forbidden',
      });
      await expect(testChannel(context, { id })).rejects.toMatchObject({ code: 'forbidden' });
      await expect(deleteChannel(context, { id, version })).rejects.toMatchObject({ code: 'forbidden' });
    }
    const own = contextOf('editor', place);
    expect(await create({}, own)).toMatchObject({ version: 1 });
    await expect(create({ teamId: null }, own)).rejects.toMatchObject({ code: 'forbidden' });
    const away = updateChannel(own, { id, version, channel: fields({ teamId: elsewhere.teamId }) });
    await expect(away).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('stays for its team and environment: what it told is not for others', async () => {
    const administrator = contextOf('administrator');
    const { id, version } = await create();
    const move = (more: object) =>
      updateChannel(administrator, { id, version, channel: fields({ url: MASK, ...more }) });
    const [other, message] = [await makeTeam(), expect.stringContaining('Add a new channel')];
    await expect(move({ teamId: other, environmentId })).rejects.toMatchObject({
      code: 'invalid',
      fields: [
        { path: 'channel.teamId', message },
        { path: 'channel.environmentId', message },
      ],
    });
    await expect(move({ teamId: null })).rejects.toMatchObject({ fields: [{ path: 'channel.teamId' }] });
    expect(await load(id)).toMatchObject({ teamId, environmentId: null, version });
  });

  it('is seen by those who see its team; one for all teams by those who see all', async () => {
    const { id } = await create({ name: 'All', teamId: null });
    const one = contextOf('viewer', { teamId, environmentId: null });
    expect((await listChannels(one)).map(({ name }) => name)).not.toContain('All');
    await expect(getChannel(one, id)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await listChannels(contextOf('viewer'))).map(({ name }) => name)).toContain('All');
  });

  it('that somebody else changed meanwhile is not changed', async () => {
    const { id, version } = await create();
    await switchChannel(editor(), { id, version, enabled: false });
    const acts = [
      () => updateChannel(editor(), { id, version, channel: fields() }),
      () => switchChannel(editor(), { id, version, enabled: true }),
      () => deleteChannel(editor(), { id, version }),
    ];
    for (const act of acts) await expect(act()).rejects.toMatchObject({ code: 'conflict' });
  });

  it('that is switched off forgets what it counted, and never sends what waited', async () => {
    const { id, version } = await create();
    await db().notificationMessage.create({ data: { id: newId(), channelId: id, content: {} } });
    await db().notificationGroup.create({
      data: { channelId: id, environmentId: '', topic: 'runs', state: {} },
    });
    await switchChannel(editor(), { id, version, enabled: false });
    const { messages, enabled } = await getChannel(editor(), id);
    expect(enabled).toBe(false);
    expect(messages).toMatchObject([{ dueAt: null, sentAt: null, error: 'The channel was switched off.' }]);
    expect(await db().notificationGroup.count()).toBe(0);
    expect(await lastRow()).toMatchObject({ action: 'channel.disable', subject: 'Ops' });
  });

  it('goes with what was told there', async () => {
    const { id, version } = await create();
    await db().notificationMessage.create({ data: { id: newId(), channelId: id, content: {} } });
    await deleteChannel(editor(), { id, version });
    expect(await db().notificationMessage.count({ where: { channelId: id } })).toBe(0);
    expect(await lastRow()).toMatchObject({ action: 'channel.delete' });
  });
});

describe('a topic', () => {
  const sns = (more: object = {}) => ({
    kind: 'sns',
    topicArn: TOPIC,
    viaEnvironmentId: environmentId,
    ...more,
  });

  it('is in the account and Region of the environment that publishes', async () => {
    expect(await load((await create(sns())).id)).toMatchObject({
      topicArn: TOPIC,
      roleArn: null,
      secret: null,
    });
    const elsewhere = create(sns({ topicArn: TOPIC.replace(TEST_PLACE.region, 'us-east-1') }));
    await expect(elsewhere).rejects.toMatchObject({ fields: [{ path: 'channel.topicArn' }] });
  });

  it('and its role are held to the allow-lists of the team', async () => {
    const administrator = contextOf('administrator');
    const other = await makeTeam();
    const allow = (kind: string, pattern: string, of: string) =>
      addEntry(administrator, { kind, pattern, teamId: of, environmentId: null, reason: 'Theirs.' });
    const theirs = TOPIC.replace('alerts', 'theirs');
    await allow('target', theirs, other);
    await expect(create(sns({ topicArn: theirs }))).rejects.toMatchObject({
      fields: [{ path: 'channel.topicArn', message: expect.stringContaining('belongs to') }],
    });
    const roleArn = `arn:aws:iam::${TEST_PLACE.accountId}:role/theirs`;
    await allow('role', roleArn, other);
    await expect(create(sns({ roleArn }))).rejects.toMatchObject({ fields: [{ path: 'channel.roleArn' }] });
  });
});

describe('a test', () => {
  it('is sent at once, and its answer is shown and recorded', async () => {
    const { id } = await create({ url: receiver.url });
    expect(await testChannel(editor(), { id })).toEqual({ ok: true, message: 'It answered 200: ok' });
    expect(receiver.received.at(-1)?.body.text).toContain('This is a test of the channel Ops');
    expect(await lastRow()).toMatchObject({ action: 'channel.test', outcome: 'ok' });
    receiver.answers.push({ status: 403, text: 'invalid_token' });
    expect(await testChannel(editor(), { id })).toEqual({
      ok: false,
      message: 'It answered 403: invalid_token',
    });
    expect(await lastRow()).toMatchObject({ action: 'channel.test', outcome: 'failed' });
  });
});
