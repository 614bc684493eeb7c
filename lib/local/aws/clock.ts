/** Calls `run` once after `ms` milliseconds; the function it returns cancels that. */
export type SetTimer = (run: () => void, ms: number) => () => void;

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  now(): number;
  setTimer: SetTimer;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer: (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

interface Pending {
  at: number;
  run: () => void;
}

/**
 * A clock that stands still until it is told to move: for tests that must not wait.
 * `advance(ms, settled)` runs every timer that falls due in order of time, and awaits `settled` after each.
 */
export class ManualClock implements Clock {
  private readonly pending = new Set<Pending>();

  constructor(private current: number) {}

  readonly now = () => this.current;

  readonly setTimer: SetTimer = (run, ms) => {
    const timer = { at: this.current + Math.max(0, ms), run };
    this.pending.add(timer);
    return () => this.pending.delete(timer);
  };

  async advance(ms: number, settled: () => Promise<void>): Promise<void> {
    const end = this.current + ms;
    await settled();
    for (let next = this.earliest(end); next; next = this.earliest(end)) {
      this.pending.delete(next);
      this.current = Math.max(this.current, next.at);
      next.run();
      await settled();
    }
    this.current = end;
  }

  /** Moves to a later instant at once, as a process that slept through the time between. */
  jumpTo(instant: number): void {
    if (instant < this.current) throw new RangeError('This clock does not run backwards.');
    this.current = instant;
  }

  private earliest(end: number): Pending | undefined {
    return [...this.pending].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
