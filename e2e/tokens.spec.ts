import { box, makeSchedule, statesInAws, unique } from './schedules';
import { demo, expect, expectAccessible, rows, signIn, signInByHand, test, violations } from './support';

test.use({ actionTimeout: 10_000 });

const problemOf = async (answer: Response) => ({
  status: answer.status,
  type: answer.headers.get('content-type'),
  problem: (await answer.json()) as { detail: string; requestId: string; errors?: unknown },
});

test('a token is created by keyboard, pauses and runs a schedule, is seen in the activity, and is refused once revoked', async ({
  page,
  request,
}) => {
  test.setTimeout(120_000);
  const [name, schedule] = [unique('deploy'), unique('Statements')];
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, schedule);
  const api = (path: string, token: string | null, body?: object, headers: Record<string, string> = {}) =>
    fetch(`${demo().web}/api/v1${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });

  await signIn(page, 'editor', '/schedules');
  await page.getByRole('button', { name: 'Administration' }).click();
  await page.getByRole('link', { name: 'API tokens' }).click();
  await page.getByRole('link', { name: 'New token' }).first().click();
  await expect(page.getByRole('heading', { name: 'New API token' })).toBeVisible();
  await page.getByRole('button', { name: 'Create the token' }).click();
  await expect(box(page, 'Name')).toBeFocused();
  await expect(page.getByText('Choose how long it is valid.')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.type(name);
  for (const letters of ['Fin', 'All e', 'op', 'Read and', '30']) {
    await page.keyboard.press('Tab');
    await page.keyboard.type(letters);
  }
  await page.getByRole('button', { name: 'Create the token' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: `${name} is created` })).toBeFocused();
  const token = (await page.locator('code').first().textContent()) ?? '';
  expect(token).toMatch(/^rota_[0-9a-z]{16}_[0-9A-Za-z]{49}$/);
  expect(await violations(page)).toEqual([]);

  const me = await api('/me', token);
  expect(me.status).toBe(200);
  expect(me.headers.get('cache-control')).toBe('no-store');
  expect(await me.json()).toMatchObject({
    role: 'operator',
    token: { name, scope: 'write', role: 'operator', team: { name: 'Finance' }, environment: null },
  });
  const shown = await api(`/schedules/${id}`, token);
  expect(await shown.json()).toMatchObject({ id, name: schedule, state: { is: 'on' } });
  const paused = await api(`/schedules/${id}/pause`, token, { reason: 'Deployment' });
  expect(paused.status).toBe(200);
  expect(await paused.json()).toMatchObject({ id, generation: 2, sync: { status: expect.any(String) } });
  await expect.poll(() => statesInAws(id)).toEqual(['DISABLED']);
  const run = await api(`/schedules/${id}/run`, token, {});
  expect(await run.json()).toMatchObject({ runs: [expect.any(String)] });
  expect((await api(`/schedules/${id}/resume`, token, { reason: 'Done' })).status).toBe(200);

  const stray = await api(`/schedules/${id}/pause`, token, { reason: 'x', untill: 1 });
  expect(await problemOf(stray)).toMatchObject({ status: 422, type: 'application/problem+json' });
  const missing = await problemOf(await api(`/schedules/${id}/pause`, token, {}));
  expect(missing.problem.errors).toMatchObject([{ pointer: '#/reason' }]);
  const [foreign] = await rows<{ id: string }>(
    `SELECT s.id FROM schedule s JOIN team t ON t.id = s.team_id WHERE t.name <> 'Finance' AND s.state = 'on' LIMIT 1`,
  );
  expect((await api(`/schedules/${foreign?.id}/pause`, token, { reason: 'x' })).status).toBe(403);
  const large = await api(`/schedules/${id}/pause`, token, { reason: 'x'.repeat(262_144) });
  expect(large.status).toBe(413);

  await page.goto(`/audit?schedule=${id}&action=schedule.pause`);
  await expect(page.getByText(`token “${name}” of Emil Novak`)).toBeVisible();
  await page.goto(`/audit/activity?q=${encodeURIComponent(name)}&action=token.use`);
  const use = page.locator('.audit-entry').first();
  await expect(use).toContainText('API token used');
  await expect(use).toContainText(`token “${name}” of Emil Novak`);

  await page.goto('/tokens');
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('Finance in all environments');
  await expect(row).toContainText(token.slice(0, 21));
  await expect(row).not.toContainText(token.slice(22, 40));
  await expectAccessible(page);
  await page.getByRole('button', { name: `Revoke ${name}` }).click();
  await page.keyboard.type('Done with it');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`${name} is revoked, from its next request on.`)).toBeVisible();
  const refused = await api('/me', token, undefined, { 'x-request-id': 'my-request-1' });
  expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
  expect(refused.headers.get('x-request-id')).toMatch(/^my-request-1\./);
  const { status, problem } = await problemOf(refused);
  expect({ status, detail: problem.detail }).toEqual({ status: 401, detail: 'This token was revoked.' });
  expect(problem.requestId).toBe(refused.headers.get('x-request-id'));
  const [kept] = await rows<{ outcome: string; reason: string }>(
    `SELECT outcome, reason FROM activity_audit WHERE request_id = $1`,
    [problem.requestId],
  );
  expect(kept).toEqual({ outcome: 'failed', reason: 'revoked' });
});

test('the API is open to the session of a page of Rota, and to nobody else without a token', async ({
  page,
  request,
  playwright,
}) => {
  const nobody = await playwright.request.newContext({ baseURL: demo().web });
  const unknown = await nobody.get('/api/v1/me');
  expect([unknown.status(), unknown.headers()['www-authenticate']]).toEqual([401, 'Bearer realm="Rota"']);
  await nobody.dispose();

  await signInByHand(request, 'operator');
  const elsewhere = await request.get('/api/v1/me', { headers: { origin: 'https://evil.example' } });
  expect(elsewhere.status()).toBe(403);

  await signIn(page, 'operator');
  await expect(page.getByRole('heading', { name: 'Schedules' })).toBeVisible();
  const me = await page.evaluate(async () => (await fetch('/api/v1/me')).json());
  expect(me).toMatchObject({ role: 'operator', token: null });
});
