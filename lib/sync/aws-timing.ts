import type { ScheduleTiming } from '@/lib/schedules/timing';

/**
 * A schedule's timing as AWS is given it: without the second, of which AWS knows nothing, and with bounds that many
 * seconds earlier, so that the same times lie within them.
 */
export function awsTiming<T extends ScheduleTiming>(timing: T): T {
  const { startAt, endAt, second } = timing;
  if (second === 0) return timing;
  const earlier = (bound: Date | null) => bound && new Date(bound.getTime() - second * 1000);
  return { ...timing, second: 0, startAt: earlier(startAt), endAt: earlier(endAt) };
}
