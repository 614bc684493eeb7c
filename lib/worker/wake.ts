import pg from 'pg';
import { log } from '@/lib/log';

/** Waits that end early: when somebody wakes them, or when the process stops. */
export class Wake {
  #pending = false;
  #end: (() => void) | null = null;

  constructor(private readonly stop: AbortSignal) {
    stop.addEventListener('abort', () => this.now());
  }

  /** Ends the present wait, or the next one if nobody waits: no call is lost. */
  now(): void {
    this.#pending = true;
    this.#end?.();
  }

  /** Resolves after `milliseconds`, or earlier when woken. */
  async wait(milliseconds: number): Promise<void> {
    if (!this.#pending && !this.stop.aborted)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(0, milliseconds));
        this.#end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.#pending = false;
    this.#end = null;
  }
}

const RECONNECT_MS = 2_000;

/**
 * Calls `notified` at each notification on a channel, with what it says, until stopped; a lost connection is made again,
 * and then, as at the beginning, `notified` is called without.
 */
export async function listen(
  connectionString: string,
  channel: string,
  stop: AbortSignal,
  notified: (payload?: string) => void,
): Promise<void> {
  const pause = new Wake(stop);
  while (!stop.aborted) {
    const client = new pg.Client({ connectionString, application_name: 'rota worker' });
    try {
      const ended = new Promise<void>((resolve) => {
        client.once('end', resolve);
        // One lost connection can say so twice, and an error that nobody hears ends the process.
        client.on('error', () => resolve());
        stop.addEventListener('abort', () => resolve(), { once: true });
      });
      await client.connect();
      client.on('notification', ({ payload }) => notified(payload));
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      notified();
      await ended;
    } catch (error) {
      log.warn({ err: error }, 'listening was interrupted');
    }
    await client.end().catch((error: unknown) => log.debug({ err: error }, 'connection had ended'));
    await pause.wait(RECONNECT_MS);
  }
}
