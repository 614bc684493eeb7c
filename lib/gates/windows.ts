import { db, type Tx } from '@/lib/db';
import type { GateWindow } from '@/lib/generated/prisma/client';
import { databaseNow } from '@/lib/schedules/load';
import { nextClosing, type Window } from './closing';

/**
 * Tells the gates of an environment whose maintenance window is over which one comes next: until then nothing passes them.
 * A gate that this opens starts slowly, from the instant at which the window ended: one may pass at once where one could
 * have passed meanwhile.
 */
export async function keepWindows(environmentId: string): Promise<void> {
  const over = await db().$queryRaw<{ id: string }[]>`
    SELECT g.id FROM gate g JOIN gate_state s ON s.gate_id = g.id
    WHERE g.environment_id = ${environmentId} AND s.window_until <= clock_timestamp()`;
  for (const { id } of over) await db().$transaction((tx) => writeClosing(tx, id));
}

/** Works out anew when the windows of a gate close it next, as they stand in the database. */
export async function writeClosing(tx: Tx, gateId: string): Promise<void> {
  await tx.$queryRaw`SELECT gate_id FROM gate_state WHERE gate_id = ${gateId} FOR UPDATE`;
  const now = await databaseNow(tx);
  const rows = await tx.gateWindow.findMany({ where: { gateId } });
  const closing = nextClosing(rows.map(windowOf), now);
  await tx.$executeRaw`
    UPDATE gate_state s SET window_from = ${closing?.from ?? null}, window_until = ${closing?.until ?? null},
      tokens = CASE WHEN opens THEN LEAST(b.tokens, 1) ELSE s.tokens END,
      at = CASE WHEN opens THEN b.at ELSE s.at END, ramp_at = CASE WHEN opens THEN opened_at ELSE s.ramp_at END
    FROM gate_enter(${gateId}, NULL) AS b, (
      SELECT LEAST(window_until, ${now}) AS opened_at, window_from < ${now}
        AND (${closing?.from ?? null}::timestamptz IS NULL OR ${closing?.from ?? null}::timestamptz > LEAST(window_until, ${now})) AS opens
      FROM gate_state WHERE gate_id = ${gateId}) AS was
    WHERE s.gate_id = ${gateId}`;
}

/** A window as it is reckoned with: the table has it one way or the other. */
export function windowOf(row: GateWindow): Window {
  const { fromAt, untilAt, expression, timeZone, minutes, createdAt } = row;
  if (fromAt && untilAt) return { fromAt, untilAt };
  if (expression !== null && timeZone !== null && minutes !== null)
    return { expression, timeZone, minutes, createdAt };
  throw new Error(`The window ${row.id} has neither two instants nor an expression.`);
}
