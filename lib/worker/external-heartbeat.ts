import { db } from '@/lib/db';
import { log } from '@/lib/log';

const EVERY_MS = 60_000;
/** Until it is tried again where it was not sent. */
const AGAIN_MS = 10_000;
const TIMEOUT_MS = 10_000;
/** A worker's own heartbeat is written every ten seconds. */
const WRITTEN_WITHIN = '30 seconds';

type Watched = {
  /** What somebody else watches for calls. */
  url: string;
  /** The name of this process. */
  worker: string;
  /** Whether all loops that matter have turned lately. */
  turns(): boolean;
};

/**
 * Calls an address outside from time to time, but only while this worker does its work: it is in the database as up, and its
 * loops turn. Somebody else notices when the calls stop.
 * @returns the turn of a loop
 */
export function externalHeartbeat({ url, worker, turns }: Watched): () => Promise<number> {
  let told: string | null = null;
  let begun = false;
  return async () => {
    const stands = await works(worker, turns);
    // Its own heartbeat begins beside this one.
    if (stands && !begun) return AGAIN_MS;
    begun = true;
    const problem = stands ?? (await call(url));
    if (problem !== told) {
      if (problem === null) log.info('the external heartbeat is heard again');
      else log.warn({ problem }, 'the external heartbeat was not sent');
      told = problem;
    }
    return problem === null ? EVERY_MS : AGAIN_MS;
  };
}

/** Why this worker can not be said to work; null where it does. */
async function works(worker: string, turns: () => boolean): Promise<string | null> {
  if (!turns()) return 'A loop of this worker does not turn.';
  try {
    const [row] = await db().$queryRaw<{ up: boolean }[]>`
      SELECT seen_at > clock_timestamp() - ${WRITTEN_WITHIN}::interval AS up FROM worker WHERE id = ${worker}`;
    return row?.up ? null : 'This worker is not in the database as up.';
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return 'The database does not answer.';
  }
}

/** The address may be a secret: an error is told without it. */
async function call(url: string): Promise<string | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await answer.body?.cancel();
    return answer.ok ? null : `It was answered with ${answer.status}.`;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { code } = (error.cause ?? {}) as { code?: string };
    return error.name === 'TimeoutError'
      ? 'No answer came in time.'
      : `It could not be sent (${code ?? error.name}).`;
  }
}
