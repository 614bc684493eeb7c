import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export type TestChild = {
  /** What it printed, parsed: each line of its standard output that is a JSON object. */
  readonly lines: Record<string, unknown>[];
  /** Resolves once a line fits. @throws Error where the process ends first, with its last words */
  until(
    fits: (line: Record<string, unknown>, all: Record<string, unknown>[]) => boolean,
  ): Promise<Record<string, unknown>>;
  /** Ends it with SIGKILL, as a crash would. */
  kill(): Promise<void>;
  /** Ends it with SIGTERM. */
  stop(): Promise<void>;
  readonly ended: Promise<number | null>;
};

/** Runs a TypeScript file of the repository as a process of its own. */
export function startChild(file: string, env: Record<string, string>): TestChild {
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    env: { NODE_ENV: 'test', PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  let words = '';
  child.stderr.on('data', (text) => {
    words = `${words}${text}`.slice(-4_000);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{')) lines.push(JSON.parse(line) as Record<string, unknown>);
    for (const look of waiting) look();
  });
  return {
    lines,
    ended,
    until: (fits) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = lines.find((each) => fits(each, lines));
          if (!line) return;
          waiting.delete(look);
          resolve(line);
        };
        waiting.add(look);
        look();
        ended.then((code) => reject(new Error(`${file} ended (${code}) before that.\n${words}`)));
      }),
    kill: () => end(child, ended, 'SIGKILL'),
    stop: () => end(child, ended, 'SIGTERM'),
  };
}

async function end(child: ChildProcess, ended: Promise<unknown>, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await ended;
}
