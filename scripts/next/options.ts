import { parseArgs } from 'node:util';
import { type Expression, parseExpression } from '@/lib/timing/expression';
import type { TimetableOptions } from '@/lib/timing/timetable';
import { isTimeZone } from '@/lib/timing/zone';
import { readInstant } from './instant';

export const HELP = `Usage: npm run -s next -- '<expression>' [options]
       npm run -s next -- --batch < requests

When a schedule runs: one ISO instant in UTC a line.

  --zone NAME      the schedule's IANA time zone (default UTC)
  --from ISO       runs strictly after this instant (default now)
  --count N        at most so many runs (default 5; with --until, all)
  --until ISO      runs before this instant
  --previous       backwards from --from, the latest first; --until then is where to stop
  --start ISO      the schedule's start, itself included
  --end ISO        the schedule's end, itself included
  --anchor ISO     where the periods of a rate are counted from (default --start, then --from), or when the
                   run before that of after(…) ended (default --from): the one after it depends on its end
  --second N       the second of a cron expression's runs, 0 to 59
  --json           a JSON object a line: at, local, offset, kind (ordinary, repeated or skipped);
                   local times that clocks jump over stand between the runs, with at null, and don't count
  --describe       the expression in plain English instead
  --batch          answers requests from standard input, JSON objects of a line each
                   {"expression","timezone","from","count"} and optionally start, end, anchor, second
                   with {"occurrences":[ISO, …]} or {"error":{…}}, a line each, in order
  --help           this text

Instants are written 2026-10-24T00:00:00Z or 2026-10-24T02:00:00+02:00.
A wrong expression or option is told on standard error, with exit code 2.
`;

/** What was asked for cannot be done as it was written; the message names the option and what would be right. */
export class UsageError extends Error {}

export type ListOptions = {
  mode: 'list';
  expression: Expression;
  timetable: TimetableOptions;
  from: Date;
  until: Date | null;
  /** The most runs; infinite with an end but no count. */
  count: number;
  backwards: boolean;
  json: boolean;
  describe: boolean;
};

export type Options = { mode: 'help' } | { mode: 'batch' } | ListOptions;

const TEXT = { type: 'string' } as const;
const SWITCH = { type: 'boolean', default: false } as const;
const KNOWN = {
  zone: TEXT,
  from: TEXT,
  count: TEXT,
  until: TEXT,
  start: TEXT,
  end: TEXT,
  anchor: TEXT,
  second: TEXT,
  previous: SWITCH,
  json: SWITCH,
  describe: SWITCH,
  batch: SWITCH,
  help: { ...SWITCH, short: 'h' },
} as const;

/**
 * Reads the arguments of the command line; `now` is where it looks from by default, in whole seconds.
 * @throws UsageError for a wrong option, ExpressionError for a wrong expression
 */
export function readOptions(args: string[], now: Date): Options {
  const { values, positionals } = parse(args);
  if (values.help) return { mode: 'help' };
  if (values.batch) {
    if (args.length === 1) return { mode: 'batch' };
    throw new UsageError('--batch: stands alone; each request on standard input says all the rest.');
  }
  const [text, ...others] = positionals;
  if (text === undefined) {
    throw new UsageError(
      "The expression is missing; for example npm run -s next -- 'cron(0 9 ? * MON-FRI *)'.",
    );
  }
  if (others.length > 0) {
    throw new UsageError(`There is one expression, in quotes, but also ${JSON.stringify(others[0])}.`);
  }
  const expression = parseExpression(text);
  const timeZone = values.zone ?? 'UTC';
  if (!isTimeZone(timeZone)) {
    throw new UsageError(
      `--zone: ${JSON.stringify(timeZone)} is not an IANA time zone; write for example Europe/London or UTC.`,
    );
  }
  const from = instant('from', values.from) ?? new Date(Math.floor(now.getTime() / 1000) * 1000);
  const until = instant('until', values.until);
  const start = instant('start', values.start);
  const most = wholeNumber('count', values.count, 1, Number.MAX_SAFE_INTEGER);
  return {
    mode: 'list',
    expression,
    timetable: {
      timeZone,
      ...(start && { start }),
      end: instant('end', values.end),
      anchor: instant('anchor', values.anchor) ?? (expression.kind === 'after' ? from : (start ?? from)),
      second: wholeNumber('second', values.second, 0, 59),
    },
    from,
    until: until ?? null,
    count: most ?? (until ? Number.POSITIVE_INFINITY : 5),
    backwards: values.previous,
    json: values.json,
    describe: values.describe,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: KNOWN, allowPositionals: true });
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!code.startsWith('ERR_PARSE_ARGS_')) throw error;
    throw new UsageError(`${message}\nnpm run -s next -- --help lists the options.`);
  }
}

function instant(name: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const found = readInstant(text);
  if (found) return found;
  throw new UsageError(`--${name}: ${JSON.stringify(text)} is not an instant such as 2026-10-24T00:00:00Z.`);
}

function wholeNumber(name: string, text: string | undefined, low: number, high: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= low && value <= high) return value;
  throw new UsageError(`--${name}: ${JSON.stringify(text)} is not a whole number from ${low} to ${high}.`);
}
