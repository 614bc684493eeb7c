import { expect } from 'vitest';
import type { Lab } from './lab';
import { runSeed } from './run-seed';
import type { Tally } from './world';

/** Each broken seed prints its steps, up to so many of them (BROKEN=…); then no more is tried. */
const MOST_BROKEN = Number(process.env.BROKEN ?? 1);
const LONGEST = 12_000;

/**
 * Runs a number of seeds, or only the one that SEED names, and prints what they did. A seed that broke something fails
 * the test with its number and every step that led there.
 * @param where against what, as it is printed
 * @returns how many held
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
