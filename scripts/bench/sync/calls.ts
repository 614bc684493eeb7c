/** What a call of EventBridge Scheduler does: `group` is all that concerns the schedule group alone. */
export type CallKind = 'write' | 'get' | 'list' | 'group';

export type Call = {
  kind: CallKind;
  /** Whether it was refused as one too many, and never reached the endpoint. */
  throttled: boolean;
  /** When it arrived, in milliseconds of any steady clock. */
  at: number;
};

/** The kind of a request (EventBridge Scheduler API reference: one path for a schedule, one for their list). */
export function kindOf(method: string, path: string): CallKind {
  const { pathname } = new URL(path, 'http://localhost');
  if (pathname === '/schedules') return 'list';
  if (!pathname.startsWith('/schedules/')) return 'group';
  return method === 'GET' ? 'get' : 'write';
}

export type Count = { all: number; throttled: number } & Record<CallKind, number>;

/** How many calls of each kind were let through, and how many were not. */
export function count(calls: readonly Call[]): Count {
  const counted: Count = { all: calls.length, throttled: 0, write: 0, get: 0, list: 0, group: 0 };
  for (const { kind, throttled } of calls) counted[throttled ? 'throttled' : kind] += 1;
  return counted;
}

/**
 * The least burst for which no window of time, however long, holds more than rate × time + burst calls. Read off a
 * bucket that leaks at the rate and takes one drop a call: its fullest.
 *
 * @param arrivals milliseconds, in order
 * @param perSecond the rate
 */
export function burstOf(arrivals: readonly number[], perSecond: number): number {
  let level = 0;
  let fullest = 0;
  arrivals.forEach((at, i) => {
    const leaked = ((at - (arrivals[i - 1] ?? at)) * perSecond) / 1000;
    level = Math.max(0, level - leaked) + 1;
    fullest = Math.max(fullest, level);
  });
  return fullest;
}

/** Calls a second from the first to the last, without the burst that came on top. */
export function rateOf(arrivals: readonly number[], burst: number): number {
  const first = arrivals[0] ?? 0;
  const last = arrivals.at(-1) ?? 0;
  return last > first ? ((arrivals.length - burst) * 1000) / (last - first) : 0;
}
