import { Agent, request } from 'node:http';

export type Asked = { method: 'GET' | 'POST'; path: string; body?: object };

/** What came of many requests. */
export type Load = {
  perSecond: number;
  /** Milliseconds of each request, to the last byte. */
  latencies: number[];
  /** Answers that were none of success, by their status. */
  errors: number;
  /** One such answer, to look at. */
  firstError: string | null;
};

/**
 * Sends requests over so many kept-alive connections, each of which sends its next one once it has its answer.
 * @param origin as in `http://127.0.0.1:3000`
 * @param asked the n-th request
 */
export async function load(
  origin: string,
  headers: Record<string, string>,
  { connections, requests, asked }: { connections: number; requests: number; asked: (n: number) => Asked },
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const done: Load = { perSecond: 0, latencies: [], errors: 0, firstError: null };
  let next = 0;
  const connection = async () => {
    for (let n = next++; n < requests; n = next++) {
      const begun = performance.now();
      const { status, text } = await send(agent, origin, headers, asked(n));
      done.latencies.push(performance.now() - begun);
      if (status >= 200 && status < 300) continue;
      done.errors += 1;
      done.firstError ??= `${status} ${text}`;
    }
  };
  const begun = performance.now();
  try {
    await Promise.all(Array.from({ length: connections }, connection));
  } finally {
    agent.destroy();
  }
  done.perSecond = (requests * 1000) / (performance.now() - begun);
  return done;
}

function send(
  agent: Agent,
  origin: string,
  headers: Record<string, string>,
  { method, path, body }: Asked,
): Promise<{ status: number; text: string }> {
  const text = body && JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}${path}`, {
      agent,
      method,
      headers: {
        ...headers,
        ...(text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      },
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', reject);
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }),
      );
    });
    sent.end(text);
  });
}
