import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { inspect } from 'node:util';
import { assertLocalAllowed } from '@/lib/local/guard';
import { demoDirectory } from './accounts';
import type { LockoutPolicy } from './bind';
import { ensureCertificates } from './certificates';
import { Connection, type Host } from './connection';
import { buildStore, type DirectorySeed } from './seed';
import type { Store } from './store';

export interface DirectoryOptions {
  /** Folder of the installation's data; certificates are kept in its subfolder `directory`. */
  dataDir: string;
  /** Loopback address to listen on; 127.0.0.1 when left out. */
  host?: string;
  /** 0, the default, takes a free one. */
  port?: number;
  /** Users and groups; those of the demo when left out. */
  entries?: DirectorySeed;
  lockout?: LockoutPolicy;
  /** Clock in epoch milliseconds. */
  now?: () => number;
  /** Told of errors inside the directory itself; they go to stderr when left out. */
  onFault?: (error: unknown) => void;
}

export interface RunningDirectory {
  /** e.g. ldaps://localhost:41636 */
  url: string;
  /** PEM file of the authority that signed the server's certificate. */
  caFile: string;
  port: number;
  /** Replaces all users and groups; failure counts and locks start afresh. */
  load(entries: DirectorySeed): void;
  /** How many bind requests came in, and with which names. */
  readonly binds: readonly string[];
  stop(): Promise<void>;
}

const DEFAULT_LOCKOUT: LockoutPolicy = { threshold: 10, durationMs: 10 * 60_000, windowMs: 10 * 60_000 };
const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;
const HANDSHAKE_MS = 10_000;
const IDLE_MS = 15 * 60_000;
const MAX_CONNECTIONS = 1000;
/** Names of binds that are remembered. */
const MAX_BINDS = 1000;

/**
 * Starts the embedded directory: LDAPS only, on loopback only, in this process.
 *
 * @throws Error in production, for an address that is not loopback, and for a port that is taken
 */
export async function startDirectory(options: DirectoryOptions): Promise<RunningDirectory> {
  assertLocalAllowed('directory');
  const { dataDir, host = '127.0.0.1', port = 0, now = Date.now } = options;
  if (!LOOPBACK.test(host)) {
    throw new Error(`The embedded directory listens on loopback only, not on "${host}"; use 127.0.0.1.`);
  }
  const { caFile, cert, key } = await ensureCertificates(join(dataDir, 'directory'), now());
  const binds: string[] = [];
  const directory: Host & { store: Store } = {
    store: buildStore(options.entries ?? demoDirectory(), now),
    lockout: options.lockout ?? DEFAULT_LOCKOUT,
    now,
    onBind: (name) => {
      binds.push(name);
      if (binds.length > MAX_BINDS) binds.shift();
    },
    onFault: options.onFault ?? ((error) => process.stderr.write(`directory: ${inspect(error)}\n`)),
  };
  const sockets = new Set<TLSSocket>();
  const server = createServer(
    { cert, key, minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_MS, noDelay: true },
    (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.setTimeout(IDLE_MS, () => socket.destroy());
      new Connection(socket, directory);
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, host, port);
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `ldaps://${host === '127.0.0.1' ? 'localhost' : host}:${bound}`,
    caFile,
    port: bound,
    binds,
    load: (entries) => {
      directory.store = buildStore(entries, now);
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(
      `The directory cannot start: port ${port} on ${host} is taken. Choose another ROTA_LDAPS_PORT.`,
      {
        cause: error,
      },
    );
  }
}
