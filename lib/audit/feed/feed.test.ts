import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { db } from '@/lib/db';
import { createAuthority, issueServer } from '@/lib/local/directory/certificates';
import { stopClock } from '@/lib/local/test-clock';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { log } from '@/lib/log';
import { CHAINS } from '../chain';
import { type Cut, type Message, parseFrames, type Receiver, startReceiver } from './test-receiver';
import { type Feed, feedTurn } from './turn';

const MINUTE = 60_000;
let product: TestProduct;
let receiver: Receiver | undefined;
let setClock: (at: Date) => Promise<void>;
let now = Date.now();

const later = async (ms: number) => {
  now += ms;
  await setClock(new Date(now));
};

/** Rows as the product writes them, at once; a name has what JSON, ASCII and lines are tested by. */
const append = (chain: string, rows: number, bytes = 300) =>
  sql(
    product.database,
    `SELECT audit_append($1, id, 'system:test', 'system', 'test.row', outcome, 'Row', null, 'r', 's', 'e', 't', 1,
       json_build_object('id', id, 'outcome', outcome, 'text', repeat('x', $3 * (1 + n % 3)))::text, '\\x00'::bytea,
       json_build_object('name', E'Zoë \u2028 \u{1F600}\r\n\\"1 <110>')::text)
     FROM (SELECT gen_random_uuid() AS id, CASE n % 3 WHEN 0 THEN 'ok' WHEN 1 THEN 'denied' ELSE 'failed' END AS outcome, n
       FROM generate_series(1, $2::int) n) x`,
    [chain, rows, bytes],
  );

beforeAll(async () => {
  product = await startTestProduct({});
  setClock = await stopClock(product.database);
  await later(0);
  await append('schedule', 700);
  await append('activity', 2_300);
});
afterAll(() => product?.stop());
beforeEach(async () => {
  await sql(
    product.database,
    'UPDATE audit_feed SET seq = 0, attempts = 0, due_at = now(), lease_token = NULL, lease_until = NULL',
  );
});
afterEach(async () => {
  vi.restoreAllMocks();
  await receiver?.close();
});

const to = (port: number, more: Partial<Feed> = {}): Feed => ({
  place: { tls: false, host: '127.0.0.1', port },
  host: 'rota.example.com',
  ...more,
});
const received = (): Message[][] => (receiver?.connections ?? []).map((bytes) => parseFrames(bytes).messages);
const cursors = async () => {
  const found = await db().auditFeed.findMany({ orderBy: { chain: 'asc' } });
  return Object.fromEntries(found.map(({ chain, seq }) => [chain, Number(seq)]));
};
const ends = async () => {
  const found = await db().auditHead.findMany({ orderBy: { chain: 'asc' } });
  return Object.fromEntries(found.map(({ chain, seq }) => [chain, Number(seq)]));
};

async function untilSent(feed: Feed): Promise<void> {
  const head = JSON.stringify(await ends());
  for (let turns = 0; JSON.stringify(await cursors()) !== head; turns += 1) {
    if (turns > 400) throw new Error('It never ends.');
    await feedTurn(feed)();
    await later(10 * MINUTE);
  }
}

/** Numbers in [0, 1), the same at every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function cuts(count: number): () => Cut {
  const random = numbers(20_261_121);
  let left = count;
  return () => {
    if (left <= 0 || random() < 0.05) return null;
    left -= 1;
    return 1 + Math.floor(random() * 300_000);
  };
}

async function assertAllArrived(what: string): Promise<void> {
  const connections = received();
  for (const messages of connections)
    for (const [i, { row }] of messages.entries())
      expect([row.chain, row.seq - i]).toEqual([messages[0]?.row.chain, messages[0]?.row.seq]);
  const all = connections.flat();
  for (const chain of CHAINS) {
    const hashes = new Set(all.filter(({ row }) => row.chain === chain).map(({ row }) => row.hash));
    const stored = await sql<{ hash: string }>(
      product.database,
      `SELECT encode(hash, 'hex') AS hash FROM ${chain}_audit`,
    );
    expect(stored.filter(({ hash }) => !hashes.has(hash))).toEqual([]);
    expect(hashes.size).toBe(stored.length);
  }
  const rows = Object.values(await ends()).reduce((sum, seq) => sum + seq, 0);
  process.stdout.write(
    `audit feed, ${what}: ${connections.length} connections, ${rows} rows, ${all.length} received, none lost\n`,
  );
}

it('sends every row once and in order, as an export has it, in syslog messages', async () => {
  receiver = await startReceiver(() => null);
  await untilSent(to(receiver.port));
  const all = received().flat();
  expect(all).toHaveLength(Object.values(await ends()).reduce((sum, seq) => sum + seq, 0));
  const [stored] = await auditRows(product.database, 'schedule');
  const first = all.find(({ kind }) => kind === 'schedule');
  expect(first).toMatchObject({ host: 'rota.example.com', priority: 108, at: first?.row.at });
  expect(first?.row).toMatchObject({
    chain: 'schedule',
    seq: 1,
    body: stored?.body,
    person: { salt: '00', values: expect.stringContaining('Zoë \u2028 \u{1F600}\\r\\n') },
  });
  expect(new Set(all.map(({ priority }) => priority))).toEqual(new Set([108, 110]));
  await assertAllArrived('undisturbed');
});

it('loses no row where connections break off at any byte', async () => {
  receiver = await startReceiver(cuts(60));
  await untilSent(to(receiver.port));
  expect(receiver.broken).toBeGreaterThan(40);
  await assertAllArrived(`TCP, ${receiver.broken} connections broken off`);
}, 180_000);

it('loses no row over TLS where connections break off at any byte', async () => {
  const authority = await createAuthority(Date.now());
  const pair = await issueServer(authority, { dns: ['localhost'], ips: ['127.0.0.1'] });
  receiver = await startReceiver(cuts(30), pair);
  await untilSent(
    to(receiver.port, { place: { tls: true, host: '127.0.0.1', port: receiver.port }, ca: authority.cert }),
  );
  expect(receiver.broken).toBeGreaterThan(20);
  await assertAllArrived(`TLS, ${receiver.broken} connections broken off`);
}, 180_000);

it('loses no row where the receiver ends connections in good order at any byte', async () => {
  receiver = await startReceiver(cuts(30), undefined, 'end');
  await untilSent(to(receiver.port));
  expect(receiver.broken).toBeGreaterThan(20);
  await assertAllArrived(`TCP, ${receiver.broken} connections ended early in good order`);
}, 180_000);

it('tells nothing to a server that is not who it says, and tries again later', async () => {
  const [authority, other] = [await createAuthority(Date.now()), await createAuthority(Date.now())];
  const pair = await issueServer(authority, { dns: ['siem.example.com'], ips: [] });
  receiver = await startReceiver(() => null, pair);
  const place = { tls: true, host: 'localhost', port: receiver.port };
  for (const ca of [authority.cert, other.cert]) {
    await feedTurn(to(receiver.port, { place, ca }))();
    await later(10 * MINUTE);
  }
  expect(received().flat()).toEqual([]);
  expect(await cursors()).toEqual({ activity: 0, schedule: 0 });
  expect((await db().auditFeed.findMany()).map(({ attempts }) => attempts)).toEqual([2, 2]);
});

it('waits longer and longer while nothing is received, and says so once it is ten minutes behind', async () => {
  const alerts = vi.spyOn(log, 'error');
  const warnings = vi.spyOn(log, 'warn');
  receiver = await startReceiver(() => 1);
  const turn = feedTurn(to(receiver.port));
  now = Date.now();
  await later(0);
  await sql(product.database, 'UPDATE audit_feed SET due_at = now()');
  await turn();
  await turn();
  expect(warnings).toHaveBeenCalledTimes(2);
  expect(alerts).not.toHaveBeenCalled();
  await later(11 * MINUTE);
  await turn();
  expect(alerts.mock.calls.map(([what]) => what)).toEqual(
    expect.arrayContaining(CHAINS.map((chain) => ({ alert: true, chain, minutes: expect.any(Number) }))),
  );
  const due = await db().auditFeed.findMany();
  expect(due.every(({ dueAt }) => dueAt.getTime() > now)).toBe(true);
  await later(-11 * MINUTE);
});

it('is sent by one worker at a time, and by another where one died', async () => {
  receiver = await startReceiver(() => null);
  const turns = Array.from({ length: 4 }, () => feedTurn(to(receiver?.port ?? 0)));
  await Promise.all(turns.map((turn) => turn()));
  expect(await cursors()).toEqual(await ends());
  expect(received().flat()).toHaveLength(Object.values(await ends()).reduce((sum, seq) => sum + seq, 0));
  await sql(
    product.database,
    `UPDATE audit_feed SET lease_token = 'dead', lease_until = now() + interval '2 minutes'`,
  );
  await append('activity', 1);
  const before = await cursors();
  await turns[0]?.();
  expect(await cursors()).toEqual(before);
  await later(3 * MINUTE);
  await turns[0]?.();
  expect(await cursors()).toEqual(await ends());
});
