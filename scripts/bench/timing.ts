import type { Benchmark, Options, Result } from './benchmark';
import { measureOccurrences } from './timing/occurrences';
import { everyday } from './timing/schedules';
import { measureWeek } from './timing/week';

/** The timing engine: single runs, lists, and a week of many schedules. */
export const timing: Benchmark = {
  name: 'timing',
  about: 'the timing engine beside cron-parser and croner over everyday schedules, and a week of many',
  rows: 100_000,
  run,
};

async function run(options: Options): Promise<Result> {
  const schedules = everyday();
  options.say('Measuring single runs and lists …');
  const occurrences = await measureOccurrences(schedules, options);
  options.say('Measuring the week …');
  return {
    benchmark: timing.name,
    measurements: [...occurrences, ...(await measureWeek(schedules, options))],
  };
}
