import { actorOfSession } from '@/lib/auth/sessions';
import type { Context } from '@/lib/context';
import { RotaError } from '@/lib/errors';
import { stampFor } from './looks';
import { watchRuns } from './pulse';

/** A line now and then keeps proxies from closing what is silent. */
const SILENT_MS = 15_000;
/** After so long the page asks anew: nothing is open for ever. */
const LONGEST_MS = 10 * 60_000;
/** A look costs what the page costs: whoever watches looks for a tenth of the time at most. */
const REST = 9;

/**
 * Server-sent events (HTML Living Standard, section 9.2) of the stamp of a page: the first at once, then each that
 * differs from the one before. It ends with the session, and where the page may no longer be seen.
 * @param first the stamp at the beginning
 */
export async function* stampEvents(context: Context, asked: unknown, first: string): AsyncGenerator<string> {
  const began = performance.now();
  const watch = watchRuns();
  let stamp = first;
  let said = began;
  let took = 0;
  try {
    yield eventOf(stamp);
    while (performance.now() - began < LONGEST_MS) {
      await watch.next(took * REST);
      const looked = performance.now();
      const seen = await lookAgain(context, asked);
      if (seen === null) return;
      const now = performance.now();
      took = now - looked;
      if (seen === stamp && now - said < SILENT_MS) continue;
      yield seen === stamp ? ':\n\n' : eventOf(seen);
      stamp = seen;
      said = now;
    }
  } finally {
    watch.close();
  }
}

const eventOf = (stamp: string): string => `data: ${stamp}\n\n`;

/** Null once whoever asked is signed out, or may no longer see it. Looking does not count as using the session. */
async function lookAgain(context: Context, asked: unknown): Promise<string | null> {
  if (context.actor.type !== 'user') return null;
  const actor = await actorOfSession(context.actor.sessionId);
  if (!actor) return null;
  try {
    return await stampFor({ ...context, actor }, asked);
  } catch (error) {
    if (error instanceof RotaError) return null;
    throw error;
  }
}
