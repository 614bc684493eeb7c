import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Authority, createAuthority, issueServer, type Pair } from '@/lib/local/directory/certificates';
import { NOTHING_PRIVATE, parseAllowedPrivate } from './allowed';
import { guardedPost } from './post';

const LOCAL = parseAllowedPrivate('127.0.0.1') ?? NOTHING_PRIVATE;
let authority: Authority;
let pair: Pair;
beforeAll(async () => {
  authority = await createAuthority(Date.now());
  pair = await issueServer(authority, { dns: ['hooks.example.com'], ips: ['127.0.0.1'] });
});

type Asked = { method: string; path: string; host: string; body: string };

/** A server on a free port of this machine, and what it was asked. */
async function receiver(serve: RequestListener): Promise<{ port: number; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(pair, (request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      asked.push({ method, path: url, host: headers.host ?? '', body });
      serve(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

const post = (url: string, more: Partial<Parameters<typeof guardedPost>[0]> = {}) =>
  guardedPost({
    url: new URL(url),
    headers: { 'content-type': 'application/json' },
    body: '{"a":"ü"}',
    timeoutMs: 5_000,
    allowed: LOCAL,
    ca: authority.cert,
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    ...more,
  });

describe('a post', () => {
  it('arrives, and its answer is told', async () => {
    const { port, asked } = await receiver((_, response) =>
      response.writeHead(429, { 'retry-after': '7' }).end('slow'),
    );
    expect(await post(`https://hooks.example.com:${port}/a/b?c=d`)).toEqual({
      status: 429,
      body: 'slow',
      cut: false,
      retryAfterMs: 7_000,
    });
    const host = `hooks.example.com:${port}`;
    expect(asked).toEqual([{ method: 'POST', path: '/a/b?c=d', host, body: '{"a":"ü"}' }]);
  });

  it('asks for the name once, and goes to the very address that was checked', async () => {
    const { port, asked } = await receiver((_, response) => response.end('ok'));
    const answers = [['127.0.0.1'], ['169.254.169.254']];
    let looks = 0;
    const resolve = async () => (answers[looks++] ?? []).map((address) => ({ address, family: 4 }));
    expect((await post(`https://hooks.example.com:${port}/`, { resolve })).status).toBe(200);
    expect([looks, asked.length]).toEqual([1, 1]);
  });

  it.each([
    ['a name that leads to a private address', 'https://hooks.example.com', ['10.0.0.5']],
    ['a name of which one address is private', 'https://hooks.example.com', ['1.1.1.1', '10.0.0.5']],
    ['the metadata of AWS', 'https://169.254.169.254', []],
    ['a mapped address', 'https://[::ffff:169.254.169.254]', []],
    ['a number', 'https://2852039166', []],
  ])('is refused to %s', async (_, url, addresses) => {
    const resolve = async () => addresses.map((address) => ({ address, family: 4 }));
    const refused = post(url, { resolve });
    await expect(refused).rejects.toThrow('ROTA_ALLOWED_PRIVATE_HOSTS');
  });

  it('goes to what is not public where its host is named, and only there', async () => {
    const { port, asked } = await receiver((_, response) => response.end('ok'));
    const allowed = parseAllowedPrivate('hooks.example.com') ?? NOTHING_PRIVATE;
    await post(`https://hooks.example.com:${port}/`, { allowed });
    await expect(post(`https://other.example.com:${port}/`, { allowed })).rejects.toThrow(
      'other.example.com',
    );
    expect(asked).toHaveLength(1);
  });

  it('follows no redirect', async () => {
    const { port, asked } = await receiver((_, response) =>
      response.writeHead(307, { location: '/again' }).end(),
    );
    expect((await post(`https://hooks.example.com:${port}/`)).status).toBe(307);
    expect(asked).toHaveLength(1);
  });

  it('reads only the beginning of an answer that never ends', async () => {
    const { port } = await receiver((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    });
    expect((await post(`https://hooks.example.com:${port}/`)).body).toHaveLength(2_000);
  });

  it('waits no longer than its time-out for an answer', async () => {
    const { port } = await receiver(() => {});
    await expect(post(`https://hooks.example.com:${port}/`, { timeoutMs: 200 })).rejects.toThrow(
      'within 0.2 s',
    );
    const never = () => new Promise<never>(() => {});
    await expect(post('https://hooks.example.com/', { timeoutMs: 50, resolve: never })).rejects.toThrow(
      'within',
    );
  });

  it.each<[string, RequestListener, object]>([
    [
      'is reset',
      (_, response) =>
        void response
          .writeHead(503, { 'retry-after': '7', 'content-length': '9' })
          .write('a', () => response.socket?.destroy()),
      { status: 503, retryAfterMs: 7_000 },
    ],
    [
      'never ends',
      (_, response) => {
        const timer = setInterval(() => response.write('a'), 50);
        response.on('close', () => clearInterval(timer));
      },
      { status: 200, body: expect.stringMatching(/^a+$/) },
    ],
    ['stalls', (_, response) => void response.writeHead(202).write('a'), { status: 202, body: 'a' }],
    ['never comes', (_, response) => void response.writeHead(202).flushHeaders(), { status: 202, body: '' }],
  ])('tells the status of an answer whose body %s', async (_, serve, told) => {
    const { port } = await receiver(serve);
    const answer = await post(`https://hooks.example.com:${port}/`, { timeoutMs: 400 });
    expect(answer).toMatchObject({ ...told, cut: true });
  });

  it('waits for what must let it pass outside its time-out, and tells the time after that', async () => {
    const { port, asked } = await receiver((_, response) => response.end('ok'));
    const events: string[] = [];
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const answer = await post(`https://hooks.example.com:${port}/`, {
      timeoutMs: 5_000,
      pass: async () => {
        await vi.advanceTimersByTimeAsync(240_000);
        events.push('passed');
      },
      headers: () => {
        events.push('headers');
        return {};
      },
    });
    expect([answer.status, asked.length, events]).toEqual([200, 1, ['passed', 'headers']]);
  });

  it('shares its time-out with the look-up of the name', async () => {
    let came: () => void = () => {};
    const arrived = new Promise<void>((resolve) => {
      came = resolve;
    });
    const { port } = await receiver(() => came());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const posted = post(`https://hooks.example.com:${port}/`, {
      timeoutMs: 5_000,
      resolve: async () => {
        await vi.advanceTimersByTimeAsync(4_000);
        return [{ address: '127.0.0.1', family: 4 }];
      },
    });
    const late = expect(posted).rejects.toThrow('within 5 s');
    await arrived;
    await vi.advanceTimersByTimeAsync(1_000);
    await late;
  });

  it('gives a look-up up that takes longer than its time-out', async () => {
    let given: AbortSignal | undefined;
    const resolve = (_: string, signal: AbortSignal) => {
      given = signal;
      return new Promise<never>(() => {});
    };
    await expect(post('https://hooks.example.com/', { timeoutMs: 20, resolve })).rejects.toThrow('within');
    expect(given?.aborted).toBe(true);
  });

  it('is not told to a server that is not who its name says, or whose authority is unknown', async () => {
    const { port, asked } = await receiver((_, response) => response.end('ok'));
    await expect(post(`https://else.example.com:${port}/`)).rejects.toThrow(/altnames|host/i);
    await expect(post(`https://hooks.example.com:${port}/`, { ca: undefined })).rejects.toThrow(
      /certificate/i,
    );
    expect(asked).toEqual([]);
  });

  it('is refused without https', async () => {
    await expect(post('http://hooks.example.com/')).rejects.toThrow('https://');
  });
});
