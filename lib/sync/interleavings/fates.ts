import type { Random } from './random';
import type { Fate, Point } from './rim';

/** How much goes wrong in a world. */
export type Accidents = { rate: number; throttle: boolean; crashes: number };

export const accidentsOf = (random: Random): Accidents => ({
  rate: random.pick([0, 0.05, 0.2, 0.4]),
  throttle: random.chance(0.1),
  crashes: random.below(4),
});

/** What happens to a call that waits at the rim. */
export function fateOf({ kind }: Point, random: Random, { rate, throttle, crashes }: Accidents): Fate {
  if (crashes > 0 && random.chance(0.015)) return 'crash';
  const call = kind === 'read' || kind === 'write';
  if (call && throttle && random.chance(0.9)) return 'throttle';
  // There are few writes, and most depends on them.
  if (!random.chance(kind === 'write' ? 2 * rate : rate)) return 'go';
  if (kind === 'read') return random.pick(['throttle', 'error', 'expired', 'lost']);
  if (kind === 'write') return random.pick(['throttle', 'error', 'lost', 'lost', 'late', 'late']);
  // Connections to Postgres break less often than AWS refuses.
  if (kind === 'statement') return random.chance(0.05) ? 'cut' : 'go';
  if (kind === 'commit') return random.chance(0.2) ? random.pick(['cut', 'cut-after']) : 'go';
  return 'go';
}
