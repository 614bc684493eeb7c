import { pauseSchedule, resumeSchedule } from '@/lib/schedules/state-commands';
import { makeSchedule } from './test-inputs';
import { contextOf } from './test-product';

/** Makes schedules and changes them until it is ended, and says after each round how many each of its writers did. */
async function main(): Promise<void> {
  const { TEST_TEAM: teamId = '', TEST_WRITERS: writers = '1' } = process.env;
  let stopped = false;
  process.once('SIGTERM', () => {
    stopped = true;
  });
  const done = Array.from({ length: Number(writers) }, () => 0);
  await Promise.all(
    done.map(async (_, i) => {
      const { id } = await untilServed(() => makeSchedule(teamId));
      for (let paused = false; !stopped; paused = !paused) {
        const input = { id, reason: 'In turns' };
        await untilServed(() => (paused ? resumeSchedule : pauseSchedule)(contextOf('editor'), input));
        done[i] = (done[i] ?? 0) + 1;
        process.stdout.write(`${JSON.stringify({ round: Math.min(...done) })}\n`);
      }
    }),
  );
  process.exit(0);
}

/** A client that got no connection in time tries again: nothing of it has happened. */
async function untilServed<R>(work: () => Promise<R>): Promise<R> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!/timeout exceeded when trying to connect|Unable to start a transaction/.test(String(error)))
        throw error;
    }
  }
}

await main();
