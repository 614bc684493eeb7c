import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { clockOff, MOST_OFF_MS } from './clock-off';

/** What this process knows of its own clock, beside the database's. */
class OwnClock {
  #offMs: number | null = null;

  /** By how many milliseconds it is ahead, to a tenth of a second, negative where it is behind; null while it is right, or not known to be wrong. */
  get offMs(): number | null {
    return this.#offMs;
  }

  /** Whether this process may start what is planned to the second. */
  get isRight(): boolean {
    return this.#offMs === null;
  }

  /**
   * Asks the database for its time. A change for the worse or the better is logged.
   * @param now one's own time, in milliseconds since 1970
   */
  async look(now: () => number = Date.now): Promise<void> {
    const before = now();
    const asked = performance.now();
    const [row] = await db().$queryRaw<[{ there: number }]>`
      SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::float8 AS there`;
    const { ms, atLeastMs } = clockOff({
      before,
      roundTripMs: performance.now() - asked,
      there: row.there,
    });
    const wasRight = this.isRight;
    this.#offMs = atLeastMs > MOST_OFF_MS ? Math.round(ms / 100) * 100 : null;
    if (wasRight && !this.isRight)
      log.error(
        { alert: true, clockOffMs: this.#offMs },
        'the clock of this worker is over a second off the database’s: until it is right, this worker starts nothing that is planned to the second',
      );
    if (!wasRight && this.isRight) log.info('the clock of this worker is right again');
  }
}

/** A process has one clock, whatever it does. */
export const ownClock = new OwnClock();
