import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseExpression } from '@/lib/timing/expression';
import { type Timetable, timetable } from '@/lib/timing/timetable';
import type { Measurement, Options } from '../benchmark';
import { interleave } from '../interleave';
import { median } from '../statistics';
import { able } from './occurrences';
import { cronParser } from './peers';
import { type Everyday, spread } from './schedules';

const MONDAY = Date.UTC(2026, 5, 15);
const MINUTES = 7 * 24 * 60;
const NEXT_MONDAY = MONDAY + MINUTES * 60_000;
const SAMPLE = 200;
const MOST_MEGABYTES = 10;

type Week = { runs: number; buckets: Uint32Array; tables: Map<string, Timetable> };

/**
 * A week of many schedules, counted and drawn into minutes, beside cron-parser, which is extrapolated by the number
 * of runs from a sample: it would take an hour. Ours begins with the texts, as they come from the database.
 */
export async function measureWeek(schedules: Everyday[], { rows, say }: Options): Promise<Measurement[]> {
  const { items } = able(cronParser, schedules, say);
  const sample = spread(items, SAMPLE);
  let runs = 0;
  let sampled = 0;
  const { measured, baseline } = await interleave(
    async () => {
      runs = week(schedules, rows).runs;
    },
    async () => {
      sampled = 0;
      const buckets = new Uint32Array(MINUTES);
      for (const { compiled } of sample) {
        compiled.reset(new Date(MONDAY - 1));
        for (let at = compiled.next().getTime(); at < NEXT_MONDAY; at = compiled.next().getTime()) {
          const minute = Math.floor((at - MONDAY) / 60_000);
          buckets[minute] = (buckets[minute] ?? 0) + 1;
          sampled += 1;
        }
      }
    },
    { rounds: 3, warmUp: 0 },
  );
  const ours = median(measured);
  const theirs = (median(baseline) / sampled) * runs;
  const memory = weekMemory(schedules, rows);
  return [
    {
      name: `week of ${rows} schedules, cron-parser beside ours`,
      ratio: theirs / ours,
      goal: { atLeast: 2_000 },
      figures: { 'ours ms': ours, 'cron-parser ms': theirs, runs, sampled },
    },
    {
      name: `memory of that week, of ${MOST_MEGABYTES} MB`,
      ratio: memory.live / MOST_MEGABYTES,
      goal: { atMost: 1 },
      figures: { MB: memory.live, 'with garbage MB': memory.withGarbage },
    },
  ];
}

function week(schedules: readonly Everyday[], rows: number, observe?: (row: number) => void): Week {
  const tables = new Map<string, Timetable>();
  const buckets = new Uint32Array(MINUTES);
  let runs = 0;
  for (let row = 0; row < rows; row += 1) {
    const { expression, timeZone } = schedules[row % schedules.length] as Everyday;
    const key = `${timeZone} ${expression}`;
    let table = tables.get(key);
    if (!table) {
      table = timetable(parseExpression(expression), { timeZone });
      tables.set(key, table);
    }
    runs += table.count(MONDAY, NEXT_MONDAY);
    table.tally(buckets, MONDAY);
    if (row % 100 === 0) observe?.(row);
  }
  const drawn = buckets.reduce((sum, count) => sum + count, 0);
  if (drawn !== runs) throw new Error(`The week has ${runs} runs, but ${drawn} were drawn.`);
  return { runs, buckets, tables };
}

/**
 * The most that the week holds in memory at any time, looked at ten times, each after a collection; and the most
 * with what the collector has not come for yet, which depends on how much memory it has been given.
 */
function weekMemory(schedules: readonly Everyday[], rows: number): { live: number; withGarbage: number } {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const inUse = () => {
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 2 ** 20;
  };
  for (let time = 0; time < 3; time += 1) collect();
  const before = inUse();
  let [live, withGarbage] = [before, before];
  const result = week(schedules, rows, (row) => {
    withGarbage = Math.max(withGarbage, inUse());
    if (row % Math.ceil(rows / 10) !== 0) return;
    collect();
    live = Math.max(live, inUse());
  });
  collect();
  live = Math.max(live, inUse());
  if (result.tables.size === 0) throw new Error('The week is empty.');
  return { live: live - before, withGarbage: withGarbage - before };
}
