import { CliError } from './errors';
import type { Io } from './io';
import { plain } from './output';

/** So many times a request is sent, and so long is waited for it in all. */
const TRIES = 5;
const PATIENCE_MS = 60_000;

/** What was answered, or what is told where no answer came. */
type Got = Response | CliError;

type How = {
  /**
   * Whether it does no harm twice, since it only reads, or has a name by which it is done once: else nobody knows
   * whether what was not answered was done.
   */
  repeatable: boolean;
  /** Ends the patience of whoever waits. */
  signal?: AbortSignal | null | undefined;
};

/**
 * Sends a request, and sends it again where that helps and does no harm; whoever waits for it is told.
 * @throws CliError where no answer came; Error where the signal ends a wait
 */
export async function again(
  io: Pick<Io, 'sleep' | 'err'>,
  { repeatable, signal }: How,
  send: () => Promise<Got>,
): Promise<Response> {
  let waited = 0;
  for (let sent = 1; ; sent += 1) {
    const got = await send();
    const why = sent < TRIES && !signal?.aborted ? whyAgain(got, repeatable) : null;
    const wait = waitFor(got, 2 ** (sent - 1));
    if (why === null || waited + wait > PATIENCE_MS) {
      if (why !== null) io.err(`${why} To wait ${wait / 1_000} s is too long here.\n`);
      if (got instanceof CliError) throw got;
      return got;
    }
    io.err(`${why} Trying again in ${wait / 1_000} s.\n`);
    await io.sleep(wait, signal ?? undefined);
    waited += wait;
  }
}

/** What is answered by a Rota that lacks something, or on the way to it. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);

/** Why a request is sent again; null where it is not. */
function whyAgain(got: Got, repeatable: boolean): string | null {
  if (got instanceof CliError) return repeatable ? plain(got.message) : null;
  if (got.status === 429) return 'There are too many requests.';
  if (!repeatable) return null;
  if (AWAY.has(got.status)) return `Rota can’t do this now (HTTP status ${got.status}).`;
  // Of other conflicts nobody says when to come again.
  return got.status === 409 && got.headers.has('retry-after') ? 'This is under way.' : null;
}

/** Milliseconds until a request is sent again: as its answer says, else as `seconds` does. */
function waitFor(got: Got, seconds: number): number {
  const said = got instanceof CliError ? null : got.headers.get('retry-after');
  return 1_000 * (said !== null && /^\d{1,9}$/.test(said) ? Number(said) : seconds);
}
