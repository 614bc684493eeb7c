import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export type Spec = {
  name: string;
  command: string[];
  env: Record<string, string>;
  /** How long it may take to end after SIGTERM. */
  graceMs?: number;
};

type Child = ChildProcessByStdio<null, Readable, Readable>;
type Running = { spec: Spec; child: Child; ended: Promise<string> };

/** Several processes under one: their output goes to a log file each. It restarts nothing. */
export class Supervisor {
  readonly #running: Running[] = [];
  #stopping = false;
  #fail: (error: Error) => void = () => undefined;
  /** Rejects when a process ends by itself, with its last words. */
  readonly failure = new Promise<never>((_, reject) => {
    this.#fail = reject;
  });

  constructor(private readonly logFolder: string) {
    mkdirSync(logFolder, { recursive: true });
    this.failure.catch(() => undefined);
  }

  get pids(): { name: string; pid: number }[] {
    return this.#running.flatMap(({ spec, child }) =>
      child.pid ? [{ name: spec.name, pid: child.pid }] : [],
    );
  }

  /** Starts a process. @returns its first line of JSON that says `ready` */
  start(spec: Spec): Promise<Record<string, unknown>> {
    const { child, logFile } = this.launch(spec);
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', () =>
        reject(new Error(`${spec.name} ended before it was ready:\n${lastLines(logFile)}`)),
      );
      createInterface(child.stdout).on('line', (line) => {
        if (line.includes('"ready":true')) resolve(JSON.parse(line) as Record<string, unknown>);
      });
    });
  }

  /** Starts a process that runs until stopped. */
  launch(spec: Spec): { child: Child; logFile: string } {
    const { child, logFile, ended } = this.#spawn(spec);
    this.#running.push({ spec, child, ended });
    ended.then((how) => {
      if (this.#stopping) return;
      this.#fail(new Error(`${spec.name} ended by itself (${how}). Its last words:\n${lastLines(logFile)}`));
    });
    return { child, logFile };
  }

  /** Runs a process to its end. @throws Error with its last words where it fails */
  async run(spec: Spec): Promise<void> {
    const { ended, logFile } = this.#spawn(spec);
    const how = await ended;
    if (how !== 'exit code 0') throw new Error(`${spec.name} failed (${how}):\n${lastLines(logFile)}`);
  }

  /** Ends all, the last started first. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const { spec, child, ended } of this.#running.toReversed()) {
      child.kill('SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), spec.graceMs ?? 12_000);
      await ended;
      clearTimeout(kill);
    }
  }

  #spawn(spec: Spec) {
    const [command = '', ...args] = spec.command;
    const logFile = path.join(this.logFolder, `${spec.name}.log`);
    const out = createWriteStream(logFile);
    const child = spawn(command, args, {
      env: spec.env as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(out, { end: false });
    child.stderr.pipe(out, { end: false });
    const ended = new Promise<string>((resolve) =>
      child.once('close', (code, signal) => out.end(() => resolve(signal ?? `exit code ${code}`))),
    );
    return { child, logFile, ended };
  }
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-12).join('\n');
}
