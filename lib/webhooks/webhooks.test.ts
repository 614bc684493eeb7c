import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST } from '@/app/api/callbacks/[token]/route';
import { db } from '@/lib/db';
import { attemptIn } from '@/lib/dispatch/engine/attempt';
import { encryptionKey } from '@/lib/encryption-key';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { makeGate, putBehind } from '@/lib/local/test-gates';
import { makeTeam, scheduleFields } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { attemptsOf, deliveriesOf, drain, dueRuns, runOf } from '@/lib/local/test-runs';
import { endMany } from '@/lib/runs/commands/end-awaited';
import { runNow } from '@/lib/runs/commands/now';
import { redriveRun } from '@/lib/runs/commands/redrive';
import { stopRun } from '@/lib/runs/commands/stop';
import { ANY_RUN } from '@/lib/runs/filter';
import { countActable } from '@/lib/runs/queries';
import { createSchedule, updateSchedule } from '@/lib/schedules/commands';
import { restoreVersion } from '@/lib/schedules/restore-version';
import { MASK } from '@/lib/targets/mask';
import { CLIENT_ADDRESS, REQUEST_ID } from '@/lib/web/origin';
import { callbackToken } from './callback-token';
import { replaceSigningSecret, rotateSigningSecret, showSigningSecret, takeSigningSecret } from './commands';
import { type Receiver, startReceiver } from './fixture';
import { unseenSigning } from './queries';
import { openSigning } from './secrets';
import { signedHeaders } from './sign';

const SECRET = 'k-1234567890';
const reason = 'The receiver asks for it';
const administrator = contextOf('administrator');

let product: TestProduct;
let receiver: Receiver;
let folder: string;
let teamId: string;
let environmentId: string;
let scheduleId: string;
let targetId: string;

beforeAll(async () => {
  receiver = await startReceiver();
  folder = await mkdtemp(path.join(tmpdir(), 'rota-webhooks-'));
  const ca = path.join(folder, 'ca.pem');
  await writeFile(ca, receiver.ca);
  product = await startTestProduct({
    env: {
      ROTA_ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
      ROTA_WEBHOOK_CA_FILE: ca,
      ROTA_DISPATCH_QUEUE_ARN: 'arn:aws:sqs:eu-central-1:000000000000:rota-dispatch',
      ROTA_DISPATCH_ROLE_ARN: 'arn:aws:iam::000000000000:role/rota-dispatch',
    },
  });
  environmentId = (await currentEnvironment()).id;
  teamId = await makeTeam();
  const saved = await createSchedule(contextOf('editor'), { schedule: fields() });
  scheduleId = saved.id;
  targetId = (await db().target.findFirstOrThrow({ where: { scheduleId } })).id;
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer((_, response) => response.end('ok'));
});
afterAll(async () => {
  await product?.stop();
  await receiver?.close();
  await rm(folder, { recursive: true, force: true });
});

const addressOf = (port = new URL(receiver.url).port) => `https://127.0.0.1:${port}/nightly`;

const webhook = (more: object = {}) => ({
  kind: 'webhook',
  arn: addressOf(),
  headers: [
    { name: 'X-Api-Key', value: SECRET, secret: true },
    { name: 'X-Team', value: 'finance', secret: false },
  ],
  input: '{"what":"statements"}',
  retryAttempts: 3,
  maxAgeSeconds: 3600,
  deadLetterArn: '',
  waitsForCallback: true,
  ...more,
});

const NAME = `Webhook ${randomUUID()}`;
const fields = (target: object = {}) =>
  scheduleFields(teamId, { name: NAME, delivery: 'through', targets: [webhook(target)] });

async function change(target: object) {
  const { generation } = await db().schedule.findUniqueOrThrow({ where: { id: scheduleId } });
  return updateSchedule(contextOf('editor'), {
    id: scheduleId,
    generation,
    schedule: fields({ id: targetId, ...target }),
  });
}

const work = () => drain(deliveriesOf(environmentId, attemptIn(environmentId)));

/** A run that was sent just now. @returns its id */
async function sent(): Promise<string> {
  const [id = ''] = await dueRuns(scheduleId, 1, { slotAt: new Date(), dueAt: new Date() });
  await work();
  return id;
}

const call = (url: string, body: unknown = { state: 'succeeded' }, headers = {}) =>
  POST(
    new Request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [CLIENT_ADDRESS]: '192.0.2.7', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
    { params: Promise.resolve({ token: new URL(url).pathname.split('/').at(-1) ?? '' }) },
  );

const callbackUrl = () => String(receiver.received.at(-1)?.headers['rota-callback-url']);

describe('a schedule with a webhook', () => {
  it('keeps its secret header out of everything but the call', async () => {
    await sent();
    expect(receiver.received[0]?.headers).toMatchObject({ 'x-api-key': SECRET, 'x-team': 'finance' });
    const dump = await sql<{ text: string }>(
      product.database,
      `SELECT row_to_json(t)::text AS text FROM target t UNION ALL SELECT row_to_json(w)::text FROM webhook_secret w
        UNION ALL SELECT body FROM schedule_audit UNION ALL SELECT body FROM activity_audit
        UNION ALL SELECT row_to_json(a)::text FROM run_attempt a`,
    );
    expect(dump.length).toBeGreaterThan(3);
    expect(dump.filter(({ text }) => text.includes(SECRET))).toEqual([]);
  });

  it('keeps the value of a header that comes back masked, and not for another address', async () => {
    const masked = [{ name: 'x-api-key', value: MASK, secret: true }];
    await expect(change({ headers: masked, arn: addressOf('1') })).rejects.toMatchObject({
      fields: [{ path: 'schedule.targets.0.headers.0.value' }],
    });
    await change({ headers: masked });
    await sent();
    expect(receiver.received[0]?.headers['x-api-key']).toBe(SECRET);
    await expect(
      change({ headers: [...masked, { name: 'x-other', value: MASK, secret: true }] }),
    ).rejects.toMatchObject({ fields: [{ path: 'schedule.targets.0.headers.1.value' }] });
  });

  it('is not sent where it was changed once it was claimed: to neither address with what is meant for the other', async () => {
    const other = `${addressOf()}/other`;
    const headers = [{ name: 'X-Api-Key', value: 'k-of-the-other', secret: true }];
    const attempt = attemptIn(environmentId);
    const [id = ''] = await dueRuns(scheduleId, 1, { slotAt: new Date(), dueAt: new Date() });
    const deliveries = deliveriesOf(environmentId, async (claimed) => {
      await change({ arn: other, headers });
      return attempt(claimed);
    });
    await deliveries.turn();
    await deliveries.ended();
    expect(receiver.received).toEqual([]);
    expect(await attemptsOf(id)).toMatchObject([
      { outcome: 'failed', reason: expect.stringContaining('changed') },
    ]);
    await sql(product.database, 'UPDATE run_queue SET visible_at = now() WHERE run_id = $1', [id]);
    await work();
    expect(receiver.received).toMatchObject([
      { url: '/nightly/other', headers: { 'x-api-key': 'k-of-the-other' } },
    ]);
    await change({});
  });

  it.each([
    'https://169.254.169.254/latest',
    'https://10.0.0.5/x',
    'https://10.0.0.5./x',
    'https://2852039166/',
    'https://0xa9fea9fe/',
    'https://0251.0376.0251.0376/',
    'https://[::ffff:10.0.0.5]/',
    'https://[fd00:ec2::254]/',
  ])('is not saved to lead to %s, which a run would be refused', async (arn) => {
    await expect(change({ arn })).rejects.toMatchObject({
      fields: [
        {
          path: 'schedule.targets.0.arn',
          message: expect.stringMatching(/not a public address.*ROTA_ALLOWED_PRIVATE_HOSTS/),
        },
      ],
    });
  });

  it('is signed by the secret that is shown, and by the one before for a day after a change', async () => {
    const { value: first } = await showSigningSecret(administrator, { id: scheduleId, targetId, reason });
    const { until } = await rotateSigningSecret(contextOf('editor'), { id: scheduleId, targetId });
    expect(Math.abs(until.getTime() - Date.now() - 86_400_000)).toBeLessThan(60_000);
    const { value: second } = await showSigningSecret(administrator, { id: scheduleId, targetId, reason });
    expect(second).not.toBe(first);
    await expect(
      rotateSigningSecret(contextOf('editor'), { id: scheduleId, targetId }),
    ).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(until.toISOString().slice(0, 16).replace('T', ' ')),
    });
    await sent();
    const signed = () => {
      const got = receiver.received.at(-1);
      if (!got) throw new Error('Nothing came.');
      const at = new Date(Number(got.headers['webhook-timestamp']) * 1_000);
      const id = String(got.headers['webhook-id']);
      return {
        is: got.headers['webhook-signature'],
        by: (secrets: string[]) => signedHeaders({ id, at, body: got.body }, secrets)['webhook-signature'],
      };
    };
    expect(signed().is).toBe(signed().by([second, first]));
    const replaced = await replaceSigningSecret(contextOf('editor'), { id: scheduleId, targetId, reason });
    expect(replaced).toEqual({ until });
    const { value: third } = await showSigningSecret(administrator, { id: scheduleId, targetId, reason });
    await sent();
    expect(signed().is).toBe(signed().by([third, first]));
    await sql(product.database, "UPDATE webhook_secret SET previous_until = now() - interval '1 s'");
    await sent();
    expect(signed().is).toBe(signed().by([third]));
    const alone = await replaceSigningSecret(contextOf('editor'), { id: scheduleId, targetId, reason });
    expect(alone).toEqual({ until: null });
    await rotateSigningSecret(contextOf('editor'), { id: scheduleId, targetId });
  });

  it('has another signing secret alone once its address goes to another origin', async () => {
    const stored = () => db().webhookSecret.findUniqueOrThrow({ where: { targetId } });
    await change({});
    const { signing, previous } = await stored();
    expect(previous).not.toBeNull();
    await change({ arn: `${addressOf()}/other` });
    expect(await stored()).toMatchObject({ signing, previous });
    await change({ arn: addressOf('1') });
    const { value } = await showSigningSecret(administrator, { id: scheduleId, targetId, reason });
    expect(value).not.toBe(openSigning(signing, encryptionKey()));
    expect(await stored()).toMatchObject({ previous: null, previousUntil: null });
    await change({});
  });

  it('shows a new secret once to who set it up, and the activity has that', async () => {
    const asked = { id: scheduleId, targetId };
    const editor = contextOf('editor');
    await replaceSigningSecret(editor, { ...asked, reason });
    expect(await unseenSigning(editor, scheduleId)).toEqual([targetId]);
    await expect(takeSigningSecret(contextOf('operator'), asked)).rejects.toMatchObject({
      code: 'forbidden',
    });
    const context = contextOf('editor');
    const { value } = await takeSigningSecret(context, asked);
    expect(await showSigningSecret(administrator, { ...asked, reason })).toEqual({ value });
    const [row] = await sql<{ action: string; body: string }>(
      product.database,
      'SELECT action, body FROM activity_audit WHERE request_id = $1',
      [context.requestId],
    );
    expect(row?.action).toBe('secret.view');
    expect(row?.body).not.toContain(value);
    expect(await unseenSigning(editor, scheduleId)).toEqual([]);
    await expect(takeSigningSecret(editor, asked)).rejects.toMatchObject({ code: 'conflict' });
    const other = await createSchedule(editor, {
      schedule: { ...fields(), name: `New ${randomUUID()}` },
    });
    expect(await unseenSigning(editor, other.id)).toHaveLength(1);
    const [saved] = await db().target.findMany({ where: { scheduleId: other.id } });
    await showSigningSecret(administrator, { id: other.id, targetId: saved?.id, reason });
    expect(await unseenSigning(editor, other.id)).toEqual([]);
  });

  it('shows its secret to who may see secrets alone, and leaves who saw it', async () => {
    const asked = { id: scheduleId, targetId, reason };
    await expect(showSigningSecret(contextOf('editor'), asked)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      rotateSigningSecret(contextOf('operator'), { id: scheduleId, targetId }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    const context = contextOf('administrator');
    const { value } = await showSigningSecret(context, asked);
    const [row] = await sql<{ action: string; body: string }>(
      product.database,
      'SELECT action, body FROM activity_audit WHERE request_id = $1',
      [context.requestId],
    );
    expect(row?.action).toBe('secret.view');
    expect(row?.body).not.toContain(value);
  });

  it('comes back as an earlier version with the secrets that it has now', async () => {
    await change({ headers: [{ name: 'X-Api-Key', value: 'k-newer-value', secret: true }] });
    const { generation } = await db().schedule.findUniqueOrThrow({ where: { id: scheduleId } });
    await restoreVersion(contextOf('editor'), { id: scheduleId, version: 1, generation, reason });
    await sent();
    expect(receiver.received[0]?.headers).toMatchObject({
      'x-api-key': 'k-newer-value',
      'x-team': 'finance',
    });
  });

  it('is refused without delivery through Rota', async () => {
    const schedule = { ...fields(), name: `Direct ${randomUUID()}`, delivery: 'direct' };
    await expect(createSchedule(contextOf('editor'), { schedule })).rejects.toMatchObject({
      fields: [{ path: 'schedule.targets.0.kind', message: expect.stringContaining('through Rota') }],
    });
  });

  it('runs by hand, and its receiver’s words are kept', async () => {
    const { runs } = await runNow(contextOf('operator'), { id: scheduleId, requestId: randomUUID() });
    await work();
    expect(await runOf(runs[0] ?? '')).toMatchObject({ state: 'succeeded' });
    expect(await attemptsOf(runs[0] ?? '')).toMatchObject([{ status: 200, excerpt: 'ok' }]);
  });

  it('waits as long as Retry-After says', async () => {
    receiver.answer((_, response) => response.writeHead(429, { 'retry-after': '600' }).end());
    const id = await sent();
    const [row] = await sql<{ wait: number }>(
      product.database,
      'SELECT EXTRACT(EPOCH FROM visible_at - now())::float8 AS wait FROM run_queue WHERE run_id = $1',
      [id],
    );
    expect(row?.wait).toBeGreaterThan(590);
    expect(row?.wait).toBeLessThanOrEqual(600);
  });
});

describe('a call-back', () => {
  beforeEach(() => receiver.answer((_, response) => response.writeHead(202).end()));

  it('ends the run as it says, once', async () => {
    const id = await sent();
    expect(await runOf(id)).toMatchObject({ state: null });
    const url = callbackUrl();
    expect(await call(url, { state: 'failed', message: 'No rows.' })).toMatchObject({ status: 200 });
    expect(await runOf(id)).toMatchObject({ state: 'failed', reason: 'It called back: No rows.' });
    expect(await attemptsOf(id)).toMatchObject([{ outcome: 'failed', status: 202 }]);
    const again = await call(url);
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ detail: expect.stringContaining('The run is over') });
    expect(await runOf(id)).toMatchObject({ state: 'failed' });
  });

  it('that is faster than its receiver’s own answer counts', async () => {
    receiver.answer((_, response) => {
      void call(callbackUrl()).then(({ status }) => response.writeHead(status === 200 ? 202 : 500).end());
    });
    const id = await sent();
    expect(await runOf(id)).toMatchObject({ state: 'succeeded', attempts: 1 });
    expect(await attemptsOf(id)).toMatchObject([{ attempt: 1, outcome: 'succeeded' }]);
  });

  it('is said of the attempt before where the next one waits in hand for its gate', async () => {
    receiver.answer((_, response) => response.writeHead(503).end());
    const id = await sent();
    await sql(
      product.database,
      "UPDATE run_queue SET attempts = 2, worker = 'worker', in_hand = true WHERE run_id = $1",
      [id],
    );
    expect(await call(callbackUrl())).toMatchObject({ status: 200 });
    expect(await runOf(id)).toMatchObject({ state: 'succeeded', attempts: 1 });
    expect(await attemptsOf(id)).toMatchObject([{ attempt: 1, outcome: 'succeeded' }]);
  });

  it.each([
    [202, 4],
    [503, 0],
  ])('after an answer of %d leaves %d failures in a row to the circuit', async (answer, failures) => {
    receiver.answer((_, response) => response.writeHead(answer).end());
    const gateId = await makeGate(product.database, environmentId, { circuitFailures: 9 });
    await putBehind(scheduleId, gateId);
    const id = await sent();
    await sql(product.database, 'UPDATE gate_state SET failures = 4 WHERE gate_id = $1', [gateId]);
    expect(await call(callbackUrl())).toMatchObject({ status: 200 });
    await putBehind(scheduleId, null);
    expect(await runOf(id)).toMatchObject({ state: 'succeeded' });
    expect(
      await sql(product.database, 'SELECT failures FROM gate_state WHERE gate_id = $1', [gateId]),
    ).toEqual([{ failures }]);
  });

  it('of two at once counts once', async () => {
    const id = await sent();
    const url = callbackUrl();
    const answers = await Promise.all(
      ['succeeded', 'failed', 'succeeded'].map((state) => call(url, { state })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const told = answers.findIndex(({ status }) => status === 200);
    expect(await runOf(id)).toMatchObject({ state: ['succeeded', 'failed', 'succeeded'][told] });
  });

  it.each<[string, unknown, Record<string, string>, number]>([
    ['another state', { state: 'unknown' }, {}, 422],
    ['an unknown field', { state: 'succeeded', run: 'x' }, {}, 422],
    ['no JSON', '{', {}, 400],
    ['a form', 'state=succeeded', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['17 KB', { state: 'succeeded', message: 'x'.repeat(17_000) }, {}, 413],
    ['a message that is too long', { state: 'succeeded', message: 'x'.repeat(2_001) }, {}, 422],
  ])('with %s is refused, and changes nothing', async (_, body, headers, status) => {
    const id = await sent();
    expect(await call(callbackUrl(), body, headers)).toMatchObject({ status });
    expect(await runOf(id)).toMatchObject({ state: null });
  });

  it('that is forged, expired, or comes before anything was sent is refused, and changes nothing', async () => {
    const id = await sent();
    const url = callbackUrl();
    const forged = await call(`${url.slice(0, -4)}AAAA`);
    // Nobody signs in here, so there is nothing to be challenged for.
    expect([forged.status, forged.headers.get('www-authenticate')]).toEqual([401, null]);
    const tokenOf = (runId: string, expiresAt: Date) =>
      `http://localhost/api/callbacks/${callbackToken({ runId, attemptsBefore: 0, expiresAt }, encryptionKey())}`;
    expect(await call(tokenOf(id, new Date(Date.now() - 2_000)))).toMatchObject({ status: 410 });
    const [planned = ''] = await dueRuns(scheduleId, 1, {
      slotAt: new Date(Date.now() + 3_600_000),
      dueAt: new Date(Date.now() + 3_600_000),
    });
    const soon = new Date(Date.now() + 60_000);
    expect(await call(tokenOf(planned, soon))).toMatchObject({ status: 409 });
    expect(await call(tokenOf('0000000000000000', soon))).toMatchObject({ status: 409 });
    expect(await runOf(id)).toMatchObject({ state: null });
    expect(await runOf(planned)).toMatchObject({ state: null });
  });

  it('that Rota can not take just now is told so by a problem, with the id of its request', async () => {
    const id = await sent();
    const url = callbackUrl();
    await sql(product.database, 'ALTER TABLE run_queue RENAME TO run_queue_gone');
    const answer = await call(url, undefined, { [REQUEST_ID]: 'r-7' }).finally(() =>
      sql(product.database, 'ALTER TABLE run_queue_gone RENAME TO run_queue'),
    );
    expect(answer.status).toBe(500);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 500, requestId: 'r-7' });
    expect(await call(url)).toMatchObject({ status: 200 });
    expect(await runOf(id)).toMatchObject({ state: 'succeeded' });
  });

  it('to an address of before the run was sent again changes nothing, and to the new one ends it', async () => {
    const id = await sent();
    const before = callbackUrl();
    await sql(product.database, 'UPDATE run_queue SET visible_at = now() WHERE run_id = $1', [id]);
    await work();
    expect(await runOf(id)).toMatchObject({ state: 'unknown' });
    await redriveRun(contextOf('operator'), { id, reason });
    await work();
    expect(await call(before)).toMatchObject({ status: 409 });
    expect(await runOf(id)).toMatchObject({ state: null });
    expect(await call(callbackUrl())).toMatchObject({ status: 200 });
    expect(await runOf(id)).toMatchObject({ state: 'succeeded', attempts: 2 });
  });

  it('to the address of an attempt counts for the retry of the same sending', async () => {
    receiver.answer((_, response) => response.writeHead(503).end());
    const id = await sent();
    const first = callbackUrl();
    receiver.answer((_, response) => response.writeHead(202).end());
    await sql(product.database, 'UPDATE run_queue SET visible_at = now() WHERE run_id = $1', [id]);
    await work();
    expect(receiver.received).toHaveLength(2);
    expect(await call(first)).toMatchObject({ status: 200 });
    expect(await runOf(id)).toMatchObject({ state: 'succeeded', attempts: 2 });
  });

  it.each<[string, () => Promise<string>]>([
    [
      'was cut off',
      async () => {
        receiver.answer((request) => request.socket.destroy());
        return sent();
      },
    ],
    [
      'was lost with its worker',
      async () => {
        const [id = ''] = await dueRuns(scheduleId, 1, { slotAt: new Date(), dueAt: new Date() });
        const dying = deliveriesOf(environmentId, () => new Promise(() => {}), { worker: randomUUID() });
        await dying.turn();
        await sql(
          product.database,
          "UPDATE run_queue SET visible_at = now() - interval '1 s' WHERE run_id = $1",
          [id],
        );
        await work();
        return id;
      },
    ],
  ])('is waited for where the answer %s', async (_, send) => {
    const id = await send();
    expect(await runOf(id)).toMatchObject({
      state: null,
      reason: expect.stringContaining('still call back'),
    });
    expect(await attemptsOf(id)).toMatchObject([{ outcome: 'unanswered' }]);
    const expiresAt = new Date(Date.now() + 60_000);
    const token = callbackToken({ runId: id, attemptsBefore: 0, expiresAt }, encryptionKey());
    expect(await call(`http://localhost/api/callbacks/${token}`)).toMatchObject({ status: 200 });
    expect(await runOf(id)).toMatchObject({ state: 'succeeded', attempts: 1 });
    expect(await attemptsOf(id)).toMatchObject([{ outcome: 'succeeded' }]);
  });

  it('that never comes leaves the run unknown', async () => {
    const id = await sent();
    const [row] = await sql<{ hours: number }>(
      product.database,
      'SELECT EXTRACT(EPOCH FROM visible_at - now())::float8 / 3600 AS hours FROM run_queue WHERE run_id = $1',
      [id],
    );
    expect(row?.hours).toBeCloseTo(24, 1);
    await sql(product.database, 'UPDATE run_queue SET visible_at = now() WHERE run_id = $1', [id]);
    await work();
    expect(await runOf(id)).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('never called back'),
    });
  });

  it('that tells of success ends the failures in a row of its gate, and one that tells of a failure does not', async () => {
    await db().runQueue.deleteMany();
    const gateId = await makeGate(product.database, environmentId, { circuitFailures: 5 });
    await putBehind(scheduleId, gateId);
    receiver.answer((request) => request.socket.destroy());
    const failures = async () =>
      (
        await sql<{ failures: number }>(
          product.database,
          'SELECT failures FROM gate_state WHERE gate_id = $1',
          [gateId],
        )
      )[0]?.failures;
    const urls: string[] = [];
    while (urls.length < 2) {
      await sent();
      while (receiver.received.length === urls.length) await work();
      urls.push(callbackUrl());
    }
    expect(await failures()).toBe(2);
    expect(await call(urls[0] ?? '', { state: 'failed' })).toMatchObject({ status: 200 });
    expect(await failures()).toBe(2);
    expect(await call(urls[1] ?? '')).toMatchObject({ status: 200 });
    expect(await failures()).toBe(0);
    await putBehind(scheduleId, null);
  });

  it('is waited for no longer once somebody ends the run, which frees its place behind a gate', async () => {
    await db().runQueue.deleteMany();
    const gateId = await makeGate(product.database, environmentId, { maxInFlight: 1 });
    await putBehind(scheduleId, gateId);
    const id = await sent();
    const url = callbackUrl();
    const [next = ''] = await dueRuns(scheduleId, 1, { slotAt: new Date(), dueAt: new Date() });
    await work();
    expect(receiver.received).toHaveLength(1);
    const operator = contextOf('operator');
    const done = { stopped: 0, cancelled: 0, ended: 1, problems: [] };
    expect(await stopRun(operator, { id, reason: 'It hangs' })).toEqual(done);
    expect(await runOf(id)).toMatchObject({
      state: 'cancelled',
      reason: 'Ended: It hangs. What was sent may go on.',
      endedByName: 'The operator',
    });
    expect(await attemptsOf(id)).toMatchObject([{ outcome: 'unanswered', endedAt: expect.any(Date) }]);
    const [row] = await sql<{ action: string; body: string }>(
      product.database,
      'SELECT action, body FROM activity_audit WHERE request_id = $1',
      [operator.requestId],
    );
    expect(row?.action).toBe('run.stop');
    expect(JSON.parse(row?.body ?? '{}')).toMatchObject({ reason: 'It hangs', details: { ended: [id] } });
    while (receiver.received.length < 2) await work();
    expect(receiver.received[1]?.headers['webhook-id']).toBe(next);
    expect(await call(url)).toMatchObject({ status: 409 });
    expect(await runOf(id)).toMatchObject({ state: 'cancelled' });
    await expect(stopRun(operator, { id, reason })).rejects.toMatchObject({ code: 'conflict' });
    await stopRun(operator, { id: next, reason });
    await putBehind(scheduleId, null);
  });

  it('is waited for no longer by the runs of a filter, as many as the button says', async () => {
    const filter = { ...ANY_RUN, schedule: scheduleId };
    const operator = contextOf('operator');
    const waiting = async () => (await countActable(operator, filter)).end;
    await db().runQueue.deleteMany();
    await sent();
    await sent();
    expect(await waiting()).toBe(2);
    expect(await countActable(contextOf('viewer'), filter)).toMatchObject({ end: 0 });
    await expect(endMany(contextOf('viewer'), { filter, atMost: 2, reason })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await endMany(operator, { filter, atMost: 1, reason })).toEqual({ count: 1 });
    expect(await endMany(operator, { filter, atMost: 9, reason })).toEqual({ count: 1 });
    expect(await waiting()).toBe(0);
  });

  it('that is forged too often is told to wait, and a true one still counts', async () => {
    const id = await sent();
    const url = callbackUrl();
    const forged = `${url.slice(0, -4)}AAAA`;
    for (let i = 0; i < 40; i++) await call(forged);
    const refused = await call(forged);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await refused.json()).detail).toMatch(/^Too many forged addresses came/);
    expect(await call(url)).toMatchObject({ status: 200 });
    expect(await runOf(id)).toMatchObject({ state: 'succeeded' });
  });
});
