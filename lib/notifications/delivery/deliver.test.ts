import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { db } from '@/lib/db';
import { encryptionKey } from '@/lib/encryption-key';
import { newId } from '@/lib/id';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { startWebhooks } from '@/lib/local/test-webhooks';
import { log } from '@/lib/log';
import type { ChannelKind } from '../channel';
import { switchChannel } from '../commands';
import type { Content } from '../content';
import { sealUrl } from '../secret-url';
import { deliverTurn } from './deliver';
import { markFailed, takeMessages } from './outbox';

let product: TestProduct;
let receiver: Awaited<ReturnType<typeof startWebhooks>>;

beforeAll(async () => {
  receiver = await startWebhooks();
  const env = { ROTA_ALLOWED_PRIVATE_HOSTS: 'localhost', ROTA_WEBHOOK_CA_FILE: receiver.caFile };
  product = await startTestProduct({ env });
});
beforeEach(async () => {
  await sql(product.database, 'TRUNCATE notification_channel CASCADE');
  receiver.received.length = 0;
  receiver.answers.length = 0;
});
afterAll(async () => {
  receiver?.close();
  await product?.stop();
});

async function channel(kind: ChannelKind = 'json', url = receiver.url): Promise<string> {
  const { id } = await db().notificationChannel.create({
    data: {
      id: newId(),
      name: 'Ops',
      kind,
      secret: sealUrl(url, encryptionKey()),
      host: new URL(url).host,
      gatherSeconds: 0,
      repeatMinutes: 15,
      wanted: ['failed'],
      createdBy: 'test',
    },
  });
  return id;
}

async function message(channelId: string, failed: number): Promise<void> {
  const content: Content = {
    type: 'trouble',
    topic: 'runs',
    counts: { failed },
    again: false,
    since: '2026-11-21T09:00:00.000Z',
    total: { failed },
    ended: 0,
    open: 1,
    schedules: [],
    more: false,
    teams: [],
    environment: null,
    reason: null,
  };
  await db().notificationMessage.create({ data: { id: newId(), channelId, content } });
}

const messages = () => db().notificationMessage.findMany({ orderBy: { seq: 'asc' } });
const dueAgain = () =>
  sql(product.database, 'UPDATE notification_message SET due_at = now() WHERE due_at IS NOT NULL');
const counts = () => receiver.received.map(({ body }) => (body.counts as { failed: number }).failed);

it('posts a message in the format of its channel, once, whoever sends', async () => {
  const kinds: ChannelKind[] = ['json', 'slack', 'teams'];
  for (const kind of kinds) await message(await channel(kind), 1);
  await Promise.all([deliverTurn(), deliverTurn(), deliverTurn()]);
  const [stored] = await messages();
  const bodies = receiver.received.map(({ body }) => body);
  expect(bodies).toHaveLength(3);
  expect(bodies).toContainEqual(
    expect.objectContaining({ version: 1, id: stored?.id, title: '1 run failed' }),
  );
  expect(bodies).toContainEqual(expect.objectContaining({ text: '1 run failed', blocks: expect.any(Array) }));
  expect(bodies).toContainEqual(
    expect.objectContaining({ type: 'message', attachments: [expect.any(Object)] }),
  );
  expect(new Set(receiver.received.map(({ type }) => type))).toEqual(new Set(['application/json']));
  for (const { sentAt, dueAt, error } of await messages())
    expect([sentAt, dueAt, error]).toEqual([expect.any(Date), null, null]);
});

it('keeps the order of a channel: what follows waits until what failed came through', async () => {
  const id = await channel();
  for (const count of [1, 2, 3]) await message(id, count);
  receiver.answers.push({ status: 503, text: 'busy' });
  await deliverTurn();
  await deliverTurn();
  expect(counts()).toEqual([1]);
  expect((await messages())[0]).toMatchObject({ error: 'It answered 503: busy', attempts: 1, sentAt: null });
  for (let i = 0; i < 3; i++) {
    await dueAgain();
    await deliverTurn();
  }
  expect(counts()).toEqual([1, 1, 2, 3]);
});

it('waits as long as it is asked to, and holds up no other channel', async () => {
  const [slow, other] = [await channel(), await channel()];
  receiver.answers.push({ status: 429, text: '', headers: { 'retry-after': '120' } });
  await message(slow, 1);
  await deliverTurn();
  await message(other, 2);
  await deliverTurn();
  const [{ due } = { due: 0 }] = await sql<{ due: number }>(
    product.database,
    'SELECT EXTRACT(EPOCH FROM due_at - now())::float8 AS due FROM notification_message WHERE due_at IS NOT NULL',
  );
  expect(due).toBeGreaterThan(110);
  expect(counts()).toEqual([1, 2]);
});

it('gives up what nobody took for a day, with an alert, and goes on with what follows', async () => {
  const alerts = vi.spyOn(log, 'error');
  const id = await channel();
  for (const count of [1, 2]) await message(id, count);
  await sql(
    product.database,
    "UPDATE notification_message SET at = now() - interval '1 day' WHERE seq = (SELECT min(seq) FROM notification_message)",
  );
  receiver.answers.push({ status: 404, text: 'no_service' });
  await deliverTurn();
  await deliverTurn();
  expect(counts()).toEqual([1, 2]);
  expect((await messages())[0]).toMatchObject({
    sentAt: null,
    dueAt: null,
    error: 'It answered 404: no_service',
  });
  expect(alerts.mock.calls[0]?.[0]).toMatchObject({ alert: true, channel: 'Ops' });
});

it('tries again what it could not send itself, with an alert, and gives it up after a day', async () => {
  const alerts = vi.spyOn(log, 'error');
  alerts.mockClear();
  const id = await channel();
  for (const count of [1, 2]) await message(id, count);
  const first = 'WHERE seq = (SELECT min(seq) FROM notification_message)';
  await sql(product.database, `UPDATE notification_message SET content = '{}' ${first}`);
  await deliverTurn();
  const text = 'Rota could not send it. Its log says why.';
  expect((await messages())[0]).toMatchObject({ error: text, dueAt: expect.any(Date), attempts: 1 });
  expect(alerts.mock.calls[0]?.[0]).toMatchObject({ alert: true, err: expect.any(Error), channel: 'Ops' });
  await sql(product.database, `UPDATE notification_message SET at = now() - interval '1 day' ${first}`);
  await dueAgain();
  await deliverTurn();
  await deliverTurn();
  expect((await messages())[0]).toMatchObject({ error: text, dueAt: null, sentAt: null });
  expect(counts()).toEqual([2]);
});

it('sends again what a worker held that died, and not what another one just sends', async () => {
  const id = await channel();
  await message(id, 1);
  const lease = (until: string) =>
    sql(
      product.database,
      `UPDATE notification_message SET lease_token = 'dead', lease_until = now() + interval '${until}'`,
    );
  await lease('1 minute');
  await deliverTurn();
  expect(counts()).toEqual([]);
  await lease('-1 second');
  await deliverTurn();
  expect(counts()).toEqual([1]);
});

it('sends nothing to an address that is not public unless it is allowed, and never says the secret part', async () => {
  const warned = vi.spyOn(log, 'warn');
  for (const url of [
    'https://169.254.169.254/very-secret',
    'https://127.0.0.1:1/very-secret',
    'https://localhost:1/very-secret?sig=very-secret',
  ])
    await message(await channel('json', url), 1);
  const echo = await channel();
  receiver.answers.push({ status: 400, text: `no such hook: ${receiver.url}` });
  await message(echo, 1);
  await deliverTurn();
  const errors = (await messages()).map(({ error }) => error);
  expect(errors[0]).toContain('169.254.169.254 is not a public address');
  expect(errors[1]).toContain('127.0.0.1 is not a public address');
  expect(errors[2]).toContain('ECONNREFUSED');
  expect(errors[3]).toBe('It answered 400: no such hook: ••••••••');
  expect(JSON.stringify([errors, warned.mock.calls])).not.toContain('very-secret');
});

it('never sends what was under way as its channel was switched off, and failed', async () => {
  const id = await channel();
  await message(id, 1);
  const [held] = await takeMessages(1);
  if (!held) throw new Error('Nothing was due.');
  const administrator = contextOf('administrator');
  await switchChannel(administrator, { id, version: 1, enabled: false });
  await markFailed(held, 'It answered 503', 0);
  expect(await messages()).toMatchObject([{ dueAt: null, error: 'The channel was switched off.' }]);
  await switchChannel(administrator, { id, version: 2, enabled: true });
  await deliverTurn();
  expect(counts()).toEqual([]);
});

it('sends nothing for a channel that is switched off', async () => {
  const id = await channel();
  await message(id, 1);
  await db().notificationChannel.update({ where: { id }, data: { enabled: false } });
  await deliverTurn();
  expect(counts()).toEqual([]);
});
