import next from 'next';
import { limitStatements } from '@/lib/db';
import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { createFrontServer } from './server';

/** The web process: the front server with Next behind it. Development with NODE_ENV=development. */
async function main(): Promise<void> {
  const { NODE_ENV, PORT, HOST, ROTA_URL, ROTA_TRUSTED_PROXIES } = env();
  // Nobody waits longer for a page or an answer.
  limitStatements(30_000);
  process.env.NEXTAUTH_URL = ROTA_URL;
  // Where Next reaches this very process when an action is called from a page that does not hold it.
  process.env.__NEXT_PRIVATE_ORIGIN = `http://${HOST === '0.0.0.0' ? '127.0.0.1' : HOST}:${PORT}`;
  const development = NODE_ENV === 'development';
  const app = next({ dev: development, dir: process.cwd(), hostname: HOST, port: PORT });
  await app.prepare();
  const server = createFrontServer(
    { url: new URL(ROTA_URL), trustedProxies: ROTA_TRUSTED_PROXIES, development },
    app.getRequestHandler(),
  );
  const stop = () => {
    log.info('web stops');
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => process.exit(0), 10_000).unref();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  server.once('error', fail);
  server.listen(PORT, HOST, () =>
    log.info({ url: ROTA_URL, port: PORT, timeZones: process.versions.tz }, 'web is up'),
  );
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
