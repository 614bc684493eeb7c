import type { ChildProcess } from 'node:child_process';

/** Sends a signal to a child and to all that it started; the child must have been spawned `detached`. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // The group may have gone between the check and the signal.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** What a child may see of this process: enough to find programs, and none of its configuration. */
export function childEnvironment(more: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH = '', HOME = '', LANG = 'C.UTF-8', NODE_ENV } = process.env;
  return { NODE_ENV, PATH, HOME, LANG, TZ: 'UTC', ...more };
}
