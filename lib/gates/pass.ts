import { setTimeout as sleep } from 'node:timers/promises';
import { db } from '@/lib/db';
import { log } from '@/lib/log';

/** A run is not sent now: it could not be in time for what its gate allows, or may not any more. It waits again. */
export class NotSentError extends Error {
  /** @param unused tokens that were taken for it */
  constructor(
    readonly unused: 0 | 1,
    options?: ErrorOptions,
  ) {
    super('The run was not sent through its gate.', options);
    this.name = 'NotSentError';
  }
}

/** A token of a gate that a run was claimed with. Times are by `performance.now()`. */
export type Token = {
  gateId: string;
  runId: string;
  worker: string;
  /** Of the claim. */
  fence: number;
  /** When the database was asked for it. */
  askedAt: number;
  /** So long after that it may be used. */
  lateMs: number;
};

/** The rest is for what lies between the look at the clock and the call: a processor that others use, a signature. */
const SHARE_OF_LATE = 0.7;

/** Longer than this nobody waits with a run in hand for a gate that is shut; for a token of one that is open it may be longer. */
const LONGEST_SHUT_MS = 5 * 60_000;
/** So often is it asked meanwhile whether the run may still be sent. */
const ASK_EVERY_MS = 1_000;
/** So many tokens are taken for one run at most. */
const TOKENS = 11;

/**
 * Waits until a run may be sent, which is to be done at once. Where it took too long to get ready, as where secrets were
 * read, another token is taken: now it is ready. The first one is lost.
 * @param stop ends the wait
 * @throws NotSentError where all that it got came too early, where the gate stays shut for long, where the run was ended, held back or frozen meanwhile, its gate was closed,
 *   and where the database can't be asked
 */
export async function pass(token: Token, stop: AbortSignal | undefined): Promise<void> {
  const until = performance.now() + LONGEST_SHUT_MS;
  let { askedAt, lateMs } = token;
  let unused: 0 | 1 = 1;
  for (let tokens = 1; ; ) {
    if (unused === 1 && performance.now() - askedAt <= lateMs * SHARE_OF_LATE) return;
    if (stop?.aborted) break;
    if (tokens === TOKENS && unused === 1) {
      log.warn(
        { gate: token.gateId, run: token.runId, tokens },
        'a run was in time for no token of its gate',
      );
      break;
    }
    askedAt = performance.now();
    const taken = await takeAgain(token, unused);
    unused = taken.granted ? 1 : 0;
    lateMs = taken.lateMs;
    tokens += unused;
    if (taken.granted) continue;
    if (taken.waitMs === null || (taken.shut && performance.now() + taken.waitMs > until)) break;
    await nap(Math.min(Math.ceil(taken.waitMs), ASK_EVERY_MS), stop);
  }
  throw new NotSentError(unused);
}

async function nap(ms: number, stop: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, stop && { signal: stop });
  } catch (error) {
    if (!stop?.aborted) throw error;
  }
}

/** `shut`: by a window or its circuit, of which this run is no probe. */
type Again = { granted: boolean; waitMs: number | null; lateMs: number; shut: boolean };

/** @throws NotSentError where the database does not answer: what it counted then is lost */
async function takeAgain({ gateId, runId, worker, fence }: Token, unused: number): Promise<Again> {
  try {
    const [taken] = await db().$queryRaw<Again[]>`
      SELECT p.granted, p.wait_ms AS "waitMs", COALESCE(p.late_ms, 0) AS "lateMs", COALESCE(s.window_from <= clock_timestamp()
        OR s.circuit_until IS NOT NULL AND s.probe_run_id IS DISTINCT FROM ${runId}, false) AS shut
      FROM gate_pass(${gateId}, ${runId}, ${worker}, ${fence}::int, ${unused}::int) AS p
      LEFT JOIN gate_state s ON s.gate_id = ${gateId}`;
    return taken ?? { granted: false, waitMs: null, lateMs: 0, shut: false };
  } catch (cause) {
    throw new NotSentError(0, { cause });
  }
}
