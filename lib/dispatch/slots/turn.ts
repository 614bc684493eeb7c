import { countEnded, endsAwaited } from '../after/ended';
import { planSlots, untilNextPlan } from './planner';

const LONGEST_NAP = 10_000;

/** Nobody is woken by the end of a run: so often is it looked for, where something comes after it. */
const LOOK_FOR_ENDS = 2_000;

/** A turn of the worker: makes runs of the slots that come. @returns milliseconds until the next one */
export async function planTurn(): Promise<number> {
  if ((await countEnded()) + (await planSlots()) > 0) return 0;
  const longest = (await endsAwaited()) ? LOOK_FOR_ENDS : LONGEST_NAP;
  const next = (await untilNextPlan()) ?? longest;
  // What is due and was not planned is held back by a freeze.
  return next <= 0 ? longest : Math.min(next, longest);
}
