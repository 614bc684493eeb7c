import pg from 'pg';
import { connect } from '@/lib/db';
import type { PrismaClient } from '@/lib/generated/prisma/client';
import { log } from '@/lib/log';

/** Any number does, as long as all that archive or erase take the same. */
const LOCK_KEY = 7_682_004;

/**
 * Works as the keeper of the audits, alone: one process at a time archives or erases in a database.
 * @param maintenanceUrl `postgresql://` address of a member of rota_maintenance
 * @returns what the work returns; null where somebody else is at it
 */
export async function asKeeper<R>(
  maintenanceUrl: string,
  work: (keeper: PrismaClient) => Promise<R>,
): Promise<R | null> {
  const holder = new pg.Client({ connectionString: maintenanceUrl });
  holder.on('error', (error) => log.warn({ err: error }, 'the keeper lost its connection'));
  await holder.connect();
  try {
    const { rows } = await holder.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
      LOCK_KEY,
    ]);
    if (!rows[0]?.taken) return null;
    const keeper = connect(maintenanceUrl, 1);
    try {
      return await work(keeper);
    } finally {
      await keeper.$disconnect();
    }
  } finally {
    await holder.end();
  }
}
