import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '@/lib/local/postgres/port';
import type { Supervisor } from '@/scripts/demo/supervisor';
import { untilUp } from '../until-up';

const BARE = path.join(import.meta.dirname, '..', 'bare-api');
const NEXT = path.resolve('node_modules/next/dist/bin/next');
const WEB = path.resolve('dist/web.js');

/** Starts the product's web process, built as for production. @returns its address */
export async function startProduct(supervisor: Supervisor, env: Record<string, string>): Promise<string> {
  supervisor.launch({ name: 'web', command: [process.execPath, WEB], env });
  const url = `http://127.0.0.1:${env.PORT}`;
  await Promise.race([untilUp(`${url}/healthz`), supervisor.failure]);
  return url;
}

/**
 * Builds the bare routes as the product is built, and starts them behind the product's own front server.
 * @param recordedFile the statements of each read, which they load at their first request
 * @returns their address
 */
export async function startBare(
  supervisor: Supervisor,
  folder: string,
  productEnv: Record<string, string>,
  recordedFile: string,
): Promise<string> {
  const place = path.join(folder, 'bare-api');
  mkdirSync(folder, { recursive: true });
  cpSync(BARE, place, { recursive: true });
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...productEnv,
    PORT: port,
    ROTA_URL: `http://localhost:${port}`,
    BENCH_RECORDED: recordedFile,
  };
  await supervisor.run({ name: 'bare-build', command: [process.execPath, NEXT, 'build', place], env });
  // The front server serves the Next application of the folder that it runs in.
  const start = 'process.chdir(process.argv[1]); import(process.argv[2])';
  supervisor.launch({ name: 'bare', command: [process.execPath, '-e', start, place, WEB], env });
  await Promise.race([untilUp(`${url}/up`), supervisor.failure]);
  return url;
}
