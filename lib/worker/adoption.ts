import { scanOnce } from '@/lib/adopt/scan';
import { watchOnce } from '@/lib/adopt/watch';
import { untilNextWork, workOnce } from '@/lib/adopt/work';

const LONGEST_NAP = 10_000;
const MINUTE = 60_000;

/** Switches between originals and what took their place. */
export async function adoptionTurn(): Promise<number> {
  if ((await workOnce()) > 0) return 0;
  return Math.min((await untilNextWork()) ?? LONGEST_NAP, LONGEST_NAP);
}

/** Looks for what AWS has outside Rota, where somebody asked. */
export async function scanTurn(): Promise<number> {
  return (await scanOnce()) ? 0 : LONGEST_NAP;
}

/** Looks whether originals of what was taken over run again. */
export async function watchTurn(): Promise<number> {
  await watchOnce();
  return MINUTE;
}
