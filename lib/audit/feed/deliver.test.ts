import { createServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createAuthority, issueServer, type Pair } from '@/lib/local/directory/certificates';
import { deliver } from './deliver';
import type { Place } from './place';

const SENT = Buffer.from('21 <110>1 - - - - - -\n'.repeat(2_000));
const TOO_EARLY = /closed|ECONNRESET|EPIPE/;
let authority: Authority;
let pair: Pair;
const stops: (() => void)[] = [];

beforeAll(async () => {
  authority = await createAuthority(Date.now());
  pair = await issueServer(authority, { dns: ['localhost'], ips: ['127.0.0.1'] });
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A server on a free port that does with each connection what a test says. */
async function receiver(
  scheme: 'tcp' | 'tls',
  serve: (socket: Socket) => void,
  secured = scheme === 'tls',
): Promise<Place> {
  const open = new Set<Socket>();
  const accept = (socket: Socket) => {
    open.add(socket.on('error', () => undefined));
    serve(socket);
  };
  const server = secured
    ? createTlsServer({ ...pair, allowHalfOpen: true }, accept)
    : createServer({ allowHalfOpen: true }, accept);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens nowhere.');
  return { tls: scheme === 'tls', host: '127.0.0.1', port: address.port };
}

const send = (place: Place) => deliver(place, SENT, place.tls ? authority.cert : undefined);

/** Reads, and does something once so many bytes are there. */
function once(socket: Socket, bytes: number, act: () => void): void {
  let length = 0;
  socket.on('data', (part: Buffer) => {
    length += part.length;
    if (length < bytes || length - part.length >= bytes) return;
    act();
  });
}

describe.each(['tcp', 'tls'] as const)('over %s', (scheme) => {
  it('comes back once the receiver has read all and closed', async () => {
    const parts: Buffer[] = [];
    const place = await receiver(scheme, (socket) =>
      socket.on('data', (part) => parts.push(part)).on('end', () => socket.end()),
    );
    await send(place);
    expect(Buffer.concat(parts).equals(SENT)).toBe(true);
  });

  it.each([1, 22, SENT.length / 2, SENT.length - 1, SENT.length])(
    'does not take a clean close after %i bytes for all',
    async (bytes) => {
      const place = await receiver(scheme, (socket) => once(socket, bytes, () => socket.end()));
      await expect(send(place)).rejects.toThrow(TOO_EARLY);
    },
  );

  it('does not take an early close for a late one where this process stood still meanwhile', async () => {
    const place = await receiver(scheme, (socket) =>
      once(socket, 22, () =>
        socket.end(() => {
          for (const until = performance.now() + 300; performance.now() < until; );
        }),
      ),
    );
    await expect(send(place)).rejects.toThrow(TOO_EARLY);
  });
});

/** Ends TLS in good order, and resets the connection below, as a system does where something is unread. */
function resetBelow(line: Socket): void {
  const below = new Duplex({
    read: () => undefined,
    write: (part, _, done) => void line.write(part, done),
    final: (done) => {
      // What resetAndDestroy() does but for the FIN that it sends before.
      Object.assign(line, { resetAndClosing: true }).destroy();
      done();
    },
  });
  line.on('data', (part) => below.push(part));
  const socket = new TLSSocket(below, { isServer: true, secureContext: createSecureContext(pair) });
  socket
    .on('error', () => undefined)
    .on('end', () => socket.end())
    .resume();
}

it('does not take the end of TLS for all where the connection below was reset', async () => {
  const place = await receiver('tls', resetBelow, false);
  await expect(send(place)).rejects.toThrow('ECONNRESET');
});
