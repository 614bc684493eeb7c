import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { followStamps } from './follow-stamps';

let server: Server | undefined;
afterEach(() => server?.close());

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Time that goes on by so much at each look at the clock. @returns also how long it was waited */
function timeIn(steps: number) {
  const waited: number[] = [];
  let at = 0;
  const now = () => {
    at += steps;
    return at;
  };
  const pause = async (milliseconds: number) => waited.push(milliseconds);
  return { waited, time: { now, pause } };
}

it('reads each stamp, however the events are cut, and asks again at once where the server ends them in time', async () => {
  const asked: string[] = [];
  const url = await serve(async (request, response) => {
    for await (const chunk of request) asked.push(String(chunk));
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    for (const part of ['data: o', 'ne\n\n:\n', '\ndata: two\n', '\n']) {
      response.write(part);
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  });
  const stop = new AbortController();
  const seen: (string | null)[] = [];
  const { waited, time } = timeIn(1_001);
  const on = (stamp: string | null) => {
    seen.push(stamp);
    if (seen.length === 4) stop.abort();
  };
  await followStamps(url, '{"page":"incident"}', stop.signal, on, time);
  expect(seen).toEqual(['one', 'two', 'one', 'two']);
  expect(asked).toEqual(['{"page":"incident"}', '{"page":"incident"}']);
  expect(waited).toEqual([]);
});

it('waits before it asks again where something between answers 200 and ends it', async () => {
  const url = await serve((_, response) => response.end('<p>Sign in</p>'));
  const stop = new AbortController();
  const seen: (string | null)[] = [];
  const { waited, time } = timeIn(1_000);
  const on = (stamp: string | null) => {
    seen.push(stamp);
    if (seen.length === 3) stop.abort();
  };
  await followStamps(url, '{}', stop.signal, on, time);
  expect(seen).toEqual([null, null, null]);
  expect(waited).toEqual([5_000, 5_000, 5_000]);
});

it.each([401, 403, 404])('gives up where it is answered %i, after it said so once', async (status) => {
  let asked = 0;
  const url = await serve((_, response) => {
    asked += 1;
    response.writeHead(status).end();
  });
  const seen: (string | null)[] = [];
  await followStamps(url, '{}', new AbortController().signal, (stamp) => seen.push(stamp));
  expect({ asked, seen }).toEqual({ asked: 1, seen: [null] });
});

it.each(['a server that is ill', 'no server'])('says so without a stamp where there is %s', async (what) => {
  const url = await serve((_, response) => response.writeHead(503).end());
  if (what === 'no server') await new Promise((resolve) => server?.close(resolve));
  const stop = new AbortController();
  const first = new Promise((resolve) => {
    void followStamps(url, '{}', stop.signal, resolve);
  });
  expect(await first).toBeNull();
  stop.abort();
});
