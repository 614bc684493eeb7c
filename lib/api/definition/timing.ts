import { z } from 'zod';
import { type FieldError, invalid } from '@/lib/errors';
import type { Delivery } from '@/lib/targets/delivery';
import { type Builder, toExpression } from '@/lib/timing/builder';
import { builderProblem } from '@/lib/timing/builder-problem';
import { formatLocal, isTimeZone, localFields, toInstant } from '@/lib/timing/zone';

export const WEEKDAYS = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;

const TIMES = 'Enter a time of day in quotes, or up to 8 of them, as in "09:00" or ["09:00", "17:00"].';

const times = z
  .union([z.string(), z.array(z.string(TIMES)).min(1, TIMES).max(8, TIMES)], TIMES)
  .transform((given) => (Array.isArray(given) ? given : [given]))
  .describe('Times of day in the schedule’s time zone, as in "09:00" or ["09:00", "17:00"].');

const unit = z.enum(['minute', 'hour', 'day'], 'Choose minute, hour or day.');
const WHOLE = 'Enter a whole number from 1 on.';
const period = z.strictObject(
  { value: z.int(WHOLE).min(1, WHOLE), unit },
  'Say how long, as in {"value": 15, "unit": "minute"}.',
);

const WEEK_DAYS = 'Name days of the week in full, as in ["monday", "thursday"].';
const MONTH_DAYS = 'Enter days from 1 to 31, as in [1, 15], or "last-day" or "last-weekday".';
const MONTHS = 'Enter months from 1 to 12, as in [3, 6].';
const ONCE = 'Enter an instant, as in 2027-03-01T09:00:00Z, or {"local": …} or {"inSeconds": …}.';
const SECONDS = 'Enter a whole number of seconds, up to a year.';
const LOCAL = 'Enter a local time, as in 2027-03-01T09:00:30.';
const EXPRESSION = 'Enter an expression, as in cron(0 9 ? * MON *).';

const WAYS =
  'Say when it runs by one of "now", {"once": …}, {"every": …}, {"after": …}, {"daily": …}, {"weekly": …}, {"monthly": …} or {"expression": …}.';

/** When something runs, as people say it. */
export const timing = z
  .union(
    [
      z.literal('now').describe('At once, and never again.'),
      z.strictObject({
        once: z.union(
          [
            z.iso.datetime({ offset: true, error: ONCE }).describe('An instant (RFC 3339).'),
            z
              .strictObject({
                local: z.string(LOCAL).max(40, LOCAL),
                timeZone: z.string().max(64).optional(),
              })
              .describe(
                'A local time, as in 2027-03-01T09:00:30, in this time zone, else in the schedule’s.',
              ),
            z
              .strictObject({ inSeconds: z.int(SECONDS).min(1, SECONDS).max(31_536_000, SECONDS) })
              .describe('So many seconds from now.'),
          ],
          ONCE,
        ),
      }),
      z.strictObject({ every: period }),
      z.strictObject({ after: period }).describe('So long after the previous run has ended.'),
      z.strictObject({ daily: times }),
      z.strictObject({
        weekly: z.strictObject(
          {
            days: z.array(z.enum(WEEKDAYS, WEEK_DAYS), WEEK_DAYS).min(1, WEEK_DAYS).max(7, WEEK_DAYS),
            at: times,
          },
          'Say on which days and when, as in {"days": ["monday"], "at": "09:00"}.',
        ),
      }),
      z.strictObject({
        monthly: z.strictObject(
          {
            days: z.union(
              [
                z
                  .array(z.int(MONTH_DAYS).min(1, MONTH_DAYS).max(31, MONTH_DAYS))
                  .min(1, MONTH_DAYS)
                  .max(31, MONTH_DAYS),
                z.enum(['last-day', 'last-weekday']),
              ],
              MONTH_DAYS,
            ),
            months: z
              .array(z.int(MONTHS).min(1, MONTHS).max(12, MONTHS), MONTHS)
              .min(1, MONTHS)
              .max(12, MONTHS)
              .optional(),
            at: times,
          },
          'Say on which days and when, as in {"days": [1], "at": "09:00"}.',
        ),
      }),
      z.strictObject({
        expression: z
          .string(EXPRESSION)
          .max(256, 'An expression has at most 256 characters.')
          .describe('As AWS has it: cron(…), rate(…) or at(…); or after(…).'),
      }),
    ],
    { error: WAYS },
  )
  .meta({ id: 'Timing', description: WAYS });

export type Timing = z.output<typeof timing>;

/** An expression, and the zone in which it is meant. */
export type Meant = { expression: string; timeZone: string };

/** A job that is to run at once is given so long to be known everywhere: EventBridge Scheduler starts within a minute. */
const AT_ONCE_MS: Record<Delivery, number> = { through: 3_000, direct: 60_000 };

/** Whether a timing counts in seconds from now. */
export const isExact = (timing: Timing): boolean =>
  timing === 'now' || ('once' in timing && typeof timing.once === 'object' && 'inSeconds' in timing.once);

/**
 * The expression of a timing.
 * @param timeZone of the schedule, where the timing names none
 * @param delivery decides how soon `now` can be
 * @throws RotaError invalid, at a path below `timing`
 */
export function meant(timing: Timing, timeZone: string, now: Date, delivery: Delivery): Meant {
  if (timing === 'now') return at(new Date(now.getTime() + AT_ONCE_MS[delivery]), timeZone);
  if ('expression' in timing) return { expression: timing.expression, timeZone };
  if ('once' in timing) return onceAt(timing.once, timeZone, now);
  const builder = builderOf(timing);
  const problem = builderProblem(builder);
  if (problem) throw refused({ path: pathOf(timing, problem.part), message: problem.message });
  return { expression: toExpression(builder), timeZone };
}

function onceAt(once: Extract<Timing, { once: unknown }>['once'], timeZone: string, now: Date): Meant {
  if (typeof once === 'string') return at(new Date(once), timeZone);
  if ('inSeconds' in once) return at(new Date(now.getTime() + once.inSeconds * 1_000), timeZone);
  const local = /T\d\d:\d\d$/.test(once.local) ? `${once.local}:00` : once.local;
  const builder: Builder = { mode: 'once', local };
  const problem = builderProblem(builder);
  if (problem) throw refused({ path: 'timing.once.local', message: problem.message });
  return { expression: toExpression(builder), timeZone: once.timeZone ?? timeZone };
}

/**
 * In whole seconds, as expressions have them: the next one. Where the clocks of a zone show its time twice, and it is the
 * second of them, in UTC.
 * @throws RotaError invalid, of a year that no expression has, in UTC or by the clocks of the zone
 */
function at(instant: Date, zone: string): Meant {
  const whole = new Date(Math.ceil(instant.getTime() / 1_000) * 1_000);
  // Before any zone is asked: beyond these years it knows no offsets.
  assertInYears(whole.toISOString().slice(0, -5));
  const shown =
    isTimeZone(zone) && toInstant(localFields(whole, zone), zone)?.instant.getTime() === whole.getTime();
  const timeZone = shown || !isTimeZone(zone) ? zone : 'UTC';
  const local = formatLocal(localFields(whole, isTimeZone(timeZone) ? timeZone : 'UTC'));
  assertInYears(local);
  return { expression: `at(${local})`, timeZone };
}

function assertInYears(local: string): void {
  if (builderProblem({ mode: 'once', local }))
    throw refused({ path: 'timing.once', message: 'Enter an instant from 1970 to 2199.' });
}

type Built = Exclude<Timing, 'now' | { once: unknown } | { expression: string }>;

function builderOf(timing: Built): Builder {
  if ('every' in timing) return { mode: 'every', ...timing.every };
  if ('after' in timing) return { mode: 'after', ...timing.after };
  if ('daily' in timing) return { mode: 'daily', times: timing.daily };
  if ('weekly' in timing) {
    const weekdays = timing.weekly.days.map((day) => WEEKDAYS.indexOf(day) + 1);
    return {
      mode: 'weekly',
      weekdays: [...new Set(weekdays)].sort((a, b) => a - b),
      times: timing.weekly.at,
    };
  }
  const { days, months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], at } = timing.monthly;
  return {
    mode: 'monthly',
    days:
      typeof days === 'string' ? { kind: days } : { kind: 'dates', dates: [...days].sort((a, b) => a - b) },
    months,
    times: at,
  };
}

function pathOf(timing: Built, part: string): string {
  const [way = ''] = Object.keys(timing);
  const field: Record<string, string> = {
    times: way === 'daily' ? '' : '.at',
    weekdays: '.days',
    value: '.value',
  };
  return `timing.${way}${field[part] ?? `.${part}`}`;
}

const refused = (field: FieldError) => invalid([field]);
