import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** What a server says about itself in `postmaster.pid`; `status` is empty while the file is half-written. */
export type Postmaster = { pid: number; port: number; status: string };

/** The path of the file that a running server keeps in its data folder. */
export function postmasterFile(dataDir: string): string {
  return path.join(dataDir, 'postmaster.pid');
}

/**
 * Reads `postmaster.pid`: line 1 is the process id, line 4 the port, line 8 the status (PostgreSQL,
 * "Database File Layout"; src/include/utils/pidfile.h). Undefined when there is none or its id is no number.
 */
export function parsePostmasterFile(text: string): Postmaster | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] || 0), status: lines[7] ?? '' };
}

/** The server that runs on a data folder, or undefined; a file left behind by a dead one counts as none. */
export function findPostmaster(dataDir: string): Postmaster | undefined {
  const file = postmasterFile(dataDir);
  if (!existsSync(file)) return undefined;
  const found = parsePostmasterFile(readFileSync(file, 'utf8'));
  return found && isAlive(found.pid) && serves(found.pid, dataDir) ? found : undefined;
}

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A process id may have passed to another program since: a server has its data folder as working directory. */
function serves(pid: number, dataDir: string): boolean {
  if (process.platform === 'linux') {
    const link = `/proc/${pid}/cwd`;
    return existsSync(link) && readlinkSync(link) === realpathSync(dataDir);
  }
  if (process.platform === 'win32') return true;
  return /postgres/.test(spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout);
}
