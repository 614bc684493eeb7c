import { generationIn, isKeptOff } from '@/lib/sync/owner-mark';
import type { Pair } from './accepted';

/** Why a schedule is paused that AWS had switched off. */
export const SWITCHED_OFF = 'Switched off in AWS';

/** Whether a schedule is to have nothing in AWS any more. */
export const isOver = ({ state }: { state: string }): boolean => state === 'deleted' || state === 'completed';

/**
 * The state of a schedule that takes over what AWS has: off there means paused here, on there on; null where it stays,
 * as where a freeze, excluded dates or a pause of this database keep it off.
 */
export function acceptedState(
  before: { state: string; generation: number },
  pairs: readonly Pair[],
  runsAgain: boolean,
): 'on' | 'paused' | null {
  const on = pairs.length > 0 && pairs.every(({ observed }) => observed.State === 'ENABLED') && runsAgain;
  if (isOver(before)) return on ? 'on' : 'paused';
  if (before.state !== 'on') return on ? 'on' : null;
  const isOff = ({ observed }: Pair) =>
    observed.State === 'DISABLED' &&
    (!isKeptOff(observed) || (generationIn(observed) ?? 0) > before.generation);
  return pairs.some(isOff) ? 'paused' : null;
}
