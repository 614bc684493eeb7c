import { ownClock } from '@/lib/dispatch/exact/own-clock';

const EVERY_MS = 5_000;

/** Looks whether this worker's clock is right. @returns milliseconds until the next turn */
export async function clockCheckTurn(): Promise<number> {
  await ownClock.look();
  return EVERY_MS;
}
