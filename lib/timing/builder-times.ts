import type { Times } from './builder';
import type { BuilderProblem } from './builder-problem';
import { clock, joined } from './english';

/** As many times of one day as a form can show; more are better told as an interval or an expression. */
export const MOST_TIMES = 8;

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Whether a text is a time of day, `hh:mm`. */
export const isTime = (text: string): boolean => TIME.test(text);

/** The minutes and hours of times, each once and ascending. */
export function timesOf(times: Times): { minutes: number[]; hours: number[] } {
  const ascending = (values: number[]) => [...new Set(values)].sort((a, b) => a - b);
  return {
    minutes: ascending(times.map((time) => Number(time.slice(3)))),
    hours: ascending(times.map((time) => Number(time.slice(0, 2)))),
  };
}

/** All times that one expression of these minutes and hours has, ascending. */
export const allTimes = (minutes: readonly number[], hours: readonly number[]): string[] =>
  hours.flatMap((hour) => minutes.map((minute) => clock(hour, minute)));

/**
 * What keeps times from being one expression. Cron runs at each of its minutes in each of its hours
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based).
 */
export function timesProblem(times: Times): BuilderProblem | null {
  const problem = (message: string): BuilderProblem => ({ part: 'times', message });
  if (times.length === 0 || !times.every(isTime)) return problem('Enter a time, as in 09:00.');
  const { minutes, hours } = timesOf(times);
  const given = new Set(times);
  const unwanted = allTimes(minutes, hours).filter((time) => !given.has(time));
  if (unwanted.length > 0) {
    const others =
      unwanted.length > 3 ? [...unwanted.slice(0, 2), `${unwanted.length - 2} more times`] : unwanted;
    return problem(
      `AWS would also run at ${joined(others)}: one schedule runs at the same minutes of each hour. Use the same minutes, as in ${sameMinutes(times)}, or make another schedule.`,
    );
  }
  return given.size > MOST_TIMES
    ? problem(`Enter at most ${MOST_TIMES} times. For more choose an interval or an AWS expression.`)
    : null;
}

/** The times with the minutes of the first: what would be right. */
function sameMinutes(times: Times): string {
  const minute = times[0]?.slice(3) ?? '';
  return joined([...new Set(times.map((time) => `${time.slice(0, 2)}:${minute}`))].sort());
}
