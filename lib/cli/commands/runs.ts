import * as api from '@/lib/api/client/generated';
import type { Command } from '../command';
import { answer, once } from '../connection';
import { fromDuration } from '../duration';
import { usage } from '../errors';
import { EXIT } from '../exit-codes';
import type { Io } from '../io';
import { instant, json, table } from '../output';
import { placesOf } from '../place';
import { REASON, reasonIfAny } from '../reason';
import { whichSchedule } from '../which';

type Filter = NonNullable<Parameters<typeof api.listRuns>[0]>;

export const runs: Command = {
  name: 'runs',
  takes: '[SCHEDULE]',
  summary: 'Lists runs, the newest first: of a schedule, or of all.',
  count: [0, 1],
  options: {
    team: { type: 'string', value: 'NAME', about: 'of a team; “own”: of one’s own teams' },
    environment: { type: 'string', value: 'NAME', about: 'in an environment' },
    state: { type: 'string', value: 'STATE', about: 'as in failed; “bad”: all that somebody should look at' },
    kind: { type: 'string', value: 'KIND', about: 'of a kind of target, as in ecs' },
    from: { type: 'string', value: 'INSTANT', about: 'slots from then on, as in 2031-02-03T12:00:00Z' },
    to: { type: 'string', value: 'INSTANT', about: 'slots before then' },
    limit: { type: 'string', value: 'COUNT', about: 'how many, 1 to 200; left out, 50' },
    cursor: { type: 'string', value: 'TEXT', about: 'where to go on: “next” of the page before' },
  },
  async run({ io, args: [named], text, json: asIs, connection: signIn }) {
    const connection = await signIn();
    const schedule = named === undefined ? undefined : (await whichSchedule(connection, named)).id;
    const values = {
      schedule,
      ...(await placesOf({ team: text('team'), environment: text('environment') }, connection)),
      state: text('state'),
      kind: text('kind'),
      $from: text('from'),
      to: text('to'),
      limit: text('limit'),
      cursor: text('cursor'),
    };
    const said = Object.entries(values).filter(([, value]) => value !== undefined);
    const page = await answer(api.listRuns(Object.fromEntries(said) as Filter, connection));
    if (asIs) io.out(json(page));
    else io.out(page.items.length === 0 ? 'No run fits.\n' : runsTable(page.items));
    if (!asIs && page.next) io.err('There are more: --cursor with “next” of --json.\n');
    return EXIT.done;
  },
};

const runsTable = (items: readonly api.Run[]): string =>
  table(
    ['ID', 'SCHEDULE', 'TARGET', 'SLOT', 'STATE', 'ENDED', 'REASON'],
    items.map(({ id, schedule, target, slotAt, state, endedAt, reason }) => [
      id,
      schedule.name,
      target?.arn ?? 'removed',
      instant(slotAt),
      state,
      instant(endedAt),
      reason ?? '',
    ]),
  );

export const run: Command = {
  name: 'run',
  takes: 'SCHEDULE',
  summary: 'Runs a schedule now, whatever its delivery and whether it is paused.',
  count: [1, 1],
  options: {
    reason: REASON,
    wait: { type: 'boolean', about: 'until the runs are over; exit code 1 where one did not succeed' },
    timeout: {
      type: 'string',
      value: 'TIME',
      about: 'wait so long at most, as in 90s, 30m or 8h; exit code 6 where a run is not over then',
    },
  },
  async run({ io, args: [named = ''], text, flag, json: asIs, connection: signIn }) {
    const timeout = text('timeout');
    if (timeout !== undefined && !flag('wait')) throw usage('--timeout goes with --wait.');
    const patience = timeout === undefined ? Number.POSITIVE_INFINITY : fromDuration(timeout);
    const connection = await signIn();
    const { id } = await whichSchedule(connection, named);
    const asked = await answer(api.runSchedule(id, reasonIfAny({ text }), once(), connection));
    if (!flag('wait')) {
      io.out(asIs ? json(asked) : asked.runs.map((one) => `${one}\n`).join(''));
      return EXIT.done;
    }
    const read = (one: string, signal: AbortSignal | null) =>
      answer(api.getRun(one, { ...connection, signal }));
    const seen = await followed(asked.runs, read, io, patience);
    io.out(asIs ? json(seen) : runsTable(seen));
    const all = asked.runs.length;
    const open = all - seen.filter((one) => !isOpen(one)).length;
    if (open > 0) io.err(`Not over within ${timeout}, and going on: ${open} of ${all} runs.\n`);
    if (seen.length < all) io.err(`Rota did not tell in time of ${all - seen.length} of them.\n`);
    if (!seen.every((one) => isOpen(one) || GOOD.has(one.state))) return EXIT.failed;
    return open > 0 ? EXIT.late : EXIT.done;
  },
};

const OPEN: ReadonlySet<string> = new Set(['planned', 'waiting', 'running']);
const GOOD: ReadonlySet<string> = new Set(['succeeded', 'delivered']);

const EVERY_MS = 1_000;
/** So much longer than the patience do the last looks take at most. */
const LAST_LOOKS_MS = 5_000;

const isOpen = ({ state }: { state: string }): boolean => OPEN.has(state);

/**
 * Runs once they are over, each asked for once a second until it is.
 * @param patience how many milliseconds at most; what is not over then is as it is then, or as it was seen last where
 * Rota does not answer in time: what was never seen is left out
 */
export async function followed<Run extends { state: string }>(
  ids: readonly string[],
  read: (id: string, signal: AbortSignal | null) => Promise<Run>,
  { sleep, elapsed, limit }: Pick<Io, 'sleep' | 'elapsed' | 'limit'>,
  patience = Number.POSITIVE_INFINITY,
): Promise<Run[]> {
  const seen: Run[] = [];
  const until = elapsed() + patience;
  const look = async (id: string, before: Run | null) => {
    const signal = until === Number.POSITIVE_INFINITY ? null : limit(until + LAST_LOOKS_MS - elapsed());
    try {
      return await read(id, signal);
    } catch (error) {
      if (signal?.aborted) return before;
      throw error;
    }
  };
  for (const id of ids) {
    let run = await look(id, null);
    while ((run === null || isOpen(run)) && elapsed() < until) {
      await sleep(Math.min(EVERY_MS, until - elapsed()));
      run = await look(id, run);
    }
    if (run) seen.push(run);
  }
  return seen;
}
