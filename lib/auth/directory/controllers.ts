import { Client, ResultCodeError } from 'ldapts';
import type { CompleteConfig } from './config';
import { DirectoryError, unavailable } from './errors';

/** A controller that could not be reached, did not answer in time, or says that it is busy. */
class ControllerFailed extends Error {
  override name = 'ControllerFailed';
}

/** Something was sent to a controller at most once, and no answer came: nobody knows whether it counted. */
export class UnansweredError extends DirectoryError {
  constructor(reason: string, cause: Error) {
    super('unavailable', `The directory is unavailable: ${reason}`, undefined, { cause });
  }
}

/** A point in time by which a whole call must be over. */
export interface Deadline {
  /** Milliseconds left; 0 when it has passed. */
  left(): number;
}

export function deadlineIn(ms: number): Deadline {
  const end = performance.now() + ms;
  return { left: () => Math.max(0, end - performance.now()) };
}

/** An answer, with the connection that it came over still open for more. */
export interface Kept<T> {
  value: T;
  /** Asks more of the same controller, in half of the time left; null when it fails, so that another may be asked. */
  again<U>(use: (client: Client) => Promise<U>): Promise<U | null>;
  close(): void;
}

/** Result codes of RFC 4511 by which a server says that another one should be asked: busy, unavailable. */
const ASK_ANOTHER = new Set([51, 52]);

/**
 * The domain controllers of a configuration. A call takes the first that answers over verified TLS; one
 * that failed is asked last until its cool-down is over.
 */
export class Controllers {
  readonly #coolUntil = new Map<string, number>();

  constructor(private readonly config: CompleteConfig) {}

  /**
   * Runs something that may be repeated: if a controller fails in the middle, the next one is asked.
   *
   * @throws DirectoryError `unavailable` when none is left; whatever else `use` throws
   */
  repeatable<T>(deadline: Deadline, use: (client: Client) => Promise<T>): Promise<T> {
    return this.#first(deadline, (url, share) =>
      this.#connected(url, share, (client) => within(share.left(), url, use(client))),
    );
  }

  /** As {@link repeatable}, but leaves the connection open; whoever asked closes it. */
  keeping<T>(deadline: Deadline, use: (client: Client) => Promise<T>): Promise<Kept<T>> {
    return this.#first(deadline, async (url, share) => {
      const client = this.#client(url);
      const close = () => farewell(client);
      try {
        await this.#greet(client, url, share);
        const value = await within(share.left(), url, use(client));
        return { value, close, again: (more) => this.#again(url, deadline, more(client)) };
      } catch (error) {
        close();
        throw error;
      }
    });
  }

  async #again<U>(url: string, deadline: Deadline, answer: Promise<U>): Promise<U | null> {
    try {
      return await within(deadline.left() / 2, url, answer);
    } catch (error) {
      if (!(error instanceof ControllerFailed)) throw error;
      this.#coolDown(url);
      return null;
    }
  }

  /**
   * Runs something at most once: another controller is asked only while no connection stands.
   *
   * @throws DirectoryError `unavailable` when none can be reached or the chosen one is busy; UnansweredError when it
   *   fails in the middle
   */
  once<T>(deadline: Deadline, use: (client: Client) => Promise<T>): Promise<T> {
    return this.#first(deadline, (url, share) =>
      this.#connected(url, share, async (client) => {
        try {
          return await within(deadline.left(), url, use(client));
        } catch (error) {
          if (!(error instanceof ControllerFailed)) throw error;
          this.#coolDown(url);
          if (error.cause instanceof ResultCodeError) throw unavailable(error.message, error);
          throw new UnansweredError(error.message, error);
        }
      }),
    );
  }

  /** Tries each controller, leaving those after it an equal share of the time. */
  async #first<T>(deadline: Deadline, attempt: (url: string, share: Deadline) => Promise<T>): Promise<T> {
    const failures: Error[] = [];
    const candidates = this.#inOrder();
    for (const [at, url] of candidates.entries()) {
      const share = deadline.left() / (candidates.length - at);
      if (share === 0) break;
      try {
        const result = await attempt(url, deadlineIn(share));
        this.#coolUntil.delete(url);
        return result;
      } catch (error) {
        if (!(error instanceof ControllerFailed)) throw error;
        this.#coolDown(url);
        failures.push(error);
      }
    }
    const reasons = failures.map((failure) => failure.message).join(' ');
    throw unavailable(reasons || 'the time was up.', failures.at(-1));
  }

  #coolDown(url: string): void {
    this.#coolUntil.set(url, this.config.now() + this.config.cooldownMs);
  }

  #inOrder(): string[] {
    const now = this.config.now();
    const cooling = (url: string) => ((this.#coolUntil.get(url) ?? 0) > now ? 1 : 0);
    return [...this.config.urls].sort((a, b) => cooling(a) - cooling(b));
  }

  async #connected<T>(url: string, share: Deadline, use: (client: Client) => Promise<T>): Promise<T> {
    const client = this.#client(url);
    try {
      await this.#greet(client, url, share);
      return await use(client);
    } finally {
      farewell(client);
    }
  }

  #client(url: string): Client {
    const { ca } = this.config;
    return new Client({ url, tlsOptions: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) } });
  }

  /** Connects and reads the root entry first, so that nothing secret is sent before TLS is verified. */
  async #greet(client: Client, url: string, share: Deadline): Promise<void> {
    const ms = Math.min(this.config.controllerMs, share.left());
    await within(ms, url, client.search('', { scope: 'base', attributes: ['supportedLDAPVersion'] }));
  }
}

/** Nobody waits for it: the connection is of no more use, however it ends. */
function farewell(client: Client): void {
  void Promise.allSettled([client.unbind()]);
}

/** Waits for an answer. @throws ControllerFailed when it is late or the connection breaks */
async function within<T>(ms: number, url: string, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ControllerFailed(`${url} did not answer in time.`)), Math.max(0, ms));
  });
  try {
    return await Promise.race([answer, late]);
  } catch (error) {
    throw isVerdict(error) ? error : failedController(url, error);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether an error is an answer that no other controller would give differently. */
function isVerdict(error: unknown): boolean {
  if (error instanceof ControllerFailed || error instanceof DirectoryError) return true;
  return error instanceof ResultCodeError && !ASK_ANOTHER.has(error.code);
}

function failedController(url: string, cause: unknown): ControllerFailed {
  const text = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new ControllerFailed(`${url} failed: ${text.replaceAll('\n', ' ')}.`, { cause });
}
