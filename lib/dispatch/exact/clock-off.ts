/** One look at another clock, by one's own. Instants are in milliseconds since 1970. */
export type Look = {
  /** One's own time when the question left. */
  before: number;
  /** How long the answer took, by a clock that nobody sets. */
  roundTripMs: number;
  /** What the other clock said. */
  there: number;
};

/** A clock further off than this starts nothing to the second. */
export const MOST_OFF_MS = 1_000;

/**
 * How far one's own clock is from another, positive where it is ahead. The other clock was read at some moment of the round
 * trip: `ms` takes the middle of it, and `atLeastMs` is what is off whenever it was, never below 0.
 */
export function clockOff({ before, roundTripMs, there }: Look): { ms: number; atLeastMs: number } {
  const half = roundTripMs / 2;
  const ms = before + half - there;
  return { ms, atLeastMs: Math.max(0, Math.abs(ms) - half) };
}
