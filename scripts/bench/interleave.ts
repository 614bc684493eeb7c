export type Timings = { measured: number[]; baseline: number[] };

type Work = () => Promise<unknown>;

/**
 * Times two things in turns, so that whatever else the machine does falls on both alike. Both are warmed up first;
 * which of them goes first changes from round to round.
 *
 * @returns milliseconds of each run
 */
export async function interleave(
  measured: Work,
  baseline: Work,
  { rounds, warmUp }: { rounds: number; warmUp: number },
): Promise<Timings> {
  for (let round = 0; round < warmUp; round += 1) {
    await baseline();
    await measured();
  }
  const timings: Timings = { measured: [], baseline: [] };
  for (let round = 0; round < rounds; round += 1) {
    const turns = [
      async () => timings.baseline.push(await time(baseline)),
      async () => timings.measured.push(await time(measured)),
    ];
    for (const turn of round % 2 ? turns.toReversed() : turns) await turn();
  }
  return timings;
}

async function time(work: Work): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
