import { calm } from './calm';
import { check } from './check';
import type { Lab } from './lab';
import { makeWorld } from './make-world';
import { play } from './play';
import { randomOf } from './random';
import type { Tally } from './world';

/** What must not happen did, in this seed. */
export class Broken extends Error {}

/**
 * Lets a few processes and people at a few schedules, in an order and with accidents that the seed decides; lets the
 * world calm down, and holds what is left against what must be.
 * @throws Broken, with what was broken and every step that led there
 */
export async function runSeed(lab: Lab, seed: number): Promise<Tally> {
  const world = await makeWorld(lab, seed);
  const tally: Tally = {
    steps: 0,
    crashes: 0,
    lost: 0,
    late: 0,
    refused: 0,
    cuts: 0,
    console: 0,
    raced: 0,
    writes: 0,
    findings: 0,
  };
  const original = Math.random;
  Math.random = randomOf(seed + 1).next;
  try {
    await play(world, tally);
    await calm(world);
    const problems = [...world.watch.violations, ...(await check(world, tally))];
    if (problems.length > 0) throw new Error(problems.join('\n'));
  } catch (error) {
    const { message, stack } = error as Error;
    throw new Broken(
      `SEED=${seed}: ${message}\n\n${world.trace.join('\n')}\n\n${[...new Set(world.watch.violations)].join('\n')}\n${stack}`,
    );
  } finally {
    Math.random = original;
    lab.watch = null;
  }
  const { lost, late, refused, console: edits, raced, writes } = world.watch.counts;
  return { ...tally, lost, late, refused, console: edits, raced, writes };
}
