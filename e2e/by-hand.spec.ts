import { type KnownAction, knownActions, send } from './actions';
import { denials, fingerprint, makeStale, STALE } from './evidence';
import { type Account, expect, rows, signInByHand, test } from './support';

const actions = knownActions();

/** The least role of each, by file and name; an action that is not listed fails the test. */
const LEAST: Record<string, Account> = {
  'schedules/create': 'editor',
  'schedules/update': 'editor',
  'schedules/pause': 'operator',
  'schedules/resume': 'operator',
  'schedules/disable': 'editor',
  'schedules/enable': 'editor',
  'schedules/remove': 'editor',
  'schedules/restore': 'editor',
  'schedules/release': 'admin',
  'schedules/retry': 'operator',
  'schedules/secret': 'admin',
  'schedules/signingSecret': 'admin',
  'schedules/newSigningSecret': 'editor',
  'schedules/rotateSigning': 'editor',
  'schedules/replaceSigning': 'editor',
  'schedules/sync': 'viewer',
  'bulk/prepare': 'operator',
  'bulk/start': 'operator',
  'bulk/retry': 'operator',
  'bulk/undo': 'operator',
  'freeze/start': 'operator',
  'freeze/lift': 'operator',
  'adopt/scan': 'admin',
  'adopt/adopt': 'admin',
  'adopt/giveBack': 'admin',
  'adopt/disableAgain': 'admin',
  'adopt/retry': 'admin',
  'adopt/check': 'admin',
  'adopt/preview': 'admin',
  'adopt/chooseAll': 'admin',
  'adopt/progress': 'admin',
  'access/search': 'admin',
  'access/grant': 'admin',
  'access/change': 'admin',
  'access/revoke': 'admin',
  'allow-lists/previewAdd': 'admin',
  'allow-lists/previewRemove': 'admin',
  'allow-lists/add': 'admin',
  'allow-lists/remove': 'admin',
  'people/end': 'admin',
  'people/testConnection': 'admin',
  'people/ask': 'admin',
  'people/endOwn': 'viewer',
  'calendars/create': 'admin',
  'calendars/update': 'admin',
  'calendars/importFile': 'admin',
  'calendars/remove': 'admin',
  'calendars/preview': 'admin',
  'drift/scan': 'operator',
  'drift/restore': 'editor',
  'drift/accept': 'editor',
  'drift/confirm': 'admin',
  'drift/decideMany': 'editor',
  'drift/endRecovery': 'admin',
  'environments/create': 'admin',
  'environments/update': 'admin',
  'environments/disable': 'admin',
  'environments/enable': 'admin',
  'environments/remove': 'admin',
  'environments/check': 'admin',
  'environments/checkTargets': 'editor',
  'environments/stock': 'editor',
  'gates/create': 'editor',
  'gates/update': 'editor',
  'gates/remove': 'editor',
  'gates/close': 'operator',
  'gates/open': 'operator',
  'gates/addWindow': 'operator',
  'gates/removeWindow': 'operator',
  'gates/addRule': 'admin',
  'gates/removeRule': 'admin',
  'gates/meets': 'viewer',
  'runs/now': 'operator',
  'runs/at': 'operator',
  'runs/cancel': 'operator',
  'runs/cancelAll': 'operator',
  'runs/redrive': 'operator',
  'runs/redriveAll': 'operator',
  'runs/rerun': 'operator',
  'runs/stop': 'operator',
  'runs/stopAll': 'operator',
  'runs/endAll': 'operator',
  'notifications/create': 'editor',
  'notifications/update': 'editor',
  'notifications/switchTo': 'editor',
  'notifications/remove': 'editor',
  'notifications/test': 'editor',
  'teams/create': 'admin',
  'teams/rename': 'admin',
  'tokens/create': 'editor',
  // of one that is not one's own
  'tokens/revoke': 'admin',
};
const RANK: Account[] = ['viewer', 'operator', 'editor', 'admin'];

test('every server action is known here', () => {
  expect(actions.map(({ key }) => key).sort()).toEqual(Object.keys(LEAST).sort());
});

test('each action refuses whoever may not, changes nothing and leaves one audit row', async ({
  playwright,
  baseURL,
}) => {
  for (const account of [null, ...RANK] as (Account | null)[]) {
    const request = await playwright.request.newContext({ baseURL: baseURL ?? '' });
    if (account) await signInByHand(request, account);
    for (const action of actions) {
      const least = LEAST[action.key] as Account;
      if (account && RANK.indexOf(account) >= RANK.indexOf(least)) continue;
      const [before, denied] = [await fingerprint(), await denials()];
      const answer = await send(request, action.id, '[{"id":"0000000000000000","reason":"by hand"}]');
      expect(`${account} ${action.key} ${answer.status()}`).toBe(
        `${account} ${action.key} ${account ? 403 : 401}`,
      );
      expect(await fingerprint()).toBe(before);
      expect(await denials()).toBe(denied + 1);
    }
    await request.dispose();
  }
});

test('a request from elsewhere is refused, whoever sends it', async ({ request }) => {
  await signInByHand(request, 'admin');
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: '', 'sec-fetch-site': 'cross-site' },
  ])
    for (const action of actions) {
      const denied = await denials();
      const answer = await send(request, action.id, '[{"id":"0000000000000000"}]', headers);
      expect(answer.status()).toBe(403);
      expect(await denials()).toBe(denied + 1);
    }
});

test('wrong types straight at the actions are answered, never with 500, and write nothing', async ({
  request,
}) => {
  test.setTimeout(180_000);
  await signInByHand(request, 'admin');
  const long = 'x'.repeat(1_000_000);
  const values: unknown[] = [
    null,
    true,
    0,
    -1,
    1e308,
    '',
    'x',
    long,
    [],
    [[]],
    {},
    { id: 1 },
    { id: {} },
    { id: long },
    { id: '__proto__' },
    { __proto__: { id: 'x' } },
    { id: '0000000000000000', reason: { toString: 'x' } },
    { id: '0000000000000000', reason: long },
    { id: '0000000000000000', reason: '\u0000' },
    { id: '0000000000000000', reason: '\ud800' },
    { schedule: [] },
    { schedule: { targets: [{}] } },
    { schedule: { name: '<script>alert(1)</script>', targets: 'x', expression: long } },
    { name: { a: 1 } },
    { name: '\u0000' },
  ];
  const bodies = [
    ...values.map((value) => JSON.stringify([value])),
    '',
    '[',
    'garbage',
    '["$1"]',
    '["$F1","$K1"]',
    '{"a":1}',
  ];
  const before = await fingerprint();
  let sent = 0;
  const refused = async (action: KnownAction, body: string) => {
    const answer = await send(request, action.id, body);
    expect(answer.status(), `${action.key} ${body.slice(0, 80)}`).toBeLessThan(500);
    const text = await answer.text();
    if (answer.status() === 200) expect(text, `${action.key} ${body.slice(0, 80)}`).toContain('"ok":false');
    expect(text).not.toContain('"code":"internal"');
    sent += 1;
  };
  for (const action of actions) await Promise.all(bodies.map((body) => refused(action, body)));
  expect(await fingerprint()).toBe(before);
  expect(sent).toBeGreaterThan(300);
});

test('a body that is too large, or of unknown length, is refused by name', async ({ request }) => {
  const [action] = actions;
  const answer = await send(request, action?.id ?? '', 'x'.repeat(5_000_000));
  expect(answer.status()).toBe(413);
  expect(await answer.text()).toContain('too large');
});

test('a forged X-Forwarded-For does not reach the audit', async ({ request }) => {
  const [action] = actions;
  await send(request, action?.id ?? '', '[{}]', {
    'x-forwarded-for': '6.6.6.6',
    'x-real-ip': '6.6.6.6',
    forwarded: 'for=6.6.6.6',
    'x-rota-client-address': '6.6.6.6',
  });
  const [last] = await rows<{ values: string }>(
    'SELECT p.values FROM activity_audit a JOIN audit_person p ON p.audit_id = a.id ORDER BY a.seq DESC LIMIT 1',
  );
  expect(last?.values).toContain('"ip":"127.0.0.1"');
});

test('what is not there is a 404 for whoever may look', async ({ request }) => {
  await signInByHand(request, 'viewer');
  expect((await request.get('/schedules/0000000000000000')).status()).toBe(404);
  expect((await request.get('/nowhere')).status()).toBe(404);
});

for (const how of Object.keys(STALE) as (keyof typeof STALE)[])
  test(`a session that is ${how} does nothing, whatever role it had`, async ({ request }) => {
    await signInByHand(request, 'admin');
    await makeStale('admin', how);
    for (const action of actions) {
      const [before, denied] = [await fingerprint(), await denials()];
      const answer = await send(request, action.id, '[{"id":"0000000000000000","reason":"by hand"}]');
      expect(`${action.key} ${answer.status()}`).toBe(`${action.key} 401`);
      expect(await fingerprint()).toBe(before);
      expect(await denials()).toBe(denied + 1);
    }
  });

test('health, readiness and the headers of every response', async ({ request }) => {
  expect((await request.get('/healthz')).status()).toBe(200);
  expect(await (await request.get('/readyz')).json()).toEqual({ status: 'ready', problems: [] });
  const { 'content-security-policy': policy = '', ...headers } = (await request.get('/schedules')).headers();
  expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic'/);
  expect(policy).not.toContain('unsafe');
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
  });
  expect(headers['cache-control']).toContain('no-store');
});

test('a copied cookie is dead after sign-out', async ({ request, playwright, baseURL }) => {
  await signInByHand(request, 'viewer');
  const copy = await playwright.request.newContext({
    baseURL: baseURL ?? '',
    storageState: await request.storageState(),
  });
  expect((await copy.get('/schedules')).status()).toBe(200);
  const { csrfToken } = (await (await request.get('/api/auth/csrf')).json()) as { csrfToken: string };
  await request.post('/api/auth/signout', { form: { csrfToken, json: 'true' } });
  expect((await copy.get('/schedules')).status()).toBe(401);
  const [last] = await rows<{ action: string; outcome: string }>(
    `SELECT action, outcome FROM activity_audit WHERE action = 'sign-out' ORDER BY seq DESC LIMIT 1`,
  );
  expect(last).toEqual({ action: 'sign-out', outcome: 'ok' });
  await copy.dispose();
});
