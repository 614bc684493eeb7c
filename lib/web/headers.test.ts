import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy, securityHeaders } from './headers';
import { createFrontServer } from './server';

describe('the content security policy', () => {
  const policy = contentSecurityPolicy('n0nce', false);

  it('lets nothing run or style but what carries the nonce', () => {
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|\*|https?:/);
    expect(policy).toContain("script-src 'self' 'nonce-n0nce' 'strict-dynamic'");
    expect(policy).toContain("style-src 'self' 'nonce-n0nce'");
  });

  it.each([
    "default-src 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ])('holds %s', (rule) => {
    expect(policy.split('; ')).toContain(rule);
  });
});

it('promises https only where it is spoken', () => {
  expect(securityHeaders(true)['Strict-Transport-Security']).toMatch(/max-age=\d{8}/);
  expect(securityHeaders(false)).not.toHaveProperty('Strict-Transport-Security');
});

describe('the front server', () => {
  let url: URL;
  const server = createFrontServer(
    { url: new URL('https://rota.example.test'), trustedProxies: 0, development: false },
    async (incoming, response) => void response.end(JSON.stringify(incoming.headers)),
  );
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const ask = (headers: Record<string, string>, method = 'GET', body = '', path = '/') =>
    new Promise<{ status: number; headers: Record<string, unknown>; seen: string }>((resolve, reject) => {
      const asked = request(url, { method, headers, path }, (response) => {
        let seen = '';
        response.on('data', (part) => {
          seen += part;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, seen }),
        );
      });
      asked.once('error', reject);
      asked.end(body);
    });

  it('tells Next the address of the socket, whatever a client claims', async () => {
    const forged = {
      'X-Forwarded-For': '6.6.6.6',
      'X-Real-IP': '6.6.6.6',
      Forwarded: 'for=6.6.6.6',
      'X-Rota-Client-Address': '6.6.6.6',
      'X-Forwarded-Host': 'evil.example',
      Host: 'evil.example',
    };
    const { seen } = await ask(forged);
    expect(seen).not.toMatch(/6\.6\.6\.6|evil/);
    expect(JSON.parse(seen)).toMatchObject({
      'x-rota-client-address': '127.0.0.1',
      'x-forwarded-for': '127.0.0.1',
      host: 'rota.example.test',
    });
  });

  it('gives each response its headers, an id and a nonce of its own', async () => {
    const [one, two] = [await ask({}), await ask({})];
    expect(one.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    expect(one.headers['content-security-policy']).not.toBe(two.headers['content-security-policy']);
    expect(one.headers['x-request-id']).not.toBe(two.headers['x-request-id']);
    expect(JSON.parse(one.seen)['content-security-policy']).toBe(one.headers['content-security-policy']);
  });

  const idFor = async (given: string) =>
    String((await ask({ 'X-Request-Id': given })).headers['x-request-id']);

  it('puts a client’s request id before an own one, so that it is never that of another request', async () => {
    const job = '0g2x4y6z8a1b3c5d';
    const [one, two] = [await idFor(job), await idFor(job)];
    expect([one, two]).toEqual([1, 2].map(() => expect.stringMatching(/^0g2x4y6z8a1b3c5d\.[0-9a-z]{16}$/)));
    expect(one).not.toBe(two);
    const seen = JSON.parse((await ask({ 'X-Request-Id': job })).seen);
    expect(seen['x-request-id']).toMatch(/^0g2x4y6z8a1b3c5d\.[0-9a-z]{16}$/);
  });

  it.each([
    ['of other characters', '<script>alert(1)'],
    ['that has the form of a whole one', '0g2x4y6z8a1b3c5d.0g2x4y6z8a1b3c5d'],
    ['that is too short', 'abc-123'],
    ['that is too long', 'x'.repeat(37)],
  ])('makes a request id of its own in place of one %s', async (_, given) => {
    expect(await idFor(given)).toMatch(/^[\da-f-]{36}$/);
  });

  it('refuses a body that is too large or of unknown length', async () => {
    expect(
      (await ask({ 'Content-Length': String(5 * 1024 * 1024) }, 'POST', 'x'.repeat(5 * 1024 * 1024))).status,
    ).toBe(413);
    expect((await ask({ 'Transfer-Encoding': 'chunked' }, 'POST', 'x')).status).toBe(411);
  });

  it.each(['/api/v1/schedules/%zz', '/api/v1/%ff', '/api/v1/runs/%', '/schedules/%zz', '/%e2%82/%ac?q=1'])(
    'refuses the address %s, which can’t be decoded',
    async (path) => {
      const { status, seen } = await ask({}, 'GET', '', path);
      expect([status, seen]).toEqual([400, expect.stringContaining('can’t be read')]);
    },
  );

  it('lets an address through that can be decoded, whatever its parameters', async () => {
    for (const path of ['/schedules/%25zz', '/%e2%82%ac', '/runs?q=%zz', '//', '/a%2Fb%00'])
      expect((await ask({}, 'GET', '', path)).status).toBe(200);
    expect((await ask({}, 'OPTIONS', '', '*')).status).toBe(200);
  });

  it.each(['TRACE', 'PROPFIND', 'LOCK'])(
    'refuses the method %s, of which Next makes nothing',
    async (method) => {
      const { status, headers, seen } = await ask({}, method, '', '/login');
      expect([status, headers.allow]).toEqual([405, 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS']);
      expect(seen).toContain(`not ${method}`);
    },
  );

  it.each<[string, number, Record<string, string>, string, string]>([
    ['of unknown length', 411, { 'Transfer-Encoding': 'chunked' }, 'POST', '/api/v1/schedules'],
    ['too large', 413, { 'Content-Length': String(64 * 1024 * 1024) }, 'PUT', '/api/v1/gates/x'],
    ['for another method', 405, {}, 'TRACE', '/api/v1/me'],
    ['at no address', 400, {}, 'GET', '/api/callbacks/%zz'],
  ])('refuses what is %s as a problem where programs ask', async (_, status, sent, method, path) => {
    const { headers, seen } = await ask(sent, method, '', path);
    expect([headers['content-type'], headers['cache-control']]).toEqual([
      'application/problem+json',
      'no-store',
    ]);
    expect(JSON.parse(seen)).toEqual({
      type: 'about:blank',
      title: expect.stringMatching(/\w/),
      status,
      detail: expect.stringMatching(/\w/),
      requestId: headers['x-request-id'],
    });
    expect((await ask(sent, method, '', '/schedules%')).headers['content-type']).toMatch(/^text\/plain/);
  });
});
