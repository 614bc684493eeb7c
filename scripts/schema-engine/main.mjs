#!/usr/bin/env node
/**
 * Takes the place of Prisma's native schema engine where that program cannot be downloaded: same arguments, same
 * JSON-RPC over standard input and output, on the WebAssembly build of the same engine. prisma.config.ts points
 * the official CLI here when there is no native engine.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { enginesVersion } from '@prisma/engines-version';
import { runCommand } from './commands.mjs';
import { connectionFactory } from './connections.mjs';
import { logError } from './log.mjs';
import { serve } from './rpc.mjs';
import { lastPanic, loadEngine } from './wasm.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    datamodels: { type: 'string', multiple: true },
    datasource: { type: 'string' },
    version: { type: 'boolean' },
  },
});

async function main() {
  if (values.version) {
    console.log(`schema-engine-cli ${enginesVersion.split('.').pop()}`);
    return;
  }
  const datasource = JSON.parse(values.datasource ?? '{}');
  if (positionals[0] === 'cli') {
    await runCommand(positionals[1], datasource);
    return;
  }
  const datamodels = values.datamodels?.map((file) => [file, readFileSync(file, 'utf8')]);
  const { factory, closeAll } = connectionFactory(datasource);
  await serve(() => loadEngine(datamodels, factory), factory.errorRegistry);
  await closeAll();
}

function fail(error) {
  logError({ message: lastPanic() || (error.stack ?? String(error)) });
  process.exit(1);
}

// A panic of the engine within an asynchronous call surfaces here and nowhere else.
process.on('uncaughtException', fail);
main().then(() => process.exit(0), fail);
