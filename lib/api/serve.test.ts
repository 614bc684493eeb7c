import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import * as OfApi from '@/app/api/v1/[[...path]]/route';
import * as OfDescription from '@/app/api/v1/openapi.json/route';
import { SOMEWHERE } from '@/lib/auth/access';
import { byToken } from '@/lib/auth/by-token';
import { command, query } from '@/lib/command';
import { notFound } from '@/lib/errors';
import { stopClock } from '@/lib/local/test-clock';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { signedIn } from '@/lib/local/test-session';
import { createToken } from '@/lib/tokens/commands';
import { findToken } from '@/lib/tokens/find';
import { readToken } from '@/lib/tokens/format';
import { recordUse } from '@/lib/tokens/use';
import { BODY_MAX } from './body';
import { type Asked, type Endpoint, endpoint, type Method } from './endpoint';
import { ENDPOINTS } from './endpoints';
import { serve } from './serve';
import { noQuery } from './shapes/common';

let product: TestProduct;
let setClock: (at: Date) => Promise<void>;
let token: string;
let id: string;

const NOON = new Date('2031-02-03T12:00:00Z');
const minute = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);
const EVERYWHERE = { teamId: null, environmentId: null };
const newToken = async () => {
  const what = { name: 'deploy', role: 'operator', scope: 'write', ...EVERYWHERE, days: 365 };
  return (await createToken(await signedIn('editor'), what)).token;
};

beforeAll(async () => {
  product = await startTestProduct({ env: { ROTA_API_RATE: '1000' } });
  setClock = await stopClock(product.database);
  await setClock(NOON);
  ({ id } = await makeSchedule(await makeTeam(), { name: 'Statements' }));
  token = await newToken();
});
afterAll(() => product?.stop());

type Sent = { method?: string; path?: string; ip?: string; body?: string; headers?: Record<string, string> };

/** An endpoint of this test alone, at `/test`. */
const made = (method: Method, run: Endpoint['run']): Endpoint =>
  endpoint({
    id: 'test',
    method,
    path: '/test',
    tag: 'Tools',
    summary: 'Does what a test wants.',
    permission: null,
    query: noQuery,
    body: z.unknown(),
    output: z.unknown(),
    run: run as never,
  });
const methods: Method[] = ['GET', 'POST'];
const everywhere = (run: Endpoint['run']) => methods.map((method) => made(method, run));

const send = (
  endpoints: readonly Endpoint[],
  { method = 'GET', path = '/api/v1/test', ip = '192.0.2.1', body, headers = {} }: Sent = {},
  authorization = `Bearer ${token}`,
) => {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const own = {
    authorization,
    'x-rota-client-address': ip,
    'x-request-id': 'request-1',
    ...json,
    ...headers,
  };
  const request = new Request(`http://localhost:3000${path}`, {
    method,
    headers: own,
    ...(body && { body }),
  });
  const segments = new URL(request.url).pathname.split('/').slice(3);
  return serve(request, segments, endpoints);
};
const post = (endpoints: readonly Endpoint[], body: string, headers = {}) =>
  send(endpoints, { method: 'POST', body, headers });

const nothing = everywhere(async () => ({}));
const uses = async () =>
  (await auditRows(product.database, 'activity')).filter(({ action }) => action === 'token.use');

describe('the use of a token', () => {
  it('is recorded of reads once for each address and clock hour, and of writes always', async () => {
    token = await newToken();
    const steps: [minutes: number, ip: string, method: string, rows: number][] = [
      [0, '192.0.2.1', 'GET', 1],
      [1, '192.0.2.1', 'GET', 0],
      [2, '192.0.2.1', 'HEAD', 0],
      [3, '192.0.2.2', 'GET', 1],
      [4, '192.0.2.1', 'POST', 1],
      [4, '192.0.2.1', 'POST', 1],
      [59, '192.0.2.2', 'GET', 0],
      [60, '192.0.2.2', 'GET', 1],
      [61, '192.0.2.1', 'GET', 1],
      [62, '192.0.2.2', 'GET', 0],
    ];
    const found: typeof steps = [];
    let before = (await uses()).length;
    for (const [minutes, ip, method] of steps) {
      await setClock(minute(minutes));
      expect((await send(nothing, { ip, method })).status).toBe(200);
      const now = (await uses()).length;
      found.push([minutes, ip, method, now - before]);
      before = now;
    }
    expect(found).toEqual(steps);
    const last = `SELECT last_used_at AS at, last_used_ip AS ip FROM api_token WHERE last_used_at IS NOT NULL`;
    expect(await sql(product.database, last)).toEqual([{ at: minute(62), ip: '192.0.2.2' }]);
    const hours = await sql(product.database, 'SELECT hour, address_key FROM api_token_use');
    expect(hours).toHaveLength(2);
    expect(JSON.stringify(hours)).not.toContain('192.0.2');
  });

  it('is recorded once where several found that it was not yet', async () => {
    await setClock(minute(120));
    const before = (await uses()).length;
    const ip = '192.0.2.1';
    const read = readToken(token);
    const found = 'problem' in read ? null : await findToken(read.id, token, ip);
    const actor = found && byToken(found.holder, found.token);
    if (!found || !actor) throw new Error('The token is not there.');
    const context = { actor, requestId: 'request-2', ip, userAgent: null };
    const asked = { method: 'GET', path: '/api/v1/test' };
    await Promise.all([1, 2, 3].map(() => recordUse(context, found, asked)));
    expect((await uses()).length - before).toBe(1);
  });

  it('names what was asked for, and comes before what is done', async () => {
    let rows = 0;
    const counting = everywhere(async () => {
      rows = (await uses()).length;
      return {};
    }).map((one) => ({ ...one, path: '/schedules/x/pause' }));
    const before = (await uses()).length;
    await send(counting, { method: 'POST', path: '/api/v1/schedules/x/pause' });
    expect(rows).toBe(before + 1);
    const row = (await uses()).at(-1);
    expect(row).toMatchObject({ outcome: 'ok', request_id: 'request-1' });
    const details = { method: 'POST', path: '/api/v1/schedules/x/pause' };
    expect(JSON.parse(row?.body ?? '')).toMatchObject({ details, actor: { type: 'token' } });
  });

  it('ends with its days', async () => {
    await setClock(minute(365 * 24 * 60 - 1));
    const made = await newToken();
    expect((await send(nothing, {}, `Bearer ${made}`)).status).toBe(200);
    await setClock(minute(2 * 365 * 24 * 60 - 1));
    const late = await send(nothing, {}, `Bearer ${made}`);
    expect(await late.json()).toMatchObject({ detail: 'This token has expired. Create another one.' });
    await setClock(minute(180));
  });
});

describe('a request with a name (Idempotency-Key)', () => {
  const named = (key: string) => ({ 'idempotency-key': key });
  const pauses = () => send(ENDPOINTS, { path: `/api/v1/schedules/${id}` });
  const act = (path: string, body: string, key: string) =>
    send(ENDPOINTS, { method: 'POST', path: `/api/v1/schedules/${id}/${path}`, body, headers: named(key) });

  it('is done once and answered alike, however often and however many at once send it', async () => {
    const body = '{"reason":"Deployment"}';
    const together = await Promise.all([1, 2, 3].map(() => act('pause', body, 'pause-1')));
    const statuses = together.map(({ status }) => status).sort();
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(0);
    expect(statuses.every((status) => status === 200 || status === 409)).toBe(true);
    const again = await act('pause', body, 'pause-1');
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    const first = together.find(
      ({ status, headers }) => status === 200 && !headers.has('idempotent-replayed'),
    );
    expect(await again.json()).toEqual(await first?.json());
    expect((await (await pauses()).json()).generation).toBe(2);
  });

  it('is refused where it asks for something else, and may be put right where it did nothing', async () => {
    const other = await act('resume', '{}', 'pause-1');
    expect(other.status).toBe(422);
    expect((await act('resume', '{"colour":"red"}', 'resume-1')).status).toBe(422);
    expect((await act('resume', '{}', 'resume-1')).status).toBe(200);
    for (const key of ['', 'x'.repeat(256), 'a key'])
      expect((await act('resume', '{}', key)).status).toBe(400);
  });

  it('tells why it was refused, also where its name can’t be forgotten', async () => {
    const move = (from: string, to: string) => sql(product.database, `ALTER TABLE ${from} RENAME TO ${to}`);
    const refused = everywhere(async () => {
      await move('api_request', 'api_request_away');
      onTestFinished(async () => void (await move('api_request_away', 'api_request')));
      throw notFound('This test');
    });
    const answer = await post(refused, '{}', named('refused-1'));
    expect([answer.status, (await answer.json()).detail]).toEqual([404, 'This test does not exist.']);
  });

  it('of which nobody kept the answer is not done again', async () => {
    await act('pause', '{"reason":"Deployment"}', 'lost-1');
    await sql(product.database, "UPDATE api_request SET status = NULL, answer = NULL WHERE key = 'lost-1'");
    const lost = await act('pause', '{"reason":"Deployment"}', 'lost-1');
    expect([lost.status, (await lost.json()).detail]).toEqual([
      409,
      'This request was done, but its answer was lost. Look at what it did.',
    ]);
    await act('resume', '{}', 'resume-2');
  });
});

describe('a request with a name that takes long', () => {
  const again = "UPDATE api_request SET begun_at = begun_at - interval '3 minutes' WHERE key = 'slow-1'";
  const slowly = (during: () => Promise<unknown>) =>
    command({
      permission: 'schedule.pause',
      input: z.strictObject({}),
      at: SOMEWHERE,
      run: async () => {
        await during();
        return { result: {}, entry: { audit: 'activity', action: 'test', subject: 'slow' } };
      },
    });

  it('is done once also where somebody else takes it over meanwhile', async () => {
    const headers = { 'idempotency-key': 'slow-1' };
    let second: Response | undefined;
    const first = everywhere(({ context }: Asked<object>) =>
      slowly(async () => {
        await sql(product.database, again);
        second = await post(
          everywhere(({ context: later }: Asked<object>) => slowly(async () => {})(later, {})),
          '{}',
          headers,
        );
      })(context, {}),
    );
    const answer = await post(first, '{}', headers);
    expect([answer.status, second?.status]).toEqual([409, 200]);
    const rows = (await auditRows(product.database, 'activity')).filter(({ subject }) => subject === 'slow');
    expect(rows).toHaveLength(1);
    expect((await post(first, '{}', headers)).headers.get('idempotent-replayed')).toBe('true');
  });

  it('is not told again to whoever may not do it any more', async () => {
    const may = { ...made('POST', async () => ({})), permission: 'schedule.pause' as const };
    const headers = { 'idempotency-key': 'told-1' };
    expect((await post([may], '{}', headers)).status).toBe(200);
    const mayNot = { ...may, permission: 'environment.create' as const };
    expect((await post([mayNot], '{}', headers)).status).toBe(403);
  });
});

describe('a version (ETag)', () => {
  it('is the one that a change is meant for, where If-Match names it', async () => {
    const read = await send(ENDPOINTS, { path: `/api/v1/schedules/${id}` });
    const etag = read.headers.get('etag') ?? '';
    const { generation } = await read.json();
    expect(etag).toBe(`"${generation}"`);
    const pause = (ifMatch: string) =>
      send(ENDPOINTS, {
        method: 'POST',
        path: `/api/v1/schedules/${id}/pause`,
        body: '{"reason":"Deployment"}',
        headers: { 'if-match': ifMatch },
      });
    const stale = await pause(`"${generation - 1}"`);
    expect([stale.status, stale.headers.get('etag')]).toEqual([412, etag]);
    expect(await stale.json()).toMatchObject({ status: 412, currentVersion: generation });
    expect((await pause('W/"1"')).status).toBe(400);
    expect((await pause('"0"')).status).toBe(412);
    const done = await pause(etag);
    expect([done.status, done.headers.get('etag')]).toEqual([200, `"${generation + 1}"`]);
    const path = `/api/v1/schedules/${id}/resume`;
    expect((await send(ENDPOINTS, { method: 'POST', path, body: '{}' })).status).toBe(200);
    const retry = (ifMatch: string) =>
      send(ENDPOINTS, {
        method: 'POST',
        path: `/api/v1/schedules/${id}/sync`,
        body: '{}',
        headers: { 'if-match': ifMatch },
      });
    expect((await retry(etag)).status).toBe(412);
    expect((await retry(`"${generation + 2}"`)).status).toBe(200);
    const condition = await send(ENDPOINTS, { path: '/api/v1/me', headers: { 'if-match': etag } });
    expect(condition.status).toBe(400);
  });
});

describe('too many requests', () => {
  const buckets = () => [
    ...((globalThis as { rotaApiBuckets?: Map<string, { tokens: number }> }).rotaApiBuckets ?? []),
  ];

  it('of one token are told when to come again, and leave no trace', async () => {
    expect((await send(nothing)).status).toBe(200);
    const [holder] = buckets()
      .filter(([key]) => key.startsWith('token:'))
      .at(-1) ?? [''];
    for (const [key, bucket] of buckets()) if (key === holder) bucket.tokens = -1_000_000;
    const before = (await uses()).length;
    const answer = await post(nothing, '{}');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([429, 'application/problem+json']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(100);
    expect((await uses()).length).toBe(before);
    token = await newToken();
    expect((await send(nothing)).status).toBe(200);
  });
});

describe('a path', () => {
  it('that nobody knows, or that has other methods, is a problem too', async () => {
    const unknown = await send(ENDPOINTS, { path: '/api/v1/schedule' });
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    const other = await send(ENDPOINTS, { method: 'DELETE', path: '/api/v1/schedules' });
    expect([other.status, other.headers.get('allow')]).toEqual([405, 'GET, POST, HEAD']);
    expect((await send(ENDPOINTS, { path: '/api/v1' })).status).toBe(404);
  });

  it.each([
    ['/api/v1/schedules', OfApi, 'GET, POST, HEAD'],
    ['/api/v1/openapi.json', OfDescription, 'GET, HEAD'],
  ] as const)('says of %s which methods it has, whatever else is asked for', async (path, route, allowed) => {
    const segments = { params: Promise.resolve({ path: path.split('/').slice(3) }) };
    for (const method of ['DELETE', 'OPTIONS', 'PATCH', 'PUT'] as const) {
      const answer = await route[method](new Request(`http://localhost:3000${path}`, { method }), segments);
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, allowed]);
      expect(await answer.json()).toMatchObject({ status: 405, detail: expect.stringContaining(method) });
    }
  });
});

describe('an answer', () => {
  it('is JSON that nobody keeps, with the id of its request; of a schedule with instants and without secrets', async () => {
    const answer = await send(ENDPOINTS, { path: `/api/v1/schedules/${id}` }, `bearer ${token}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-request-id')).toBe('request-1');
    expect(await answer.json()).toMatchObject({
      id,
      name: 'Statements',
      state: { is: 'on', since: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) },
      timing: { expression: 'cron(0 9 ? * MON-FRI *)', timeZone: 'Europe/London' },
      targets: [{ kind: 'sqs', input: '{"what":"statements"}' }],
      sync: { status: 'pending' },
    });
  });

  const reading = everywhere(({ context, body }: Asked<object>) =>
    query({
      permission: 'schedule.read',
      input: z.strictObject({
        name: z.string('Enter a name.'),
        a: z.array(z.int('Enter a number.')).default([]),
      }),
      at: SOMEWHERE,
      run: async (_context, input) => input,
    })(context, body),
  );

  const REFUSED: [what: string, body: string, headers: object, status: number, problem: object][] = [
    [
      'a field that is wrong, and one that is missing',
      '{"a":[1,"x"]}',
      {},
      422,
      {
        detail: '2 fields need your attention.',
        errors: [
          { pointer: '#/name', detail: 'Enter a name.' },
          { pointer: '#/a/1', detail: 'Enter a number.' },
        ],
      },
    ],
    [
      'a key that nobody knows',
      '{"name":"x","colour":"red"}',
      {},
      422,
      { errors: [{ pointer: '#/colour', detail: 'Unknown field “colour”. Leave it out.' }] },
    ],
    [
      'numbers that would lose digits, and keys that stand twice',
      '{"name":"x","a":[1,12345678901234567890],"a":[{"x":1e400}]}',
      {},
      422,
      {
        errors: [
          { pointer: '#/a/1', detail: 'This number would lose digits. Send it in quotes, as text.' },
          { pointer: '#/a', detail: 'This field stands twice. Name it once.' },
          { pointer: '#/a/0/x', detail: 'This number would lose digits. Send it in quotes, as text.' },
        ],
      },
    ],
    ['no JSON', '{"name":', {}, 400, { title: 'Bad Request' }],
    ['JSON that is nested too deeply', `{"a":${'['.repeat(6_000)}${']'.repeat(6_000)}}`, {}, 400, {}],
    ['JSON that is no object', '[1]', {}, 400, {}],
    ['another media type', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415, {}],
    ['too much', `{"name":"${'x'.repeat(BODY_MAX)}"}`, {}, 413, {}],
    ['too much, as it says itself', '{}', { 'content-length': String(BODY_MAX + 1) }, 413, {}],
  ];

  it.each(REFUSED)('to %s is a problem of RFC 9457', async (_, body, headers, status, problem) => {
    const answer = await post(reading, body, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toMatchObject({
      type: 'about:blank',
      title: expect.stringMatching(/\w/),
      status,
      detail: expect.stringMatching(/\w/),
      requestId: 'request-1',
      ...problem,
    });
  });

  it('to what is allowed is what the command gives back', async () => {
    const full = `{"name":"${'x'.repeat(BODY_MAX - 11)}"}`;
    expect(Buffer.byteLength(full)).toBe(BODY_MAX);
    expect((await post(reading, full)).status).toBe(200);
    expect(await (await post(reading, '{"name":"é"}')).json()).toEqual({ name: 'é', a: [] });
  });

  it('to a parameter that nobody reads, or a field that the address says, names it', async () => {
    const stray = await send(nothing, { path: '/api/v1/test?verbose=1&verbose=2' });
    const errors = [{ pointer: '#/verbose', detail: 'Unknown field “verbose”. Leave it out.' }];
    expect([stray.status, await stray.json()]).toMatchObject([422, { errors }]);
    const given = everywhere(async ({ body }: Asked<object>) => body).map((one) => ({
      ...one,
      fixed: ['id'],
    }));
    const said = await post(given, '{"id":"other","reason":"x"}');
    const pointed = [{ pointer: '#/id', detail: 'The body has no id here. Leave it out.' }];
    expect([said.status, await said.json()]).toMatchObject([422, { errors: pointed }]);
    expect(await (await post(given, '{"reason":"x"}')).json()).toEqual({ reason: 'x' });
  });

  it('to who is not known says how to be, and of an error of ours nothing but its request', async () => {
    const unknown = await send(nothing, {}, 'Bearer rota_nonsense');
    expect(unknown.status).toBe(401);
    expect(unknown.headers.get('www-authenticate')).toMatch(/^Bearer realm="Rota", error="invalid_token"/);
    const basic = await send(nothing, {}, 'Basic dXNlcjpwYXNz');
    expect([basic.status, basic.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="Rota"']);
    const failing = everywhere(async () => {
      throw new Error('connect ECONNREFUSED 10.0.0.7:5432');
    });
    const broken = await send(failing);
    expect(broken.status).toBe(500);
    const told = await broken.text();
    expect(told).toContain('request-1');
    expect(told).not.toContain('10.0.0.7');
  });

  it('to an address whose tokens were refused too often says when to come again', async () => {
    const ip = '203.0.113.9';
    const statuses = [];
    for (let n = 0; n < 31; n += 1) statuses.push((await send(nothing, { ip }, 'Bearer rota_x')).status);
    expect(statuses).toEqual([...Array<number>(30).fill(401), 429]);
    const answer = await send(nothing, { ip }, 'Bearer rota_x');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
