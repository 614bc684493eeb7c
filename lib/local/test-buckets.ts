import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFauxqs } from 'fauxqs';

type Call = { method: string; path: string; headers: IncomingHttpHeaders; body: Buffer };
type Answer = { status: number; body: string | Buffer };

/** S3 on a free port of 127.0.0.1, with one bucket. */
export type TestBuckets = {
  /** For AWS_ENDPOINT_URL_S3. */
  url: string;
  /** What arrived, in order, as it stood on the wire. */
  readonly calls: Call[];
  /** The bucket's Object Lock: none, none for new objects, or a default retention of ten years. */
  lock: 'none' | 'enabled' | 'default';
  /** True: everything is refused with this code. */
  refuses: string | null;
  close(): Promise<void>;
};

/**
 * Objects are kept by fauxqs, which knows neither If-None-Match at PutObject nor Object Lock: the two are answered here, as
 * the API reference of S3 has them (PutObject; GetObjectLockConfiguration). Retentions are not enforced, checksums and
 * signatures not verified: a test looks at `calls` for them.
 */
export async function startTestBuckets(bucket: string): Promise<TestBuckets> {
  const core = await startFauxqs({ port: 0, logger: false });
  core.createBucket(bucket);
  const buckets: TestBuckets = {
    url: '',
    calls: [],
    lock: 'none',
    refuses: null,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      await core.stop();
    },
  };

  const pass = async ({ method, path, headers, body }: Call): Promise<Answer> => {
    const answer = await fetch(`http://127.0.0.1:${core.port}${path}`, {
      method,
      headers: { 'content-type': headers['content-type'] ?? 'application/octet-stream' },
      ...(method === 'PUT' && { body: new Uint8Array(body) }),
    });
    return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
  };

  const answerTo = async (call: Call): Promise<Answer> => {
    if (buckets.refuses) return refusal(403, buckets.refuses);
    if (new URL(call.path, buckets.url).searchParams.has('object-lock')) return lockOf(buckets.lock);
    const there =
      call.headers['if-none-match'] === '*' && (await pass({ ...call, method: 'HEAD' })).status === 200;
    return there ? refusal(412, 'PreconditionFailed') : pass(call);
  };

  const server = createServer(async (request, response) => {
    const call = await read(request);
    buckets.calls.push(call);
    const { status, body } = await answerTo(call);
    response.writeHead(status, { 'content-type': 'application/xml' }).end(call.method === 'HEAD' ? '' : body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  buckets.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return buckets;
}

async function read(request: IncomingMessage): Promise<Call> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const { method = '', url: path = '', headers } = request;
  return { method, path, headers, body: Buffer.concat(parts) };
}

const refusal = (status: number, code: string): Answer => ({
  status,
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>Refused.</Message></Error>`,
});

function lockOf(lock: TestBuckets['lock']): Answer {
  if (lock === 'none') return refusal(404, 'ObjectLockConfigurationNotFoundError');
  const rule = '<Rule><DefaultRetention><Mode>COMPLIANCE</Mode><Years>10</Years></DefaultRetention></Rule>';
  return {
    status: 200,
    body: `<?xml version="1.0" encoding="UTF-8"?><ObjectLockConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><ObjectLockEnabled>Enabled</ObjectLockEnabled>${lock === 'default' ? rule : ''}</ObjectLockConfiguration>`,
  };
}
