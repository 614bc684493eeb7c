const AGAIN_MS = 5_000;

/** What comes back with these comes back so however often one asks. */
const REFUSED: readonly number[] = [400, 401, 403, 404, 422];

/**
 * Follows a page's stamps (server-sent events) until it is told to stop, or may no longer. `on` is called with each;
 * without one as it may no longer, and every five seconds while there is no connection.
 */
export async function followStamps(
  path: string,
  body: string,
  stop: AbortSignal,
  on: (stamp: string | null) => void,
): Promise<void> {
  while (!stop.aborted) {
    const status = await readStamps(path, body, stop, on);
    if (stop.aborted) return;
    // It had its time: the server ends what is open for long.
    if (status === 200) continue;
    on(null);
    if (status !== null && REFUSED.includes(status)) return;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
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
