import { expect } from 'vitest';
import type { Lab } from './lab';
import { runSeed } from './run-seed';
import type { Tally } from './world';

/**
 * Runs a number of seeds, or the one that SEED names, and prints what they did.
 * @throws Error with the first seed that broke something, and every step of it
 */
export async function runSeeds(lab: Lab, first: number, count: number, where: string): Promise<number> {
  const { SEED } = process.env;
  const seeds = SEED ? [Number(SEED)] : Array.from({ length: count }, (_, i) => first + i);
  const all: Tally[] = [];
  const broken: string[] = [];
  for (const seed of seeds) {
    try {
      all.push(await runSeed(lab, seed));
    } catch (error) {
      broken.push((error as Error).message);
      if (process.env.BROKEN) console.error((error as Error).message.slice(0, LONGEST));
      if (broken.length >= MOST_BROKEN) break;
    }
  }
  const sum = (field: keyof Tally) => all.reduce((total, tally) => total + tally[field], 0);
  console.info(
    `${where}: ${all.length} seeds, ${sum('steps')} steps, ${sum('crashes')} crashes, ${sum('lost')} lost replies, ` +
      `${sum('late')} late calls, ${sum('refused')} refusals, ${sum('cuts')} cut connections, ` +
      `${sum('console')} acts in the console (${sum('raced')} raced), ${sum('writes')} writes, ${sum('findings')} findings`,
  );
  expect(broken.map((text) => text.slice(0, LONGEST)).join('\n\n')).toBe('');
  return all.length;
}

const MOST_BROKEN = Number(process.env.BROKEN ?? 1);
const LONGEST = 12_000;
