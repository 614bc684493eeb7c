import { createHmac, randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { NOTHING_PRIVATE, parseAllowedPrivate } from '@/lib/outbound/allowed';
import { MASK } from '@/lib/targets/mask';
import { type CallbackToken, readCallbackToken } from './callback-token';
import { deliverWebhook, type WebhookCall, type WebhookMeans } from './deliver';
import { type Receiver, startReceiver } from './fixture';
import { sealHeaders, sealSigning } from './secrets';
import { newSigningSecret } from './sign';

const key = randomBytes(32);
const [fresh, before] = [newSigningSecret(), newSigningSecret()];
const LOCAL = parseAllowedPrivate('127.0.0.1') ?? NOTHING_PRIVATE;
const HEADERS = [
  { name: 'X-Api-Key', value: 'k-123456', secret: true },
  { name: 'X-Team', value: 'finance', secret: false },
];
const SETTINGS = {
  headers: HEADERS.map((header) => (header.secret ? { ...header, value: MASK } : header)),
  waitsForCallback: false,
  callbackHours: 24,
};

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver?.close());
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer((_, response) => response.end('ok'));
});

function means(more: Partial<WebhookMeans> = {}): WebhookMeans {
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  return {
    key,
    stored: { signing: [sealSigning(fresh, key)], headers: sealHeaders(HEADERS, key, null) },
    outbound: { allowed: LOCAL, ca: receiver.ca, resolve },
    rotaUrl: 'https://rota.example.com',
    ...more,
  };
}

const deliver = (call: Partial<WebhookCall> = {}, more: Partial<WebhookMeans> = {}) =>
  deliverWebhook(
    {
      runId: '0123456789abcdef',
      attemptsBefore: 3,
      url: receiver.url,
      settings: SETTINGS,
      body: '{"day":"é"}',
      timeoutMs: 5_000,
      ...call,
    },
    means(more),
  );

/** What a receiver does after the text of Standard Webhooks, with nothing of ours. */
function isSignedBy(secret: string, { headers, body }: Receiver['received'][number]): boolean {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const mac = createHmac('sha256', Buffer.from(secret.split('_')[1] ?? '', 'base64')).update(signed);
  const wanted = mac.digest('base64');
  return String(headers['webhook-signature'])
    .split(' ')
    .some((one) => one === `v1,${wanted}`);
}

describe('a webhook', () => {
  it('is posted once with its headers and a signature', async () => {
    const { answer } = await deliver();
    expect(answer).toMatchObject({ outcome: 'succeeded', status: 200, excerpt: 'ok' });
    const [got, ...more] = receiver.received;
    if (!got) throw new Error('Nothing came.');
    expect(more).toEqual([]);
    expect(got).toMatchObject({ url: '/nightly', body: '{"day":"é"}' });
    expect(got.headers).toMatchObject({
      'x-api-key': 'k-123456',
      'x-team': 'finance',
      'content-type': 'application/json',
      'webhook-id': '0123456789abcdef',
    });
    expect(Math.abs(Number(got.headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(10);
    expect(isSignedBy(fresh, got)).toBe(true);
    expect(isSignedBy(before, got)).toBe(false);
    expect(got.headers).not.toHaveProperty('rota-callback-url');
  });

  it('is signed by two secrets after a change of them', async () => {
    const signing = [fresh, before].map((secret) => sealSigning(secret, key));
    await deliver({}, { stored: { ...means().stored, signing } });
    const got = receiver.received[0];
    if (!got) throw new Error('Nothing came.');
    expect([isSignedBy(fresh, got), isSignedBy(before, got)]).toEqual([true, true]);
  });

  const status =
    (code: number, headers: Record<string, string> = {}): RequestListener =>
    (_, response) =>
      response.writeHead(code, headers).end();

  it.each<[number, Record<string, string>, object]>([
    [204, {}, { outcome: 'succeeded' }],
    [202, {}, { outcome: 'succeeded' }],
    [
      302,
      { location: '/elsewhere' },
      { outcome: 'failed', permanent: true, reason: expect.stringContaining('redirect') },
    ],
    [400, {}, { outcome: 'failed', permanent: true, ran: false }],
    [404, {}, { outcome: 'failed', permanent: true }],
    [408, {}, { outcome: 'failed', permanent: false }],
    [425, {}, { outcome: 'failed', permanent: false }],
    [429, { 'retry-after': '7' }, { outcome: 'failed', permanent: false, retryAfterMs: 7_000 }],
    [500, {}, { outcome: 'failed', permanent: false, retryAfterMs: null }],
    [503, { 'retry-after': '120' }, { outcome: 'failed', permanent: false, retryAfterMs: 120_000 }],
  ])('that is answered %i %j ends so', async (code, headers, outcome) => {
    receiver.answer(status(code, headers));
    const { answer } = await deliver();
    expect(answer).toMatchObject({ status: code, ...outcome });
    expect(receiver.received).toHaveLength(1);
  });

  it('that waits for a call-back is told where, and runs until then where it is answered 202', async () => {
    receiver.answer(status(202));
    const { answer, secrets } = await deliver({
      settings: { ...SETTINGS, waitsForCallback: true, callbackHours: 2 },
    });
    const told = new URL(String(receiver.received[0]?.headers['rota-callback-url']));
    expect(told.origin).toBe('https://rota.example.com');
    const token = told.pathname.replace('/api/callbacks/', '');
    const read = readCallbackToken(token, key) as CallbackToken;
    expect(read).toMatchObject({ runId: '0123456789abcdef', attemptsBefore: 3 });
    expect(Math.abs(read.expiresAt.getTime() - Date.now() - 7_200_000)).toBeLessThan(10_000);
    expect(answer).toMatchObject({ outcome: 'running', tasks: [] });
    expect(secrets).toEqual(['k-123456', token]);
  });

  it('is read for 64 KB of an answer of 100 MB, which is then cut off', async () => {
    let closed: () => void = () => {};
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    let written = 0;
    receiver.answer((_, response) => {
      const part = Buffer.alloc(64 * 1024, 'x');
      const more = () => {
        while (!response.destroyed && written < 100_000_000 && response.write(part)) written += part.length;
        if (written >= 100_000_000) response.end();
      };
      response.on('drain', more).on('close', closed);
      more();
    });
    const { answer, cut } = await deliver();
    expect(answer).toMatchObject({ outcome: 'succeeded', excerpt: 'x'.repeat(64 * 1024) });
    expect(cut).toBe(true);
    await gone;
    expect(written).toBeLessThan(50_000_000);
  });

  it.each<[string, RequestListener, number, RegExp]>([
    ['does not answer in time', () => {}, 300, /within 0\.3 s/],
    ['cuts the connection', (request) => request.socket.destroy(), 5_000, /sent/],
  ])('whose receiver %s may have come through', async (_, serve, timeoutMs, reason) => {
    receiver.answer(serve);
    const { answer } = await deliver({ timeoutMs });
    expect(answer).toMatchObject({ outcome: 'unanswered', reason: expect.stringMatching(reason) });
  });

  it('whose receiver cuts its answer has its status', async () => {
    receiver.answer(
      (_, response) =>
        void response.writeHead(200, { 'content-length': '9' }).write('a', () => response.destroy()),
    );
    expect(await deliver()).toMatchObject({ answer: { outcome: 'succeeded', status: 200 }, cut: true });
  });

  it('was not sent where nobody listens, or the certificate is not the name’s', async () => {
    const port = '1';
    const refused = await deliver({ url: `https://hooks.example.com:${port}/` });
    expect(refused.answer).toMatchObject({ outcome: 'failed', permanent: false });
    const wrong = await deliver({ url: receiver.url.replace('hooks.', 'other.') });
    expect(wrong.answer).toMatchObject({ outcome: 'failed', permanent: false });
    expect(receiver.received).toEqual([]);
  });

  it('goes to no address that is not public', async () => {
    const { answer } = await deliver({}, { outbound: { ...means().outbound, allowed: NOTHING_PRIVATE } });
    expect(answer).toMatchObject({
      outcome: 'failed',
      permanent: true,
      reason: expect.stringContaining('ROTA_ALLOWED_PRIVATE_HOSTS'),
    });
    expect(receiver.received).toEqual([]);
  });

  it('is not sent where what stands before it says no', async () => {
    const full = new Error('The gate is full.');
    await expect(deliver({}, { pass: () => Promise.reject(full) })).rejects.toBe(full);
    expect(receiver.received).toEqual([]);
  });

  it('that waits for its gate is not late by that, and is signed when it is sent', async () => {
    receiver.answer(status(202));
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const sentAt = Date.now() + 240_000;
    const { answer } = await deliver(
      { timeoutMs: 5_000, settings: { ...SETTINGS, waitsForCallback: true, callbackHours: 2 } },
      { pass: async () => void vi.setSystemTime(sentAt) },
    );
    expect(answer).toMatchObject({ outcome: 'running', calledBackWithinMs: 7_200_000 });
    const [got] = receiver.received;
    if (!got) throw new Error('Nothing came.');
    const { headers } = got;
    expect(headers['webhook-timestamp']).toBe(String(Math.floor(sentAt / 1_000)));
    const token = String(headers['rota-callback-url']).split('/').at(-1) ?? '';
    expect(readCallbackToken(token, key)?.expiresAt).toEqual(
      new Date(Math.floor(sentAt / 1_000) * 1_000 + 7_200_000),
    );
  });

  it('is not sent without the value of a secret header', async () => {
    const stored = { ...means().stored, headers: sealHeaders([], key, null) };
    const { answer } = await deliver({}, { stored });
    expect(answer).toMatchObject({
      outcome: 'failed',
      permanent: true,
      reason: 'No value is stored for the secret header X-Api-Key. Enter it again.',
    });
    expect(receiver.received).toEqual([]);
  });

  it('is not sent with secrets of another key', async () => {
    const { answer } = await deliver({}, { key: randomBytes(32) });
    expect(answer).toMatchObject({ outcome: 'failed', permanent: true });
    expect(receiver.received).toEqual([]);
  });
});
