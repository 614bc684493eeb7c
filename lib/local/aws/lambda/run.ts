import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { childEnvironment, signalGroup } from '../child';
import { BOOTSTRAP } from './bootstrap';
import { functionArn } from './names';

export interface FunctionCall {
  /** Path of the `.mjs` file. */
  file: string;
  name: string;
  region: string;
  account: string;
  requestId: string;
  /** JSON text. */
  event: string;
  timeoutSeconds: number;
  /** Everything that the function prints is appended here. */
  logFile: string;
  /** Ends the child when it is aborted. */
  signal: AbortSignal;
}

export interface FunctionResult {
  /** JSON text: what the handler returned, or the description of its error. */
  payload: string;
  failed: boolean;
  /** The last 4 KB of what it printed. */
  tail: string;
}

const MEMORY = 128;
const TAIL = 4096;

function environmentOf(call: FunctionCall) {
  const context = {
    functionName: call.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(call, call.name),
    memoryLimitInMB: String(MEMORY),
    awsRequestId: call.requestId,
    logGroupName: `/aws/lambda/${call.name}`,
    logStreamName: call.requestId,
  };
  const deadline = Date.now() + call.timeoutSeconds * 1000;
  return childEnvironment({
    AWS_REGION: call.region,
    AWS_LAMBDA_FUNCTION_NAME: call.name,
    LOCAL_LAMBDA: JSON.stringify({ file: pathToFileURL(call.file).href, context, deadline }),
  });
}

type Outcome = { result: string } | { error: string };

const isOutcome = (message: unknown): message is Outcome =>
  typeof message === 'object' && message !== null && ('result' in message || 'error' in message);

const failure = (errorType: string, errorMessage: string): Outcome => ({
  error: JSON.stringify({ errorType, errorMessage }),
});

/** Runs the function's file in a process of its own. Resolves for a failed function too, as Lambda answers. */
export async function runFunction(call: FunctionCall): Promise<FunctionResult> {
  await mkdir(path.dirname(call.logFile), { recursive: true });
  const log = createWriteStream(call.logFile, { flags: 'a' });
  let tail = '';
  const note = (text: string) => {
    log.write(text);
    tail = (tail + text).slice(-TAIL);
  };
  note(`START RequestId: ${call.requestId} Version: $LATEST\n`);
  const begun = performance.now();
  const outcome = await new Promise<Outcome>((resolve) => {
    let said: Outcome | undefined;
    let timedOut = false;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', BOOTSTRAP], {
      cwd: path.dirname(call.file),
      env: environmentOf(call),
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    const end = () => signalGroup(child, 'SIGKILL');
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, call.timeoutSeconds * 1000);
    call.signal.addEventListener('abort', end, { once: true });
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => note(text));
    child.on('message', (message) => {
      if (isOutcome(message)) said = message;
    });
    // The child may be gone before it has read its input; `close` tells how it ended.
    child.stdin?.on('error', (error) => note(`${error.message}\n`));
    child.stdin?.end(call.event);
    const settle = (last: Outcome) => {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', end);
      resolve(last);
    };
    child.once('error', (error) => settle(failure('Runtime.StartError', error.message)));
    child.once('close', (code, signal) => {
      const duration = `Task timed out after ${call.timeoutSeconds.toFixed(2)} seconds`;
      if (timedOut) settle(failure('Sandbox.Timedout', `RequestId: ${call.requestId} Error: ${duration}`));
      else
        settle(
          said ??
            failure(
              'Runtime.ExitError',
              `Runtime exited with ${signal ? `signal ${signal}` : `code ${code}`}`,
            ),
        );
    });
  });
  const failed = 'error' in outcome;
  if (failed) note(`${outcome.error}\n`);
  note(`END RequestId: ${call.requestId}\n`);
  note(`REPORT RequestId: ${call.requestId} Duration: ${(performance.now() - begun).toFixed(2)} ms\n`);
  await new Promise<void>((resolve) => log.end(resolve));
  return { payload: failed ? outcome.error : outcome.result, failed, tail };
}
