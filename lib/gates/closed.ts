import { db, Prisma } from '@/lib/db';
import { closesAt, nextClosing } from './closing';
import { windowOf } from './windows';

/** What keeps a gate closed: a person, a maintenance window, or its circuit. Null where it is open. */
export type ClosedBy = 'hand' | 'window' | 'circuit' | null;

export type Closed = {
  closedBy: ClosedBy;
  /** Who closed it by hand. */
  closedByName: string | null;
  closedReason: string | null;
  closedSince: Date | null;
  /**
   * When a window ends, or a run may probe; null where a person closed it, where windows follow one another with no end in
   * sight, and where the next run that is due probes.
   */
  closedUntil: Date | null;
};

/** What keeps gate g of state s closed, as `by`. */
export const CLOSED_BY = Prisma.sql`(SELECT CASE WHEN g.closed_at IS NOT NULL THEN 'hand' WHEN s.window_from <= clock_timestamp() THEN 'window'
    WHEN s.circuit_until IS NOT NULL THEN 'circuit' END AS by)`;

/** Of gate g of state s, with what keeps it closed as c. */
export const CLOSED = Prisma.sql`g.closed_by_name AS "closedByName", c.by AS "closedBy",
    CASE c.by WHEN 'hand' THEN g.closed_reason END AS "closedReason",
    CASE c.by WHEN 'hand' THEN g.closed_at WHEN 'window' THEN s.window_from WHEN 'circuit' THEN s.circuit_since END AS "closedSince",
    CASE WHEN c.by = 'window' THEN s.window_until
      WHEN c.by = 'circuit' AND s.circuit_until > clock_timestamp() THEN s.circuit_until END AS "closedUntil"`;

/** Adds what the windows say themselves of gates that are closed by plan: why, and whether an end is in sight. */
export async function withWindows<T extends Closed & { id: string; now: Date }>(
  gates: readonly T[],
): Promise<T[]> {
  const byPlan = gates.filter(({ closedBy }) => closedBy === 'window').map(({ id }) => id);
  if (byPlan.length === 0) return [...gates];
  const windows = await db().gateWindow.findMany({
    where: { gateId: { in: byPlan } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return gates.map((gate) => {
    if (gate.closedBy !== 'window') return gate;
    const own = windows.filter(({ gateId }) => gateId === gate.id);
    const closing = own.find((row) => closesAt(windowOf(row), gate.now));
    const endless = nextClosing(own.map(windowOf), gate.now)?.ends === false;
    return {
      ...gate,
      closedReason: closing?.reason ?? null,
      closedUntil: endless ? null : gate.closedUntil,
    };
  });
}
