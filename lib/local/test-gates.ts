import { db } from '@/lib/db';
import type { Gate } from '@/lib/generated/prisma/client';
import { newId } from '@/lib/id';
import type { TestDatabase } from './postgres/test-database';
import { sql } from './test-rows';

/** Makes a gate with a full bucket, without a slow start unless it says so. */
export async function makeGate(
  database: TestDatabase,
  environmentId: string,
  fields: Partial<Omit<Gate, 'id'>> = {},
): Promise<string> {
  const id = newId();
  await db().gate.create({
    data: {
      id,
      environmentId,
      name: `Gate ${id}`,
      ratePerSecond: 0.01,
      burst: 100,
      rampSeconds: 0,
      ...fields,
    },
  });
  await sql(database, 'UPDATE gate_state SET tokens = 1e6 WHERE gate_id = $1', [id]);
  return id;
}

/** Puts all targets of a schedule behind a gate. */
export async function putBehind(scheduleId: string, gateId: string | null): Promise<void> {
  await db().target.updateMany({ where: { scheduleId }, data: { gateId } });
}

/** Says that a worker is up. */
export const workerUp = (database: TestDatabase) =>
  sql(
    database,
    `INSERT INTO worker (id, host, version, started_at, seen_at) VALUES ('up', 'host', 1, now(), now())
     ON CONFLICT (id) DO UPDATE SET seen_at = now()`,
  );
