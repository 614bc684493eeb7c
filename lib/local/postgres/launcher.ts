import { existsSync } from 'node:fs';
import { mkdir, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { assertLocalAllowed } from '../guard';
import { locateBinaries, type PostgresBinaries } from './binaries';
import { ensureDataFolder, readPassword } from './data-folder';
import { withFileLock } from './file-lock';
import { chooseIdentity, type Identity } from './identity';
import { assertPortFree, freePort } from './port';
import { findPostmaster, type Postmaster, postmasterFile } from './postmaster';
import { runProgram } from './program';
import { bootServer } from './server-process';

export type PostgresOptions = {
  /** The data folder; made when missing. A password file and a lock file stand beside it. */
  dataDir: string;
  /** TCP port on 127.0.0.1; a free one when not given. A server that runs already keeps its own. */
  port?: number;
  /** Receives each line of the server's log, when this process started it. */
  log?: (line: string) => void;
  /** Server settings, as in postgresql.conf. */
  settings?: Readonly<Record<string, string>>;
};

export type RunningPostgres = {
  port: number;
  /** `postgresql://` address of the database `postgres` as superuser, with its password. */
  superuserUrl: string;
  /** True when the server ran already. */
  adopted: boolean;
  pid: number;
  /** Fast shutdown: open sessions are ended, everything committed is kept. Also stops an adopted server. */
  stop(): Promise<void>;
};

const START_LIMIT_MS = 60_000;
const POLL_MS = 25;

/**
 * Starts PostgreSQL on a data folder, or takes over the server that runs on it already. The server listens on
 * 127.0.0.1 alone, has no Unix socket, and outlives this process unless `stop` is called.
 *
 * @throws Error in production (see `assertLocalAllowed`), when the platform's package is missing, when the
 *   port is in use (naming it), or with the server's own last words when it does not come up
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  assertLocalAllowed('PostgreSQL');
  const binaries = await locateBinaries();
  const parent = path.dirname(path.resolve(options.dataDir));
  await mkdir(parent, { recursive: true });
  const dataDir = path.join(await realpath(parent), path.basename(options.dataDir));
  return withFileLock(`${dataDir}.lock`, async () => {
    const running = findPostmaster(dataDir);
    if (running) return handle(dataDir, binaries, await untilReady(dataDir, running), true);
    return handle(dataDir, binaries, await start({ ...options, dataDir }, binaries), false);
  });
}

async function start(options: PostgresOptions, binaries: PostgresBinaries): Promise<Postmaster> {
  const { dataDir, port, log, settings } = options;
  if (port !== undefined) await assertPortFree(port, 'PostgreSQL');
  await ensureDataFolder(dataDir, binaries);
  // Only a dead server's file is still here; PostgreSQL itself would trip over its id in another program's hands.
  await rm(postmasterFile(dataDir), { force: true });
  const identity = await chooseIdentity(dataDir);
  const wanted = port ?? (await freePort());
  const pid = await bootServer({ identity, binaries, dataDir, port: wanted, log, settings });
  return { pid, port: wanted, status: 'ready' };
}

/** Waits while a server that another process started is still starting or recovering. */
async function untilReady(dataDir: string, first: Postmaster): Promise<Postmaster> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (let seen: Postmaster | undefined = first; seen; seen = findPostmaster(dataDir)) {
    if (seen.status === 'ready') return seen;
    if (Date.now() > deadline) break;
    await wait(POLL_MS);
  }
  throw new Error(`The server that ran on ${dataDir} (process ${first.pid}) did not become ready.`);
}

async function handle(
  dataDir: string,
  binaries: PostgresBinaries,
  server: Postmaster,
  adopted: boolean,
): Promise<RunningPostgres> {
  const password = await readPassword(dataDir);
  return {
    port: server.port,
    superuserUrl: `postgresql://postgres:${password}@127.0.0.1:${server.port}/postgres`,
    adopted,
    pid: server.pid,
    stop: async () => stop(dataDir, binaries, await chooseIdentity(dataDir)),
  };
}

async function stop(dataDir: string, binaries: PostgresBinaries, identity: Identity): Promise<void> {
  if (!existsSync(dataDir) || !findPostmaster(dataDir)) return;
  await runProgram(identity, binaries.pgCtl, ['stop', `--pgdata=${dataDir}`, '--mode=fast', '--timeout=60']);
}
