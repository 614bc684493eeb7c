import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { db } from '@/lib/db';
import { log } from '@/lib/log';

/** What keeps this process from serving, each in a sentence; empty when it is ready. */
export async function readinessProblems(): Promise<string[]> {
  try {
    const [applied, missing] = await Promise.all([appliedMigrations(), missingPartitions()]);
    const pending = (await migrationNames()).filter((name) => !applied.has(name));
    return [
      ...pending.map((name) => `Migration ${name} has not been applied: run npm run db:migrate.`),
      ...missing.map(
        (name) => `Partition ${name} is missing: is a worker with DATABASE_MAINTENANCE_URL running?`,
      ),
    ];
  } catch (error) {
    log.error({ err: error }, 'not ready');
    return ['The database can not be reached or read.'];
  }
}

async function appliedMigrations(): Promise<Set<string>> {
  const rows = await db().$queryRaw<{ name: string }[]>`
    SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
  return new Set(rows.map(({ name }) => name));
}

async function missingPartitions(): Promise<string[]> {
  const rows = await db().$queryRaw<{ name: string }[]>`SELECT partitions_missing() AS name`;
  return rows.map(({ name }) => name);
}

async function migrationNames(): Promise<string[]> {
  const entries = await readdir(path.join(process.cwd(), 'prisma/migrations'), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
