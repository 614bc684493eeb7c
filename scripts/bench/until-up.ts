import { setTimeout as wait } from 'node:timers/promises';

const START_LIMIT_MS = 60_000;

/** Waits until an address answers with success. @throws Error where it does not within a minute */
export async function untilUp(url: string): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    if (Date.now() > deadline) throw new Error(`${url} did not answer within ${START_LIMIT_MS / 1000} s.`);
    await wait(150);
  }
}
