import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

export type Message = {
  priority: number;
  at: string;
  host: string;
  kind: string;
  row: { chain: string; seq: number; [key: string]: unknown };
};

/** RFC 5424, section 6: the header's parts in printable ASCII with their longest lengths, no structured data. */
const SYSLOG =
  /^<(0|[1-9]\d{0,2})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) - ([^\ufeff].*)$/s;

/** Reads what a connection brought, strictly by RFC 6587, section 3.4.1. @returns all whole messages, and what is left */
export function parseFrames(bytes: Buffer): { messages: Message[]; rest: Buffer } {
  const messages: Message[] = [];
  let rest = bytes;
  for (;;) {
    const space = rest.indexOf(0x20);
    const digits = rest.subarray(0, space < 0 ? rest.length : space).toString('latin1');
    if (!(space < 0 ? /^([1-9]\d*)?$/ : /^[1-9]\d*$/).test(digits))
      throw new Error(`${JSON.stringify(digits)} is no length.`);
    const end = space + 1 + Number(digits);
    if (space < 0 || rest.length < end) return { messages, rest };
    messages.push(parseMessage(rest.subarray(space + 1, end)));
    rest = rest.subarray(end);
  }
}

function parseMessage(bytes: Buffer): Message {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const [, priority, at = '', host = '', app, process, kind = '', message = ''] = SYSLOG.exec(text) ?? [];
  if (Number(priority) > 191 || app !== 'rota' || process !== '-')
    throw new Error(`It is no message: ${text.slice(0, 200)}`);
  return { priority: Number(priority), at, host, kind, row: JSON.parse(message) };
}

/** The byte at which a connection is broken off, so that nothing of what follows arrives; null: it ends as it should. */
export type Cut = number | null;

export type Receiver = {
  port: number;
  /** What each connection brought before it was cut, in order. */
  readonly connections: Buffer[];
  /** How many were broken off. */
  broken: number;
  close(): Promise<void>;
};

/**
 * A syslog server on a free port that breaks connections off.
 * @param nextCut asked once a connection
 * @param how by a reset, or by an end in good order
 */
export async function startReceiver(
  nextCut: () => Cut,
  tls?: { cert: string; key: string },
  how: 'reset' | 'end' = 'reset',
): Promise<Receiver> {
  const connections: Buffer[] = [];
  const open = new Set<Socket>();
  const raw = new Map<number | undefined, Socket>();
  const serve = (socket: Socket) => {
    open.add(socket);
    const cut = nextCut();
    const index = connections.push(Buffer.alloc(0)) - 1;
    const parts: Buffer[] = [];
    let length = 0;
    let broken = false;
    const keep = () => {
      connections[index] = Buffer.concat(parts).subarray(0, cut ?? undefined);
    };
    socket.on('data', (part: Buffer) => {
      parts.push(part);
      length += part.length;
      if (cut === null || length < cut || broken) return;
      broken = true;
      receiver.broken += 1;
      if (how === 'end') return void socket.end();
      raw.get(socket.remotePort)?.resetAndDestroy();
      socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      keep();
      open.delete(socket);
    });
  };
  const server: Server = tls ? createTlsServer(tls, serve) : createServer(serve);
  server.on('tlsClientError', () => undefined);
  server.on('connection', (socket: Socket) => raw.set(socket.remotePort, socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens nowhere.');
  const receiver: Receiver = {
    port: address.port,
    connections,
    broken: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
  return receiver;
}
