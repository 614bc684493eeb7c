import type { FinalState } from '../states';

/** What a schedule wants of slots that could not start in time. */
export type LatePolicy = 'ask' | 'skip' | 'last' | 'all';

/**
 * What kept slots back: nobody was there to start them, or nobody whose clock was right, somebody had stopped them, or nobody
 * knows what became of them.
 */
export type Cause = 'outage' | 'clocks' | 'pause' | 'freeze' | 'recovery';

export type Ended = { state: Extract<FinalState, 'missed' | 'skipped' | 'unknown'>; reason: string };

/** What a backup does not know of is never done by itself: it may have been done. */
export const RESTORED = {
  state: 'unknown',
  reason:
    'The database was restored from a backup, which does not know whether it ran. Send it again, or leave it.',
} as const satisfies Ended;

/** @returns what becomes of a slot that is late: how its run ends at once; null where it is made up for */
export function lateSlot(policy: LatePolicy, cause: Cause, isLast: boolean): Ended | null {
  if (cause === 'recovery') return RESTORED;
  if (policy === 'all' || (policy === 'last' && isLast)) return null;
  return isOutage(cause)
    ? { state: 'missed', reason: `${NOBODY[cause]} ${LEFT.outage[policy]}` }
    : { state: 'skipped', reason: `${HELD[cause]} ${LEFT.held[policy]}` };
}

/** Whether nobody wanted it: then a schedule's policy for late runs holds, else the one for what follows a pause. */
export const isOutage = (cause: Cause): cause is keyof typeof NOBODY => cause in NOBODY;

const NOBODY = {
  outage: 'No worker was up in time.',
  clocks: 'No worker whose clock is right was up in time.',
} as const;

const LAST = 'Only the last of those is made up for.';

const LEFT = {
  outage: { ask: 'Send it again, or leave it.', skip: 'This schedule leaves late runs out.', last: LAST },
  held: {
    ask: 'Send it again, or leave it.',
    skip: 'This schedule leaves out what was due while it was held.',
    last: LAST,
  },
} as const;

const HELD = { pause: 'The schedule was off.', freeze: 'A freeze held it back.' } as const;
