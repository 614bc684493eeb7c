import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { connect, type TLSSocket, TLSSocket as Tls } from 'node:tls';
import { messageLength } from './ber';
import type { Pair } from './certificates';
import { MAX_REQUEST } from './connection';
import { decode, type Message } from './request';
import { encodeResult, ResponseTag, ResultCode } from './response';

/**
 * What becomes of a request: it goes on to the controller, is never answered, ends its connection, or is answered
 * with "busy" (result code 51).
 */
export type Verdict = 'pass' | 'swallow' | 'cut' | 'busy';

export interface TapOptions {
  /** The controller behind the tap, and the certificates by which it is known (PEM). */
  target: { url: string; ca: string };
  /** What the tap shows to clients. */
  certificate: Pair;
  /** Loopback address to listen on; 127.0.0.1 when left out. */
  host?: string;
  /** Asked about every request; all pass when left out. */
  judge?: (message: Message, connection: number) => Verdict | Promise<Verdict>;
}

/** A bind request as it came over the wire. */
export interface SeenBind {
  /** Number of its connection, from 1. */
  connection: number;
  name: string;
  password: string | null;
}

export interface WireTap {
  url: string;
  /** TCP connections so far. */
  readonly connections: number;
  /** Every request that arrived inside TLS, in order. */
  readonly requests: { connection: number; message: Message }[];
  readonly binds: SeenBind[];
  stop(): Promise<void>;
}

/** A TLS-terminating proxy before a domain controller: what a client really sends is read where it arrives. */
export async function openTap(options: TapOptions): Promise<WireTap> {
  const { target, certificate, host = '127.0.0.1', judge = () => 'pass' as const } = options;
  const requests: WireTap['requests'] = [];
  const open = new Set<Socket | TLSSocket>();
  let connections = 0;
  const track = <T extends Socket>(socket: T): T => {
    open.add(socket);
    // Clients and controllers may hang up at any time; what they sent until then is what counts.
    return socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket));
  };
  const server = createServer((plain) => {
    connections += 1;
    const connection = connections;
    const client = track(new Tls(track(plain), { isServer: true, ...certificate }));
    client.once('secure', () => {
      const { hostname, port } = new URL(target.url);
      const controller = track(connect({ host: hostname, port: Number(port || 636), ca: target.ca }));
      controller.pipe(client);
      controller.once('close', () => client.destroy());
      client.once('close', () => controller.destroy());
      relay(client, controller, async (message) => {
        requests.push({ connection, message });
        return judge(message, connection);
      });
    });
  });
  server.listen(0, host);
  await once(server, 'listening');
  return {
    url: `ldaps://${host}:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections;
    },
    requests,
    get binds() {
      return requests.flatMap(({ connection, message: { request } }) =>
        request.op === 'bind' ? [{ connection, name: request.name, password: request.password }] : [],
      );
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** Sends on whole messages, one after the other, as the judge says. */
function relay(
  client: TLSSocket,
  controller: TLSSocket,
  judge: (message: Message) => Promise<Verdict>,
): void {
  let pending: Buffer = Buffer.alloc(0);
  let turn: Promise<void> = Promise.resolve();
  client.on('data', (data) => {
    pending = Buffer.concat([pending, data]);
    for (;;) {
      const length = messageLength(pending, MAX_REQUEST);
      if (length === null || pending.length < length) return;
      const packet = pending.subarray(0, length);
      pending = pending.subarray(length);
      turn = turn.then(() => handle(packet));
    }
  });

  async function handle(packet: Buffer): Promise<void> {
    const message = decode(packet);
    const verdict = await judge(message);
    if (verdict === 'pass') controller.write(packet);
    if (verdict === 'cut') client.destroy();
    if (verdict === 'busy') {
      const tag = message.request.op === 'bind' ? ResponseTag.bind : ResponseTag.searchDone;
      client.write(encodeResult(message.id, tag, ResultCode.busy));
    }
  }
}
