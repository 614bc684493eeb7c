import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createAuthority, issueServer } from '@/lib/local/directory/certificates';
import { parseAllowedPrivate } from '@/lib/outbound/allowed';
import { postOnce } from '@/lib/webhooks/post';

/** Notes when each message arrived, before it is read any further. */
const SERVER = `
  const { createServer } = require('node:https');
  const { parentPort, workerData } = require('node:worker_threads');
  const server = createServer(workerData, (request, response) => {
    const arrived = performance.timeOrigin + performance.now();
    request.resume().on('end', () => {
      parentPort.postMessage(arrived - Number(request.headers.at));
      response.end();
    });
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`;

export type Receiver = {
  /** Posts as a webhook is posted, once. @throws Error where it is not answered with success */
  post(at: Date): Promise<void>;
  /** Milliseconds after its instant that each message arrived. */
  errors: number[];
  stop(): Promise<unknown>;
};

/** A receiver of webhooks by https, in a thread of its own. */
export async function startReceiver(): Promise<Receiver> {
  const authority = await createAuthority(Date.now());
  const pair = await issueServer(authority, { dns: ['localhost'], ips: ['127.0.0.1'] });
  const allowed = parseAllowedPrivate('127.0.0.1');
  if (!allowed) throw new Error('127.0.0.1 is no address.');
  const worker = new Worker(SERVER, { eval: true, workerData: pair });
  const [port] = (await once(worker, 'message')) as [number];
  const errors: number[] = [];
  worker.on('message', (error: number) => errors.push(error));
  const url = new URL(`https://127.0.0.1:${port}/`);
  return {
    errors,
    stop: () => worker.terminate(),
    async post(at) {
      const headers = { 'content-type': 'application/json', at: String(at.getTime()) };
      const answer = await postOnce({
        url,
        headers,
        body: '{}',
        timeoutMs: 30_000,
        allowed,
        ca: authority.cert,
      });
      if (!('status' in answer) || answer.status !== 200)
        throw new Error(`It was not received: ${JSON.stringify(answer)}`);
    },
  };
}
