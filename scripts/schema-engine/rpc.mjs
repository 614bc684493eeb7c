import { createInterface } from 'node:readline';
import { lastPanic } from './wasm.mjs';

/** JSON-RPC's code for "the engine itself reports an error, described in data" in the native engine. */
const ENGINE_ERROR = 4466;
const FIRST_PRINT_ID = 1_000_000;

/**
 * Answers JSON-RPC requests, one a line, one after the other, until standard input ends.
 *
 * @param startEngine starts the engine; called at the first request
 * @param errors the adapter's registry of what went wrong in the database
 */
export async function serve(startEngine, errors) {
  let engine;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    const { id, method, params } = JSON.parse(line);
    if (!method) continue;
    try {
      engine ??= await startEngine();
      send({ id, result: (await call(engine, method, params)) ?? null });
    } catch (error) {
      send({ id, error: describeError(error, errors.consumeError(0)?.error) });
    }
  }
}

async function call(engine, method, params) {
  if (method === 'getDatabaseVersion') return engine.version(params);
  if (typeof engine[method] !== 'function') {
    throw new Error(`"${method}" is not available without the native schema engine.`);
  }
  if (method === 'evaluateDataLoss' || method === 'createMigration') await readHistory(engine, params);
  const result = await engine[method](params);
  if (method === 'diff') return printDiff(result);
  if (method === 'introspect')
    return { ...result, views: result.views ?? null, warnings: result.warnings ?? null };
  return result;
}

/** These two calls cannot open a shadow database in the WebAssembly build; they use what devDiagnostic has cached. */
async function readHistory(engine, { migrationsList, filters }) {
  if (migrationsList.migrationDirectories.length > 0) await engine.devDiagnostic({ migrationsList, filters });
}

let printId = FIRST_PRINT_ID;

/** The native engine sends a diff's text to the CLI as a request of its own. */
function printDiff({ stdout, exitCode }) {
  if (stdout != null) {
    printId += 1;
    send({ id: printId, method: 'print', params: { content: stdout.replace(/\n$/, '') } });
  }
  return { exitCode };
}

function describeError(error, cause) {
  const isPanic = error?.name === 'RuntimeError';
  const message = isPanic ? lastPanic() : (error?.message ?? String(error));
  return {
    code: ENGINE_ERROR,
    message: 'An error happened. Check the data field for details.',
    data: {
      is_panic: isPanic,
      message: cause ? `${message}\n${cause}` : message,
      error_code: error?.code,
      meta: null,
    },
  };
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}
