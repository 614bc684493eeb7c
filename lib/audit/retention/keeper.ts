import pg from 'pg';
import { connect } from '@/lib/db';
import type { PrismaClient } from '@/lib/generated/prisma/client';
import { log } from '@/lib/log';

/** Any number does, as long as all that archive or erase take the same. */
const LOCK_KEY = 7_682_004;

/** A database that is silent for so long has given the lock away, or may have. */
const SILENT_MS = 10_000;

/** Whoever archives or erases. */
export type Keeper = {
  /** Connected as a member of rota_maintenance. */
  client: PrismaClient;
  /**
   * To be asked right before anything is put in place of something, or removed.
   * @throws Error where somebody else may archive or erase by now: the lock went with the connection that held it
   */
  alone(): Promise<void>;
};

/**
 * Works as the keeper of the audits, alone: one process at a time archives or erases in a database.
 * @param maintenanceUrl `postgresql://` address of a member of rota_maintenance
 * @returns what the work returns; null where somebody else is at it
 */
export async function asKeeper<R>(
  maintenanceUrl: string,
  work: (keeper: Keeper) => Promise<R>,
): Promise<R | null> {
  const holder = new pg.Client({
    connectionString: maintenanceUrl,
    keepAlive: true,
    keepAliveInitialDelayMillis: SILENT_MS,
    query_timeout: SILENT_MS,
  });
  holder.on('error', (error) => log.warn({ err: error }, 'the keeper lost its connection'));
  await holder.connect();
  try {
    if (!(await hasLock(holder))) return null;
    const client = connect(maintenanceUrl, 1);
    try {
      return await work({ client, alone: () => assertAlone(holder) });
    } finally {
      await client.$disconnect();
    }
  } finally {
    await holder.end();
  }
}

/** Takes the lock for the connection, also where it has it: it is given back with the connection, however often it was taken. */
async function hasLock(holder: pg.Client): Promise<boolean> {
  const { rows } = await holder.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
    LOCK_KEY,
  ]);
  return rows[0]?.taken === true;
}

async function assertAlone(holder: pg.Client): Promise<void> {
  const refused = (cause?: unknown) =>
    new Error('The lock of the keeper was lost: somebody else may archive or erase by now.', { cause });
  const has = await hasLock(holder).catch((error: unknown) => {
    throw refused(error);
  });
  if (!has) throw refused();
}
