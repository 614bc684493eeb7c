/** This part of a worker's places is left to runs without a gate, whether they need it just now or not. */
const RESERVE = 1 / 4;

/**
 * How many places of a worker all gates together may have: half, and of the other half what runs without a gate leave free,
 * but for a reserve in which the next of them finds its place at once.
 * @param all places of the worker, a whole number from 1
 * @param others those that runs without a gate have; it may be more than all while outcomes are written
 */
export const placesOfGates = (all: number, others: number): number =>
  Math.max(Math.ceil(all / 2), all - others - Math.ceil(all * RESERVE));

/** How many times what is free one gate may hold, so that there are places for the others. */
const TIMES_FREE = 3;

/**
 * How many of the places that are free one gate may take. It never holds more than three times what is free then, so that
 * a slow one leaves a quarter to the others (dynamic queue length thresholds, Choudhury and Hahne 1998); one that holds
 * none may have a place while there is any.
 * @param free places of all gates, a whole number from 0
 * @param held those that this gate has
 */
export function shareOfPlaces(free: number, held: number): number {
  const share = Math.floor((TIMES_FREE * free - held) / (TIMES_FREE + 1));
  return Math.max(Math.min(free, held === 0 ? 1 : 0), share);
}
