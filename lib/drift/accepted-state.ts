import type { Pair } from './accepted';

/** Why a schedule is paused that AWS had switched off. */
export const SWITCHED_OFF = 'Switched off in AWS';

/** Whether a schedule is to have nothing in AWS any more. */
export const isOver = ({ state }: { state: string }): boolean => state === 'deleted' || state === 'completed';

type Accepted = { pair: Pair; switchedOff: boolean };

/**
 * The state of a schedule that takes over what AWS has: off there means paused here, on there on; null where it stays,
 * as where Rota itself switched it off.
 */
export function acceptedState(
  before: { state: string },
  pairs: readonly Accepted[],
  runsAgain: boolean,
): 'on' | 'paused' | null {
  const on = pairs.length > 0 && pairs.every(({ pair }) => pair.observed.State === 'ENABLED') && runsAgain;
  if (isOver(before)) return on ? 'on' : 'paused';
  if (before.state !== 'on') return on ? 'on' : null;
  const off = pairs.some(
    ({ pair, switchedOff }) =>
      !switchedOff && pair.observed.State === 'DISABLED' && pair.wanted.State === 'ENABLED',
  );
  return off ? 'paused' : null;
}
