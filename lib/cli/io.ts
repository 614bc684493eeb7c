import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

/** What a command has of the world around it. */
export type Io = {
  env: Readonly<Record<string, string | undefined>>;
  /** The folder in which it was called. */
  cwd: string;
  out(text: string): void;
  err(text: string): void;
  /** Whether somebody reads the output at a terminal. */
  terminal: boolean;
  /** Whether somebody can be asked. */
  asks: boolean;
  /** All of the standard input. */
  input(): Promise<string>;
  /** Asks whoever sits there. @param hidden whether the answer is not to be seen, as of a token */
  ask(question: string, hidden?: boolean): Promise<string>;
  /** @throws Error where the signal ends it */
  sleep(ms: number, signal?: AbortSignal): Promise<unknown>;
  /** What ends whatever takes longer. */
  limit(ms: number): AbortSignal;
  /** Milliseconds since some moment, by a clock that nobody sets. */
  elapsed(): number;
  /** Does what must not end half-way where nobody reads the output any more, as of `| head`. */
  unbroken<R>(work: () => Promise<R>): Promise<R>;
};

/** What shells say of a program that wrote to a pipe without a reader: 128 and the number of SIGPIPE. */
const BROKEN_PIPE = 141;

/** A longer timer of Node.js ends at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The world of this process, which ends quietly once nobody reads its output any more. */
export function processIo(): Io {
  let [unread, unbroken] = [false, 0];
  const broken = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    unread = true;
    if (unbroken === 0) process.exit(BROKEN_PIPE);
  };
  const write = (stream: NodeJS.WriteStream, text: string) => {
    if (!unread) stream.write(text);
  };
  process.stdout.on('error', broken);
  process.stderr.on('error', broken);
  return {
    env: process.env,
    cwd: process.cwd(),
    out: (text) => write(process.stdout, text),
    err: (text) => write(process.stderr, text),
    terminal: process.stdout.isTTY === true,
    asks: process.stdin.isTTY === true,
    input: () => text(process.stdin),
    ask: (question, hidden = false) => asked(question, hidden),
    sleep: (ms, signal) => delay(ms, undefined, signal && { signal }),
    limit: (ms) => AbortSignal.timeout(Math.min(Math.max(0, Math.ceil(ms)), LONGEST_TIMER_MS)),
    elapsed: () => performance.now(),
    async unbroken(work) {
      unbroken += 1;
      try {
        return await work();
      } finally {
        unbroken -= 1;
      }
    },
  };
}

function asked(question: string, hidden: boolean): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: process.stdin,
    output: hidden ? nowhere : process.stderr,
    terminal: process.stdin.isTTY === true,
  });
  return new Promise((resolve) => {
    let answer = '';
    lines.once('line', (line) => {
      answer = line;
      lines.close();
    });
    lines.once('close', () => {
      if (hidden) process.stderr.write('\n');
      resolve(answer.trim());
    });
  });
}
