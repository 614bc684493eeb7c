import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import * as api from '@/lib/api/client/generated';
import { answer, type Connection, connect, once } from './connection';

/**
 * What is answered in turn: a status, with a header Retry-After perhaps, or a connection that breaks off; or nothing
 * until whoever asks has no patience any more.
 */
type Turn =
  | number
  | readonly [status: number, retryAfter: string]
  | 'breaks'
  | 'breaks half-way'
  | 'patience ends';

const ASK = {
  pause: (connection: Connection) => api.pauseSchedule('x', { reason: 'r' }, once(), connection),
  read: (connection: Connection) => api.getSchedule('x', connection),
  delete: (connection: Connection) => api.deleteSchedule('x', { reason: 'r' }, {}, connection),
};

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
});

/** Asks something of a schedule, and tells what came of it, what was waited and how often it was sent. */
async function asked(
  turns: readonly Turn[],
  ask: keyof typeof ASK = 'pause',
  most = Number.POSITIVE_INFINITY,
) {
  const keys: unknown[] = [];
  const patience = new AbortController();
  server = createServer((request, response) => {
    const turn = turns[keys.length] ?? 200;
    keys.push(request.headers['idempotency-key']);
    if (turn === 'patience ends') return patience.abort();
    if (turn === 'breaks') return request.socket.destroy();
    if (turn === 'breaks half-way') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      return response.write('{', () => request.socket.destroy());
    }
    const [status, retryAfter] = typeof turn === 'number' ? [turn] : turn;
    const said = status < 300 ? { id: 'x' } : { detail: `Status ${status}.` };
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    });
    return response.end(JSON.stringify(said));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [slept, told]: [number[], string[]] = [[], []];
  const io = {
    sleep: async (ms: number, signal?: AbortSignal) => {
      slept.push(ms);
      if (slept.length >= most) patience.abort();
      signal?.throwIfAborted();
    },
    err: (text: string) => {
      told.push(text);
    },
  };
  const connection = { ...connect({ url, token: 'rota_x' }, io), signal: patience.signal };
  const sent = ASK[ask](connection) as Promise<{ status: 200; data: unknown }>;
  const came = await answer(sent).then(
    () => 'done',
    (error: Error) => error.message.replace(url, 'Rota'),
  );
  return { came, slept, told, sent: keys.length, names: new Set(keys).size };
}

describe.each([
  ['with a name', 'pause'],
  ['that only reads', 'read'],
] as const)('a request %s', (_kind, ask) => {
  it.each<[string, Turn]>([
    ['the connection breaks off', 'breaks'],
    ['it breaks off in the answer', 'breaks half-way'],
    ['Rota lacks something', [503, '2']],
    ['nobody reaches Rota', 502],
    ['it is under way', [409, '1']],
    ['there are too many', [429, '1']],
  ])('is sent again as it is where %s', async (_, turn) => {
    const { told, ...rest } = await asked([turn, turn], ask);
    expect(rest).toMatchObject({ came: 'done', sent: 3, names: 1 });
    expect(told).toEqual([1, 2].map(() => expect.stringMatching(/Trying again in \d s\.\n$/)));
  });

  it('is sent so often and no more', async () => {
    expect(await asked(Array(9).fill(503), ask)).toMatchObject({
      came: 'Status 503.',
      sent: 5,
      slept: [1_000, 2_000, 4_000, 8_000],
    });
    expect(await asked(Array(9).fill('breaks'), ask)).toMatchObject({
      came: expect.stringMatching(/^Rota can’t be reached: /),
      sent: 5,
    });
  });

  it.each([400, 403, 404, 409, 412, 422, 500])('is not sent again after %d', async (status) => {
    expect(await asked([status], ask)).toEqual({
      came: `Status ${status}.`,
      slept: [],
      told: [],
      sent: 1,
      names: 1,
    });
  });
});

describe('a request that changes something without one', () => {
  it.each<[Turn, string]>([
    [503, 'Status 503.'],
    ['breaks', 'Rota can’t be reached: '],
    ['breaks half-way', 'Rota can’t be reached: '],
  ])('is sent once where it gets %s', async (turn, came) => {
    expect(await asked([turn], 'delete')).toMatchObject({
      came: expect.stringContaining(came),
      sent: 1,
      slept: [],
    });
  });

  it('is sent again where there are too many', async () => {
    expect(await asked([[429, '3']], 'delete')).toMatchObject({
      came: 'done',
      slept: [3_000],
      told: ['There are too many requests. Trying again in 3 s.\n'],
    });
  });
});

describe('waiting', () => {
  it('ends after a minute in all, and where more is asked for at once', async () => {
    expect(await asked([[429, '1800']])).toMatchObject({
      came: 'Status 429.',
      slept: [],
      told: ['There are too many requests. To wait 1800 s is too long here.\n'],
    });
    expect(await asked(Array(9).fill([429, '25']))).toMatchObject({
      came: 'Status 429.',
      slept: [25_000, 25_000],
    });
  });

  it.each(['Wed, 21 Oct 2037 07:28:00 GMT', '-1', '1.5', ''])(
    'of “%s” is in steps of its own',
    async (said) => {
      const turn = [429, said] as const;
      expect(await asked([turn, turn])).toMatchObject({ came: 'done', slept: [1_000, 2_000] });
    },
  );
});

describe('patience that ends', () => {
  it('ends a request that nobody answers, which is sent no more', async () => {
    expect(await asked([503, 'patience ends'], 'read')).toMatchObject({
      came: expect.stringMatching(/^Rota can’t be reached: /),
      sent: 2,
      slept: [1_000],
    });
  });

  it('ends a wait', async () => {
    expect(await asked([503, [429, '25']], 'read', 2)).toMatchObject({ sent: 2, slept: [1_000, 25_000] });
  });
});
