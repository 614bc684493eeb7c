import { scanOnce } from '@/lib/adopt/scan';
import { watchOnce } from '@/lib/adopt/watch';
import { untilNextWork, workOnce } from '@/lib/adopt/work';

const LONGEST_NAP = 10_000;
const MINUTE = 60_000;

/** Switches between an environment's originals and what took their place. */
export async function adoptionTurn(environmentId: string): Promise<number> {
  if ((await workOnce(environmentId)) > 0) return 0;
  return Math.min((await untilNextWork(environmentId)) ?? LONGEST_NAP, LONGEST_NAP);
}

/** Looks for what an environment has outside Rota, where somebody asked. */
export async function scanTurn(environmentId: string): Promise<number> {
  return (await scanOnce(environmentId)) ? 0 : LONGEST_NAP;
}

/** Looks whether an environment's originals of what was taken over run again. */
export async function watchTurn(environmentId: string): Promise<number> {
  await watchOnce(environmentId);
  return MINUTE;
}
