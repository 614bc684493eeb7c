import { hostname } from 'node:os';
import { db } from '@/lib/db';
import { ownClock } from '@/lib/dispatch/exact/own-clock';

const EVERY_MS = 10_000;
/** What was not heard of for so long is forgotten. */
const FORGOTTEN = '7 days';

/** Says by the database's time that a worker is up, and whether its clock is wrong, for the page that shows them. @returns milliseconds until the next turn */
export async function heartbeatTurn(id: string, version: number, running: number): Promise<number> {
  await db().$executeRaw`
    INSERT INTO worker (id, host, version, started_at, seen_at, running, clock_off_ms)
    VALUES (${id}, ${hostname()}, ${version}, clock_timestamp(), clock_timestamp(), ${running}, ${ownClock.offMs}::int)
    ON CONFLICT (id) DO UPDATE SET seen_at = EXCLUDED.seen_at, running = EXCLUDED.running,
      clock_off_ms = EXCLUDED.clock_off_ms`;
  await db().$executeRaw`DELETE FROM worker WHERE seen_at < clock_timestamp() - ${FORGOTTEN}::interval`;
  return EVERY_MS;
}

/** Says that a worker ended in good order. */
export async function markStopped(id: string): Promise<void> {
  await db().$executeRaw`UPDATE worker SET stopped_at = clock_timestamp(), running = 0 WHERE id = ${id}`;
}
