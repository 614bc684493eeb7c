import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const packageFolder = path.dirname(fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm')));
const panics = {
  message: '',
  set_message(text) {
    this.message = text;
  },
};

/** The engine's own words on why it gave up last, which its WebAssembly trap does not carry. */
export function lastPanic() {
  return panics.message;
}

/**
 * Starts the engine. Its package expects a bundler that imports .wasm files, so it is instantiated by hand here.
 *
 * @param datamodels pairs of file name and text of the Prisma schema, or undefined
 */
export async function loadEngine(datamodels, factory) {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = panics;
  const glue = await import(pathToFileURL(path.join(packageFolder, 'schema_engine_bg.js')).href);
  const binary = readFileSync(path.join(packageFolder, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(binary, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue.SchemaEngine.new({ datamodels }, trace, factory);
}

function trace(line) {
  if (process.env.SCHEMA_ENGINE_TRACE) process.stderr.write(`${line}\n`);
}
