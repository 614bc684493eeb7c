const FIRST = 1_000;
const LONGEST = 5 * 60_000;

/**
 * Milliseconds until the next attempt: full jitter under an exponential ceiling (AWS Architecture Blog, Exponential
 * Backoff and Jitter). `random` is in [0, 1).
 */
export function backoff(attempts: number, random: number): number {
  const ceiling = Math.min(LONGEST, FIRST * 2 ** Math.min(attempts, 20));
  return Math.round(ceiling / 10 + ((ceiling * 9) / 10) * random);
}
