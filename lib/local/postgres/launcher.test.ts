import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { postgresPackage } from './binaries';
import { passwordFile } from './data-folder';
import { type PostgresOptions, type RunningPostgres, startPostgres } from './launcher';
import { findPostmaster, postmasterFile } from './postmaster';

const base = mkdtempSync(path.join(tmpdir(), 'rota-launcher-'));
chmodSync(base, 0o755);
const dataDir = path.join(base, 'data');
const started: RunningPostgres[] = [];

async function start(options: Partial<PostgresOptions> = {}): Promise<RunningPostgres> {
  const server = await startPostgres({ dataDir, settings: { fsync: 'off' }, ...options });
  started.push(server);
  return server;
}

async function query<T>(server: Pick<RunningPostgres, 'superuserUrl'>, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: server.superuserUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('startPostgres', () => {
  it('starts PostgreSQL 18 in UTF8 on loopback alone, with a password that only its owner can read', async () => {
    const server = await start();
    expect(server.adopted).toBe(false);
    const [row] = await query<Record<string, unknown>>(
      server,
      `SELECT current_setting('server_version_num')::int / 10000 AS version,
              current_setting('server_encoding') AS encoding,
              current_setting('listen_addresses') AS addresses,
              current_setting('unix_socket_directories') AS sockets,
              upper('ä€') AS upper`,
    );
    expect(row).toEqual({ version: 18, encoding: 'UTF8', addresses: '127.0.0.1', sockets: '', upper: 'Ä€' });
    if (process.platform !== 'win32') expect(statSync(passwordFile(dataDir)).mode & 0o777).toBe(0o600);
  });

  it('lets nobody in without the password', async () => {
    const { superuserUrl } = await start();
    const wrong = superuserUrl.replace(/:[0-9a-f]+@/, ':guess@');
    await expect(query({ superuserUrl: wrong }, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('keeps committed rows when the server is killed and started again', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE kept (n int)');
    await query(first, 'INSERT INTO kept VALUES (42)');
    process.kill(first.pid, 'SIGKILL');
    const second = await start();
    expect(second).toMatchObject({ adopted: false });
    expect(second.pid).not.toBe(first.pid);
    expect(await query(second, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });

  it('adopts the server of a starter that was killed', async () => {
    const script = path.join(base, 'starter.mts');
    const launcher = path.join(import.meta.dirname, 'launcher.ts');
    writeFileSync(
      script,
      `import { startPostgres } from ${JSON.stringify(launcher)};
       console.log((await startPostgres({ dataDir: ${JSON.stringify(dataDir)} })).pid);
       setInterval(() => {}, 1000);`,
    );
    const starter = spawn(process.execPath, ['--import', 'tsx', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [pid] = await once(starter.stdout, 'data');
    starter.kill('SIGKILL');
    await once(starter, 'exit');
    const server = await start();
    expect(server).toMatchObject({ adopted: true, pid: Number(pid) });
    expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('gives several starters at once the same server', async () => {
    const servers = await Promise.all([start(), start(), start()]);
    expect(new Set(servers.map((s) => s.pid)).size).toBe(1);
    expect(servers.filter((s) => !s.adopted)).toHaveLength(1);
  });

  it('stops cleanly although a session is open, and a second stop does nothing', async () => {
    const lines: string[] = [];
    const server = await start({ log: (line) => lines.push(line) });
    const client = new pg.Client({ connectionString: server.superuserUrl });
    const errors: unknown[] = [];
    client.on('error', (error) => errors.push(error));
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    await client.connect();
    await server.stop();
    await ended;
    expect(errors[0]).toMatchObject({ code: '57P01' });
    expect(findPostmaster(dataDir)).toBeUndefined();
    await server.stop();
    await start({ log: (line) => lines.push(line) });
    expect(lines.some((line) => line.includes('was interrupted'))).toBe(false);
    expect(lines.some((line) => line.includes('database system was shut down at'))).toBe(true);
  });

  it('is not misled by a stale process id that belongs to another program now', async () => {
    await (await start()).stop();
    writeFileSync(postmasterFile(dataDir), `${process.pid}\n${dataDir}\n0\n5432\n\n127.0.0.1\n\nready   \n`);
    expect(await start()).toMatchObject({ adopted: false });
  });

  it('names a port that is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(start({ port })).rejects.toThrow(`Port ${port}, wanted for PostgreSQL, is in use`);
    other.close();
    await once(other, 'close');
    expect(await start({ port })).toMatchObject({ port });
  });

  it('reports the words of a server that does not come up', async () => {
    await expect(start({ settings: { max_connections: 'many' } })).rejects.toThrow(/max_connections/);
  });
});

describe.runIf(process.getuid?.() === 0)('startPostgres for another user', () => {
  const NOBODY = 65534;
  const script = (folder: string) =>
    `import { startPostgres } from './launcher';
     const server = await startPostgres({ dataDir: ${JSON.stringify(folder)} });
     await server.stop();
     const again = await startPostgres({ dataDir: ${JSON.stringify(folder)} });
     await again.stop();
     console.log('uid', process.getuid());`;

  /** A program and its PostgreSQL in a folder that everybody can read, wherever the repository stands. */
  async function standalone(name: string, code: string): Promise<string> {
    const home = path.join(base, name);
    const outfile = path.join(home, 'run.mjs');
    await build({
      stdin: { contents: code, resolveDir: import.meta.dirname, loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      tsconfigRaw: {},
      external: ['pg-native'],
      banner: {
        js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
      },
    });
    const modules = path.resolve('node_modules');
    cpSync(path.join(modules, postgresPackage()), path.join(home, 'node_modules', postgresPackage()), {
      recursive: true,
      verbatimSymlinks: true,
    });
    return outfile;
  }

  it('works as an ordinary user, and root can serve the same folder afterwards', async () => {
    const home = path.join(base, 'user');
    mkdirSync(home);
    const folder = path.join(home, 'data');
    const file = await standalone('user-program', script(folder));
    chownSync(home, NOBODY, NOBODY);
    const run = spawnSync(
      'setpriv',
      ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, file],
      { cwd: home, encoding: 'utf8', env: { ...process.env, HOME: home, TMPDIR: home } },
    );
    expect(run).toMatchObject({ status: 0, stdout: `uid ${NOBODY}\n` });
    expect(statSync(folder).uid).toBe(NOBODY);
    const server = await start({ dataDir: folder });
    expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('works as root where user namespaces are refused', async () => {
    const folder = path.join(base, 'no-namespace');
    const bin = path.join(base, 'bin');
    mkdirSync(bin);
    writeFileSync(
      path.join(bin, 'unshare'),
      '#!/bin/sh\necho "unshare failed: Operation not permitted" >&2\nexit 1\n',
    );
    chmodSync(path.join(bin, 'unshare'), 0o755);
    const file = await standalone('root-program', script(folder));
    const run = spawnSync(process.execPath, [file], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    });
    expect(run).toMatchObject({ status: 0, stdout: 'uid 0\n' });
    expect(statSync(folder).uid).toBe(NOBODY);
  });
});
