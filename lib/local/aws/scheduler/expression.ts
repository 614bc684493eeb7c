import { Cron } from 'croner';
import { validation } from '../errors';
import { CronError, toCronerPattern } from './cron-fields';
import { instantOf, isSecondPass, isTimeZone, wallAt } from './wall-time';

export type Expression =
  | { kind: 'at'; instant: number }
  | { kind: 'rate'; period: number }
  | { kind: 'cron'; cron: Cron; minutes: string; hours: string; zone: string };

const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const LAST_YEAR = 2199;

function parseAt(text: string, zone: string): Expression | undefined {
  const digits = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const wall = Date.parse(`${digits}Z`);
  const exists = !Number.isNaN(wall) && new Date(wall).toISOString().startsWith(digits);
  return exists ? { kind: 'at', instant: instantOf(wall, zone) } : undefined;
}

function parseRate(text: string): Expression | undefined {
  const [, count, unit, plural] = /^rate\(([1-9]\d{0,8}) (minute|hour|day)(s?)\)$/.exec(text) ?? [];
  const one = UNITS[unit ?? ''];
  if (one === undefined || (count !== '1' && plural !== 's')) return undefined;
  return { kind: 'rate', period: Number(count) * one };
}

function parseCron(text: string, zone: string): Expression | undefined {
  const fields = /^cron\((.+)\)$/.exec(text)?.[1];
  if (fields === undefined) return undefined;
  try {
    const pattern = toCronerPattern(fields);
    const [, minutes = '', hours = ''] = pattern.split(' ');
    const cron = new Cron(pattern, {
      timezone: zone,
      mode: '7-part',
      alternativeWeekdays: true,
      paused: true,
    });
    return { kind: 'cron', cron, minutes, hours, zone };
  } catch (error) {
    if (error instanceof CronError || error instanceof TypeError || error instanceof RangeError)
      return undefined;
    throw error;
  }
}

/** Reads `at(…)`, `rate(…)` or `cron(…)` in an IANA zone. Throws ValidationException. */
export function parseExpression(text: string, zone: string): Expression {
  if (!isTimeZone(zone)) throw validation(`Invalid Schedule Expression Timezone ${zone}.`);
  const parsed = parseAt(text, zone) ?? parseRate(text) ?? parseCron(text, zone);
  if (!parsed) throw validation(`Invalid Schedule Expression ${text}.`);
  return parsed;
}

const holds = (list: string, value: number) => list === '*' || list.split(',').includes(String(value));

/**
 * The first time after `after` that the fields name. Croner moves a time within a clock change's gap to its
 * end and may give a repeated hour twice; EventBridge Scheduler skips the one and fires the other once.
 */
function nextCron(expression: Expression & { kind: 'cron' }, after: number): number | null {
  let found = expression.cron.nextRun(new Date(after));
  while (found) {
    const instant = found.getTime();
    const wall = new Date(wallAt(instant, expression.zone));
    if (wall.getUTCFullYear() > LAST_YEAR) return null;
    const named =
      holds(expression.minutes, wall.getUTCMinutes()) && holds(expression.hours, wall.getUTCHours());
    if (named && !isSecondPass(instant, expression.zone)) return instant;
    found = expression.cron.nextRun(found);
  }
  return null;
}

export interface Bounds {
  /** Where the steps of a rate begin, in epoch milliseconds. */
  anchor: number;
  start?: number | undefined;
  end?: number | undefined;
}

/**
 * The first slot strictly after `after`, all in epoch milliseconds, or null when there is none.
 * `at` knows neither start nor end.
 */
export function nextSlot(expression: Expression, bounds: Bounds, after: number): number | null {
  if (expression.kind === 'at') return expression.instant > after ? expression.instant : null;
  const from = Math.max(after, (bounds.start ?? Number.NEGATIVE_INFINITY) - 1);
  const { anchor } = bounds;
  const slot =
    expression.kind === 'cron'
      ? nextCron(expression, from)
      : from < anchor
        ? anchor
        : anchor + (Math.floor((from - anchor) / expression.period) + 1) * expression.period;
  return slot === null || (bounds.end !== undefined && slot > bounds.end) ? null : slot;
}
