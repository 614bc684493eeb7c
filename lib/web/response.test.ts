import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { actionReached, holdBack, setStatus, withAnswer } from './response';

let server: Server;
afterEach(() => new Promise((resolve) => server.close(resolve)));

async function ask(listener: RequestListener): Promise<{ status: number; text: string }> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return { status: answer.status, text: await answer.text() };
}

describe('a held-back response', () => {
  it('keeps its status open until it ends, whatever was written before', async () => {
    const answer = await ask((_, response) => {
      holdBack(response);
      withAnswer({ response, reachedAction: false, outer: null }, false, async () => {
        response.writeHead(200, { 'Content-Type': 'text/x-component' });
        response.flushHeaders();
        response.write('one ');
        await new Promise((resolve) => setImmediate(resolve));
        setStatus(401);
        response.write(Buffer.from('two '));
        response.end('three');
      });
    });
    expect(answer).toEqual({ status: 401, text: 'one two three' });
  });
});

describe('an action', () => {
  const failing = (reached: boolean) => (response: Parameters<RequestListener>[1]) =>
    withAnswer({ response, reachedAction: false, outer: null }, true, () => {
      if (reached) actionReached();
      response.statusCode = 500;
      response.end('no');
    });

  it('that could not be decoded is the sender’s fault', async () => {
    expect((await ask((_, response) => failing(false)(response))).status).toBe(400);
  });

  it('that failed in its own code is ours', async () => {
    expect((await ask((_, response) => failing(true)(response))).status).toBe(500);
  });
});
