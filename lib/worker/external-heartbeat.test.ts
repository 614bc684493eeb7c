import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { log } from '@/lib/log';
import { externalHeartbeat } from './external-heartbeat';
import { heartbeatTurn } from './heartbeat';

let product: TestProduct;
let url: string;
let status = 200;
let calls: string[] = [];
const server = createServer((request, response) => {
  calls.push(request.url ?? '');
  response.writeHead(status).end('OK');
});

beforeAll(async () => {
  product = await startTestProduct({});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/secret-1`;
});
beforeEach(async () => {
  calls = [];
  status = 200;
  await heartbeatTurn('worker-1', 1, 0);
});
afterAll(async () => {
  server.close();
  await product?.stop();
});

it('is sent while the worker is up and its loops turn, and at no other time', async () => {
  let turns = true;
  const turn = externalHeartbeat({ url, worker: 'worker-1', turns: () => turns });
  expect(await turn()).toBe(60_000);
  expect(calls).toEqual(['/ping/secret-1']);
  turns = false;
  await turn();
  turns = true;
  await sql(product.database, "UPDATE worker SET seen_at = now() - interval '31 seconds'");
  await turn();
  await externalHeartbeat({ url, worker: 'worker-2', turns: () => true })();
  expect(calls).toHaveLength(1);
  await heartbeatTurn('worker-1', 1, 0);
  await turn();
  expect(calls).toHaveLength(2);
});

it('tells once of each change that it fails, and never where it goes', async () => {
  const warned = vi.spyOn(log, 'warn');
  const informed = vi.spyOn(log, 'info');
  const turn = externalHeartbeat({ url, worker: 'worker-1', turns: () => true });
  for (const answer of [200, 500, 500, 200, 200, 404]) {
    status = answer;
    await turn();
  }
  const deserted = externalHeartbeat({
    url: 'http://127.0.0.1:1/secret-2',
    worker: 'worker-1',
    turns: () => true,
  });
  await deserted();
  await deserted();
  expect(warned.mock.calls.map(([what]) => what)).toEqual([
    { problem: 'It was answered with 500.' },
    { problem: 'It was answered with 404.' },
    { problem: expect.stringMatching(/^It could not be sent/) },
  ]);
  expect(informed).toHaveBeenCalledTimes(1);
  expect(JSON.stringify([warned.mock.calls, informed.mock.calls])).not.toContain('secret');
});
