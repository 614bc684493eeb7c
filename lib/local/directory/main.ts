import { startDirectory } from './server';

/**
 * The embedded directory as a process of its own. Reads ROTA_DATA_DIR (`.rota` when unset) and
 * ROTA_LDAPS_PORT (a free port when unset or 0), prints one line of JSON when it is ready, and stops on
 * SIGTERM or SIGINT.
 */
async function main(): Promise<void> {
  const { ROTA_DATA_DIR: dataDir = '.rota', ROTA_LDAPS_PORT: portText = '0' } = process.env;
  const port = Number(portText);
  if (!/^\d{1,5}$/.test(portText) || port > 65535) {
    throw new Error(`ROTA_LDAPS_PORT is "${portText}"; it must be a port from 0 (any free one) to 65535.`);
  }
  const directory = await startDirectory({ dataDir, port });
  const stop = () => {
    process.off('SIGTERM', stop).off('SIGINT', stop);
    directory.stop().catch(fail);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  process.stdout.write(`${JSON.stringify({ ready: true, url: directory.url, caFile: directory.caFile })}\n`);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

main().catch(fail);
