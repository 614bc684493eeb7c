import type { Goal, Measurement } from '../benchmark';
import { interleave } from '../interleave';
import { median } from '../statistics';

/** One engine's work, told apart from how often it is done. */
export type Job = {
  run(): void;
  /** How many results one `run` gives. */
  results: number;
};

/**
 * How many times as long another engine takes for a result as ours does, both measured in turns.
 * @param rounds how often each is measured; a job of ours is repeated until it takes some milliseconds
 */
export async function compare(
  name: string,
  goal: Goal,
  ours: Job,
  theirs: Job & { name: string },
  rounds: number,
): Promise<Measurement> {
  const repeats = repeatsFor(ours);
  const { measured, baseline } = await interleave(
    async () => {
      for (let repeat = 0; repeat < repeats; repeat += 1) ours.run();
    },
    async () => theirs.run(),
    { rounds, warmUp: 1 },
  );
  const microseconds = (median(measured) * 1_000) / repeats / ours.results;
  const theirMicroseconds = (median(baseline) * 1_000) / theirs.results;
  return {
    name: `${name}, ${theirs.name} beside ours`,
    ratio: theirMicroseconds / microseconds,
    goal,
    figures: { 'ours µs': microseconds, [`${theirs.name} µs`]: theirMicroseconds },
  };
}

const LONG_ENOUGH = 100; // milliseconds, so that what the compiler optimizes late is optimized before

function repeatsFor(job: Job): number {
  for (let repeats = 1; ; repeats *= 2) {
    const start = performance.now();
    for (let repeat = 0; repeat < repeats; repeat += 1) job.run();
    if (performance.now() - start >= LONG_ENOUGH) return repeats;
  }
}
