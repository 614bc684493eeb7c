import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { env } from '@/lib/env';
import { type Prisma, PrismaClient } from '@/lib/generated/prisma/client';
import { log } from '@/lib/log';

export { Prisma } from '@/lib/generated/prisma/client';

/** A transaction's client: what a command reads and writes through. */
export type Tx = Prisma.TransactionClient;

type Database = { client: PrismaClient; pool: pg.Pool };

function open(connectionString: string, connections: number, statementMs: number | null = null): Database {
  const pool = new pg.Pool({
    connectionString,
    max: connections,
    connectionTimeoutMillis: 5_000,
    application_name: 'rota',
    // Settled before anybody has the connection; poolers refuse most settings at its start.
    ...(statementMs !== null && { onConnect: (client) => limited(client, statementMs) }),
  });
  const lost = (error: Error) => log.error({ error: error.message }, 'database connection lost');
  // A connection that is just being handed out has no listener of the pool or of Prisma: its error would end the process.
  pool.on('connect', (client) => client.on('error', lost));
  const adapter = new PrismaPg(pool, { disposeExternalPool: true, onPoolError: lost });
  const transactionOptions = { maxWait: 5_000, timeout: 60_000 };
  return { client: new PrismaClient({ adapter, transactionOptions }), pool };
}

/** A client of its own, for tools and tests; everything else shares db(). */
export const connect = (connectionString: string, connections = 10): PrismaClient =>
  open(connectionString, connections).client;

const limited = (client: pg.ClientBase, ms: number) =>
  client.query(`SET statement_timeout = ${Math.trunc(ms)}`).then(() => undefined);

const shared = globalThis as { rotaDb?: Database; rotaStatementMs?: number };

/** Lets no statement of this process run for longer; to be said before anything reads. */
export function limitStatements(ms: number): void {
  shared.rotaStatementMs = ms;
}

/** Of a tool that needs nothing of the environment but a database; to be said before anything reads. */
export function reachDatabase(url: string): void {
  shared.rotaDb ??= open(url, 10);
}

function database(): Database {
  shared.rotaDb ??= open(env().DATABASE_URL, 10, shared.rotaStatementMs ?? null);
  return shared.rotaDb;
}

/** The process's database client. */
export const db = (): PrismaClient => database().client;

/**
 * Runs a statement that is large and runs often: it is prepared once for each connection, because its planning takes longer
 * than itself, and its rows come past Prisma, which takes longer than the driver to read them.
 * @returns rows as the driver reads them: numbers up to 32 bits and floats, texts, Dates, arrays, parsed JSON
 * @throws pg.DatabaseError where the database refuses it, and what the connection throws
 */
export async function queryKept<Row extends object>({ text, values }: Prisma.Sql): Promise<Row[]> {
  const name = `kept_${createHash('sha1').update(text).digest('hex')}`;
  const { rows } = await database().pool.query<Row>({ name, text, values });
  return rows;
}
