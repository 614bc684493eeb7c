import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { act } from './actions';
import { denials, fingerprint, makeStale, STALE } from './evidence';
import { makeSchedule, unique } from './schedules';
import { type Account, demo, expect, rows, signInByHand, test } from './support';

/** Every page and handler of the source, by its address with its parameters' names. */
const routes = (file: string): string[] =>
  readdirSync('app', { recursive: true, encoding: 'utf8' })
    .filter((path) => path === file || path.endsWith(`/${file}`))
    .map((path) => `/${path.slice(0, -file.length)}`.replace(/\/\([^)]+\)/g, '').replace(/(.)\/$/, '$1'))
    .sort();

/** The least role of each page; a page that is not listed fails the test. */
const LEAST: Record<string, Account | 'public'> = {
  '/': 'public',
  '/login': 'public',
  '/schedules': 'viewer',
  '/schedules/[id]': 'viewer',
  '/schedules/[id]/edit': 'editor',
  '/schedules/[id]/versions': 'viewer',
  '/schedules/new': 'editor',
  '/access': 'admin',
  '/adopt': 'admin',
  '/allow-lists': 'admin',
  '/audit': 'viewer',
  '/audit/activity': 'viewer',
  '/bulk': 'viewer',
  '/bulk/[id]': 'viewer',
  '/calendars': 'viewer',
  '/calendars/[id]': 'viewer',
  '/calendars/new': 'admin',
  '/drift': 'viewer',
  '/environments': 'admin',
  '/environments/[id]': 'admin',
  '/environments/[id]/edit': 'admin',
  '/environments/[id]/recovery': 'admin',
  '/environments/new': 'admin',
  '/freeze': 'viewer',
  '/gates': 'viewer',
  '/gates/[id]': 'viewer',
  '/gates/[id]/edit': 'editor',
  '/gates/new': 'editor',
  '/incident': 'viewer',
  '/notifications': 'viewer',
  '/notifications/[id]': 'viewer',
  '/notifications/[id]/edit': 'editor',
  '/notifications/new': 'editor',
  '/people': 'admin',
  '/people/[id]': 'admin',
  '/people/sign-ins': 'admin',
  '/reference': 'viewer',
  '/runs': 'viewer',
  '/runs/[id]': 'viewer',
  '/teams': 'admin',
  '/tokens': 'viewer',
  '/tokens/new': 'editor',
};

/** What a handler answers to a GET of whoever is not signed in; one that is not listed fails the test. */
const HANDLERS: Record<string, number> = {
  '/api/audit/export': 405,
  '/api/auth/[...nextauth]': 200,
  '/api/callbacks/[token]': 405,
  '/api/healthz': 200,
  '/api/people/export': 405,
  '/api/readyz': 200,
  '/api/runs/live': 405,
  '/api/theme': 405,
  '/api/v1/[[...path]]': 404,
  '/api/v1/openapi.json': 200,
};

/** The least role of each handler that answers with something of the product. */
const GUARDED: Record<string, Account> = {
  '/api/audit/export': 'viewer',
  '/api/people/export': 'admin',
  '/api/runs/live': 'viewer',
};

const RANK: Account[] = ['viewer', 'operator', 'editor', 'admin'];

/** What has made a Next application skip its own checks, or answer for another address. */
const TRICKS: Record<string, Record<string, string>> = {
  rsc: { rsc: '1' },
  'a prefetch of old': { 'next-router-prefetch': '1' },
  'a purpose': { purpose: 'prefetch', 'sec-purpose': 'prefetch' },
  'the proxy’s own mark': { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
  'the middleware’s own mark': {
    'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware',
  },
  'a rewrite': { 'x-middleware-rewrite': '/login', 'x-rewrite-url': '/login', 'x-original-url': '/login' },
  'an invocation': { 'x-invoke-path': '/login', 'x-matched-path': '/login', 'x-invoke-status': '200' },
  'data of a page': { 'x-nextjs-data': '1' },
  'a forged actor': { 'x-rota-client-origin': 'http://localhost', 'x-middleware-override-headers': 'cookie' },
  'a method within': { 'x-http-method-override': 'GET' },
};

/** What Next answers with the names of a route's segments, before anything is rendered. */
const PREFETCHES: Record<string, string>[] = [
  { rsc: '1', 'next-router-prefetch': '1' },
  { rsc: '1', 'next-router-segment-prefetch': '/_tree', 'next-router-prefetch': '1' },
  { rsc: '1', 'next-router-segment-prefetch': '/_tree' },
];

/** An address of a page, with something that is there. */
async function addressOf(page: string): Promise<string> {
  const table = /^\/(schedules|runs|bulk|calendars|environments|gates|notifications|people)\/\[id\]/.exec(
    page,
  )?.[1];
  if (!table) return page;
  const name = {
    schedules: 'schedule',
    runs: 'run',
    bulk: 'bulk_job',
    calendars: 'calendar',
    environments: 'environment',
    gates: 'gate',
    notifications: 'notification_channel',
    people: '"user"',
  }[table];
  const [row] = await rows<{ id: string }>(`SELECT id FROM ${name} ORDER BY created_at DESC LIMIT 1`);
  return page.replace('[id]', row?.id ?? '0000000000000000');
}

test('every page and handler of the source is known here', () => {
  expect(routes('page.tsx')).toEqual(Object.keys(LEAST).sort());
  expect(routes('route.ts')).toEqual(Object.keys(HANDLERS).sort());
});

test('each handler with something of the product refuses whoever may not, and whoever asks from elsewhere', async ({
  playwright,
  baseURL,
}) => {
  for (const [path, least] of Object.entries(GUARDED))
    for (const account of [null, ...RANK]) {
      const request = await playwright.request.newContext({ baseURL: baseURL ?? '' });
      if (account) await signInByHand(request, account);
      const post = (origin: string) =>
        request.post(path, { headers: { origin }, data: { audit: 'schedule', format: 'csv' } });
      const may = account !== null && RANK.indexOf(account) >= RANK.indexOf(least);
      for (const origin of may ? ['https://evil.example', 'null'] : [demo().web]) {
        const [before, denied] = [await fingerprint(), await denials()];
        const answer = await post(origin);
        const expected = account ? 403 : 401;
        expect(`${account} ${path} ${origin} ${answer.status()}`).toBe(
          `${account} ${path} ${origin} ${expected}`,
        );
        expect(await fingerprint()).toBe(before);
        expect(await denials()).toBe(denied + 1);
      }
      if (may) {
        await makeStale(account, 'ended');
        expect(`${path} ${(await post(demo().web)).status()}`).toBe(`${path} 401`);
      }
      await request.dispose();
    }
});

test('each handler that nobody need sign in for says nothing of anybody', async ({ request }) => {
  for (const [path, status] of Object.entries(HANDLERS)) {
    const answer = await request.get(path.replace('[...nextauth]', 'csrf'));
    expect(`${path} ${answer.status()}`).toBe(`${path} ${status}`);
  }
  for (const closed of ['session', 'signin', 'error', '_log', 'csrf/more', 'callback/credentials'])
    expect(`${closed} ${(await request.get(`/api/auth/${closed}`)).status()}`).toBe(`${closed} 404`);
  for (const closed of ['_log', 'session', 'signin/credentials', 'callback/other'])
    expect(`${closed} ${(await request.post(`/api/auth/${closed}`, { data: {} })).status()}`).toBe(
      `${closed} 404`,
    );
});

test('each page refuses whoever may not, whatever they send, and leaves one audit row of who is signed in', async ({
  playwright,
  baseURL,
}) => {
  test.setTimeout(240_000);
  const admin = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  await signInByHand(admin, 'admin');
  const id = await makeSchedule(admin, unique('Looked at by hand'));
  await act(admin, 'runs/now', { id, requestId: randomUUID() });
  await admin.dispose();
  let refused = 0;
  for (const account of [null, ...RANK]) {
    const request = await playwright.request.newContext({ baseURL: baseURL ?? '' });
    if (account) await signInByHand(request, account);
    for (const [page, least] of Object.entries(LEAST)) {
      if (least === 'public' || (account && RANK.indexOf(account) >= RANK.indexOf(least))) continue;
      const address = await addressOf(page);
      const tricks = account
        ? [['nothing', {}] as const]
        : [['nothing', {}] as const, ...Object.entries(TRICKS)];
      for (const [trick, headers] of tricks) {
        const [before, denied] = [await fingerprint(), await denials()];
        const answer = await request.get(address, { headers });
        const expected = account ? 403 : 401;
        expect(`${account} ${address} ${trick} ${answer.status()}`).toBe(
          `${account} ${address} ${trick} ${expected}`,
        );
        expect(await fingerprint()).toBe(before);
        const recorded = denied + (account ? 1 : 0);
        expect(`${address} ${trick} ${await denials()}`).toBe(`${address} ${trick} ${recorded}`);
        refused += 1;
      }
    }
    await request.dispose();
  }
  expect(refused).toBeGreaterThan(250);
});

test('the prefetch of a navigation tells nobody more than which segments a page has', async ({
  request,
  playwright,
  baseURL,
}) => {
  const name = unique('Prefetched');
  const admin = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  await signInByHand(admin, 'admin');
  await makeSchedule(admin, name);
  await admin.dispose();
  for (const [page, least] of Object.entries(LEAST))
    for (const headers of PREFETCHES) {
      if (least === 'public') continue;
      const text = await (await request.get(await addressOf(page), { headers })).text();
      expect(text.length, page).toBeLessThan(1_500);
      expect(text).not.toContain(name);
    }
});

for (const how of Object.keys(STALE) as (keyof typeof STALE)[])
  test(`a session that is ${how} opens no page`, async ({ request }) => {
    await signInByHand(request, 'admin');
    expect((await request.get('/schedules')).status()).toBe(200);
    await makeStale('admin', how);
    for (const [page, least] of Object.entries(LEAST)) {
      if (least === 'public') continue;
      const denied = await denials();
      const answer = await request.get(await addressOf(page));
      expect(`${page} ${answer.status()}`).toBe(`${page} 401`);
      expect(await answer.text()).toContain('Sign in');
      expect(await denials()).toBe(denied);
    }
  });
