import { mkdir, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { assertLocalAllowed } from '../guard';
import { locateBinaries } from './binaries';
import { ensureDataFolder, readPassword } from './data-folder';
import { withFileLock } from './file-lock';
import { chooseIdentity } from './identity';
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
  const parent = path.dirname(path.resolve(options.dataDir));
  await mkdir(parent, { recursive: true });
  const dataDir = path.join(await realpath(parent), path.basename(options.dataDir));
  return withFileLock(`${dataDir}.lock`, async () => {
    const running = await adopt(dataDir);
    if (running) return handle(dataDir, running, true);
    return handle(dataDir, await start({ ...options, dataDir }), false);
  });
}

async function start(options: PostgresOptions): Promise<Postmaster> {
  const binaries = await locateBinaries();
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

/** The server that runs already, once it answers; undefined when there is none, or it dies meanwhile. */
async function adopt(dataDir: string): Promise<Postmaster | undefined> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (let seen = findPostmaster(dataDir); seen; seen = findPostmaster(dataDir)) {
    if (seen.status === 'ready' && (await answers(await superuserUrl(dataDir, seen.port)))) return seen;
    if (Date.now() > deadline) {
      throw new Error(`The server that runs on ${dataDir} (process ${seen.pid}) did not become ready.`);
    }
    await wait(POLL_MS);
  }
  return undefined;
}

/** False while nothing accepts the connection; a refused password is an error. */
async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code?.startsWith('28')) throw error;
    return false;
  }
}

async function superuserUrl(dataDir: string, port: number): Promise<string> {
  return `postgresql://postgres:${await readPassword(dataDir)}@127.0.0.1:${port}/postgres`;
}

async function handle(dataDir: string, server: Postmaster, adopted: boolean): Promise<RunningPostgres> {
  return {
    port: server.port,
    superuserUrl: await superuserUrl(dataDir, server.port),
    adopted,
    pid: server.pid,
    stop: () => stopPostgres(dataDir),
  };
}

/** Shuts the server on a data folder down, fast and cleanly, whoever started it; does nothing when none runs. */
export async function stopPostgres(dataDir: string): Promise<void> {
  if (!findPostmaster(dataDir)) return;
  const { pgCtl } = await locateBinaries();
  const identity = await chooseIdentity(dataDir);
  await runProgram(identity, pgCtl, ['stop', `--pgdata=${dataDir}`, '--mode=fast', '--timeout=60']);
}
