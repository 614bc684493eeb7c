import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { PostgresBinaries } from './binaries';
import type { Identity } from './identity';
import { spawnProgram } from './program';

type Boot = {
  identity: Identity;
  binaries: PostgresBinaries;
  dataDir: string;
  port: number;
  log: ((line: string) => void) | undefined;
  settings: Readonly<Record<string, string>> | undefined;
};

const ORPHANS_LIMIT_MS = 10_000;
const RETRY_MS = 100;
const LAST_WORDS = 20;

/** Starts the server and resolves with its process id once it accepts connections. */
export async function bootServer(boot: Boot): Promise<number> {
  const deadline = Date.now() + ORPHANS_LIMIT_MS;
  for (;;) {
    const outcome = await attempt(boot);
    if ('pid' in outcome) return outcome.pid;
    // After kill -9 the dead server's children need a moment to notice and let go of the shared memory.
    const orphans = outcome.words.some((line) => line.includes('pre-existing shared memory block'));
    if (!orphans || Date.now() > deadline) throw new Error(explain(boot, outcome.words));
    await wait(RETRY_MS);
  }
}

function attempt(boot: Boot): Promise<{ pid: number } | { words: string[] }> {
  // A session of its own: Ctrl-C in a terminal must not reach the server before its clients have finished.
  const child = spawnProgram(boot.identity, boot.binaries.postgres, serverArguments(boot), {
    detached: true,
  });
  const words: string[] = [];
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve({ words }));
    if (!child.stderr) return;
    createInterface({ input: child.stderr }).on('line', (line) => {
      boot.log?.(line);
      words.push(line);
      if (words.length > LAST_WORDS) words.shift();
      if (!line.includes('database system is ready to accept connections') || !child.pid) return;
      child.unref();
      if (child.stderr instanceof Socket) child.stderr.unref();
      resolve({ pid: child.pid });
    });
  });
}

function serverArguments({ dataDir, port, settings }: Boot): string[] {
  const all: Record<string, string> = {
    max_connections: '200',
    shared_buffers: '64MB',
    ...settings,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  };
  return ['-D', dataDir, '-p', String(port), ...Object.entries(all).flatMap(([k, v]) => ['-c', `${k}=${v}`])];
}

function explain({ dataDir, port }: Boot, words: readonly string[]): string {
  if (words.some((line) => /could not bind .* in use/i.test(line))) {
    return `Port ${port}, wanted for PostgreSQL, is in use by another program. Choose another one.`;
  }
  return `PostgreSQL did not start on ${dataDir}. Its last words:\n${words.join('\n')}`;
}
