import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

type Recorded = { supervisor: number; children: { name: string; pid: number }[] };

/**
 * Ends what a killed demo left behind on this data folder, and says so.
 * @throws Error where a demo still runs on it
 */
export function clearLeftovers(file: string, say: (line: string) => void): void {
  if (!existsSync(file)) return;
  const { supervisor, children } = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
  if (commandOf(supervisor).includes('demo/main'))
    throw new Error(
      `A demo runs already on this data folder (process ${supervisor}): end it with Ctrl-C first.`,
    );
  for (const { name, pid } of children) {
    if (!/dist\/(web|worker)|local\/(aws|directory)\/main/.test(commandOf(pid))) continue;
    say(`The last demo was killed and left ${name} (process ${pid}) behind: ending it.`);
    process.kill(pid, 'SIGKILL');
  }
  rmSync(file);
}

export function recordProcesses(file: string, children: Recorded['children']): void {
  writeFileSync(file, JSON.stringify({ supervisor: process.pid, children }));
}

function commandOf(pid: number): string {
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}
