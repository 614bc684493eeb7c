import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

type Recorded = { supervisor: number; children: { name: string; pid: number }[] };

/** What the command line of each process of the demo holds: a number that now belongs to another program does not. */
const OURS = /dist\/(web|worker)\.js|lib\/local\/(aws|directory)\/main\.ts/;

/**
 * Ends what a killed demo left behind on this data folder, and says so. A process that is gone, or whose number
 * another program has now, is left alone.
 * @throws Error where a demo still runs on it
 */
export async function clearLeftovers(file: string, say: (line: string) => void): Promise<void> {
  if (!existsSync(file)) return;
  const { supervisor, children } = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
  if (commandOf(supervisor).includes('scripts/demo/main'))
    throw new Error(
      `A demo runs already on this data folder (process ${supervisor}): end it with Ctrl-C first.`,
    );
  for (const { name, pid } of children) {
    if (!OURS.test(commandOf(pid))) continue;
    say(`The last demo was killed and left ${name} (process ${pid}) behind: ending it.`);
    process.kill(pid, 'SIGKILL');
    await gone(pid);
  }
  rmSync(file);
}

/** A killed process's port is free once it is gone; one that nobody reaps has closed it long before the limit. */
async function gone(pid: number): Promise<void> {
  for (const limit = Date.now() + 3_000; Date.now() < limit; await wait(20)) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
  }
}

export function recordProcesses(file: string, children: Recorded['children']): void {
  writeFileSync(file, JSON.stringify({ supervisor: process.pid, children }));
}

/** The command line of a process; empty where there is none. */
function commandOf(pid: number): string {
  const entry = `/proc/${pid}/cmdline`;
  if (existsSync('/proc/self/cmdline'))
    return existsSync(entry) ? readFileSync(entry, 'utf8').replaceAll('\0', ' ') : '';
  const listed = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  if (listed.error) throw new Error('The processes of the last demo can not be looked up: ps is missing.');
  return listed.stdout;
}
