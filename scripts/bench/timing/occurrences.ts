import { parseExpression } from '@/lib/timing/expression';
import { timetable } from '@/lib/timing/timetable';
import type { Measurement, Options } from '../benchmark';
import { compare, type Job } from './comparison';
import { croner, cronParser, type Peer } from './peers';
import { type Everyday, spread } from './schedules';

/** Where to look from, in several seasons; not in the April in which cron-parser fails in Lord Howe. */
const AFTER = [
  '2026-01-07T10:11:12Z',
  '2026-06-18T00:00:00Z',
  '2026-08-30T21:45:00Z',
  '2026-10-20T04:30:00Z',
].map((text) => Date.parse(text));
const HUNDRED = 100;

/** What one engine can do of the everyday schedules, each translated and compiled. */
type Able<Compiled> = {
  peer: Peer<Compiled>;
  items: { schedule: Everyday; translated: string; compiled: Compiled }[];
};

/** The speed of single runs beside both peers, over the schedules that each can say and answers as we do. */
export async function measureOccurrences(schedules: Everyday[], { say }: Options): Promise<Measurement[]> {
  return [
    ...(await beside(able(cronParser, schedules, say), { cached: 100, hundred: 1_000 })),
    ...(await beside(able(croner, schedules, say), { cached: 50, hundred: 1_000 })),
  ];
}

/** Leaves out what the peer cannot say, and what it answers otherwise than AWS would. */
export function able<Compiled>(
  peer: Peer<Compiled>,
  schedules: Everyday[],
  say: (line: string) => void,
): Able<Compiled> {
  const items: Able<Compiled>['items'] = [];
  let unsaid = 0;
  let wrong = 0;
  for (const schedule of schedules) {
    const translated = peer.translate(schedule);
    if (translated === null) {
      unsaid += 1;
      continue;
    }
    const compiled = peer.compile(translated, schedule);
    const same = AFTER.every((after) => peer.next(compiled, after, 1)[0] === schedule.table.next(after));
    if (same) items.push({ schedule, translated, compiled });
    else wrong += 1;
  }
  say(`  ${peer.name}: ${items.length} schedules; it cannot say ${unsaid}, and answers ${wrong} otherwise`);
  return { peer, items };
}

async function beside<Compiled>(
  { peer, items }: Able<Compiled>,
  goals: { cached: number; hundred: number },
): Promise<Measurement[]> {
  const [first = 0] = AFTER;
  const some = spread(items, 40);
  const few = (
    name: string,
    run: (item: (typeof items)[number], turn: number) => unknown,
  ): Job & { name: string } => ({
    name,
    results: items.length,
    run() {
      for (const [index, item] of items.entries()) run(item, index);
    },
  });
  let turn = 0;
  const seasons = (index: number) => AFTER[(index + turn) % AFTER.length] as number;
  return [
    await compare(
      'parse and next',
      { atLeast: 10 },
      few('ours', ({ schedule: { expression, timeZone } }) =>
        timetable(parseExpression(expression), { timeZone }).next(first),
      ),
      few(peer.name, ({ translated, schedule }) => peer.next(peer.compile(translated, schedule), first, 1)),
      8,
    ),
    await compare(
      'cached next',
      { atLeast: goals.cached },
      {
        results: items.length,
        run() {
          turn += 1;
          for (const [index, { schedule }] of items.entries()) schedule.table.next(seasons(index));
        },
      },
      few(peer.name, ({ compiled }, index) => peer.next(compiled, seasons(index), 1)),
      8,
    ),
    await compare(
      'next 100',
      { atLeast: goals.hundred },
      {
        results: some.length * HUNDRED,
        run() {
          for (const { schedule } of some) nextHundred(schedule, first);
        },
      },
      {
        name: peer.name,
        results: some.length * HUNDRED,
        run() {
          for (const { compiled } of some) peer.next(compiled, first, HUNDRED);
        },
      },
      5,
    ),
  ];
}

function nextHundred({ table }: Everyday, after: number): number[] {
  const found: number[] = [];
  table.each(after + 1, Number.POSITIVE_INFINITY, (at) => found.push(at) < HUNDRED);
  return found;
}
