/**
 * Refuses to run an embedded part in production. Every part below `lib/local` calls this first.
 *
 * @param part what is about to start, as an operator would call it ("PostgreSQL", "directory")
 * @throws Error when NODE_ENV is `production` and ROTA_DEMO is not `1`
 */
export function assertLocalAllowed(part: string, env: NodeJS.ProcessEnv = process.env): void {
  if (env.NODE_ENV !== 'production' || env.ROTA_DEMO === '1') return;
  throw new Error(
    `The embedded ${part} is for demos and tests, and does not start when NODE_ENV is production. ` +
      'Configure a real one, or set ROTA_DEMO=1 if this is a demo.',
  );
}
