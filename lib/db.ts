import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { env } from '@/lib/env';
import { type Prisma, PrismaClient } from '@/lib/generated/prisma/client';
import { log } from '@/lib/log';

export { Prisma } from '@/lib/generated/prisma/client';

/** A transaction's client: what a command reads and writes through. */
export type Tx = Prisma.TransactionClient;

/** A client of its own, for tools and tests; everything else shares db(). */
export function connect(connectionString: string, connections = 10): PrismaClient {
  const pool = new pg.Pool({
    connectionString,
    max: connections,
    connectionTimeoutMillis: 5_000,
    application_name: 'rota',
  });
  const lost = (error: Error) => log.error({ error: error.message }, 'database connection lost');
  // A connection that is just being handed out has no listener of the pool or of Prisma: its error would end the process.
  pool.on('connect', (client) => client.on('error', lost));
  const adapter = new PrismaPg(pool, { disposeExternalPool: true, onPoolError: lost });
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 5_000, timeout: 15_000 } });
}

const shared = globalThis as { rotaDb?: PrismaClient };

/** The process's database client. */
export function db(): PrismaClient {
  shared.rotaDb ??= connect(env().DATABASE_URL);
  return shared.rotaDb;
}
