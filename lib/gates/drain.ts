/** Why it can't be told how long what waits takes. */
export const DRAIN_UNKNOWN = ['closed', 'no-worker', 'in-flight'] as const;
export type DrainUnknown = (typeof DRAIN_UNKNOWN)[number];

export type Drain = { drainMs: number; drainUnknown: null } | { drainMs: null; drainUnknown: DrainUnknown };

type Standing = {
  closed: boolean;
  /** Whether a worker is up that may send. */
  served: boolean;
  waiting: number;
  inFlight: number;
  maxInFlight: number | null;
  /** How long a run behind it took lately; null where none is known. */
  tookMs: number | null;
};

const unknown = (drainUnknown: DrainUnknown): Drain => ({ drainMs: null, drainUnknown });

/**
 * How long it takes until what waits has passed: by the rate or, where only so many may be in flight, by how soon these end,
 * whichever is slower.
 * @param byRateMs if nothing but the rate holds them
 */
export function drainOf(gate: Standing, byRateMs: number): Drain {
  const { waiting, inFlight, maxInFlight, tookMs } = gate;
  if (gate.closed) return unknown('closed');
  if (waiting === 0) return { drainMs: 0, drainUnknown: null };
  if (!gate.served) return unknown('no-worker');
  const blocked = maxInFlight === null ? 0 : waiting - Math.max(0, maxInFlight - inFlight);
  if (maxInFlight === null || blocked <= 0) return { drainMs: byRateMs, drainUnknown: null };
  if (tookMs === null) return unknown('in-flight');
  return { drainMs: Math.max(byRateMs, (blocked / maxInFlight) * tookMs), drainUnknown: null };
}
