const AGAIN_MS = 5_000;

/** What comes back with these comes back so however often one asks. */
const REFUSED: readonly number[] = [400, 401, 403, 404, 422];

/** The server ends what is open for long; who ends it sooner than this has no stamps to tell. */
const LASTED_MS = 1_000;

type Time = { now(): number; pause(milliseconds: number): Promise<unknown> };

const REAL_TIME: Time = {
  now: () => performance.now(),
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/**
 * Follows a page's stamps (server-sent events) until it is told to stop, or may no longer. `on` is called with each;
 * without one as it may no longer, and every five seconds while there is no connection that lasts.
 */
export async function followStamps(
  path: string,
  body: string,
  stop: AbortSignal,
  on: (stamp: string | null) => void,
  time = REAL_TIME,
): Promise<void> {
  while (!stop.aborted) {
    const began = time.now();
    const status = await readStamps(path, body, stop, on);
    if (stop.aborted) return;
    if (status === 200 && time.now() - began > LASTED_MS) continue;
    on(null);
    if (status !== null && REFUSED.includes(status)) return;
    await time.pause(AGAIN_MS);
  }
}

/** @returns the HTTP status; null where the line broke */
async function readStamps(
  path: string,
  body: string,
  signal: AbortSignal,
  on: (stamp: string) => void,
): Promise<number | null> {
  try {
    const answer = await fetch(path, { method: 'POST', body, signal });
    if (!answer.ok || !answer.body) return answer.status;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return answer.status;
      const events = `${rest}${value}`.split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) if (event.startsWith('data: ')) on(event.slice('data: '.length));
    }
  } catch (error) {
    // What fetch and reading throw where the connection breaks, or where it was told to stop.
    if (error instanceof TypeError || error instanceof DOMException) return null;
    throw error;
  }
}
