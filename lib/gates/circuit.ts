import { db } from '@/lib/db';
import type { Answer } from '@/lib/dispatch/answer';
import { log } from '@/lib/log';

/** What an ended attempt says of the endpoint behind its gate. */
export type Verdict = 'up' | 'down' | 'none';

type Ended = {
  claimed: { gateId: string | null; runId: string; step: 'send' | 'watch'; sender: string };
  answer: Answer | null;
};

/**
 * An endpoint is up where it took what was sent, and down where it failed in a way that a retry could help with: 5xx,
 * throttled, no answer in time. It is not to blame for what can't be right ever, for work that failed after it had begun,
 * for what came to no call, as without the target's role, nor for a worker that went away.
 */
export function verdictOf({ claimed, answer }: Ended, worker: string): Verdict {
  if (answer === null || claimed.step === 'watch' || claimed.sender !== worker) return 'none';
  switch (answer.outcome) {
    case 'succeeded':
    case 'delivered':
    case 'running':
      return 'up';
    case 'unanswered':
      return 'down';
    case 'failed':
      return answer.notCalled || answer.permanent || answer.ran ? 'none' : 'down';
  }
}

/**
 * Opens and closes circuits by how attempts ended, in their order, once these stand written. Where it can't be done now,
 * the attempts that follow tell as much, and a probe that nobody heard of is followed by another.
 */
export async function settleCircuits(ended: readonly Ended[], worker: string): Promise<void> {
  await tell(
    ended.flatMap((one) =>
      one.claimed.gateId === null
        ? []
        : { gate: one.claimed.gateId, run: one.claimed.runId, verdict: verdictOf(one, worker) },
    ),
  );
}

/**
 * Counts a call-back for the circuit of the gate that its run stood behind, once it stands written: the endpoint took what
 * was sent, also where its own answer never came; work that failed by itself says nothing of it. It ends a probe.
 * @param gateId null where the run stood behind none
 * @param counted whether that it was taken counted already, by the answer to the attempt: then it is only heard of a probe
 */
export const countCallback = (
  { gateId, runId, counted }: { gateId: string | null; runId: string; counted: boolean },
  state: 'succeeded' | 'failed',
): Promise<void> =>
  tell(
    gateId === null
      ? []
      : [{ gate: gateId, run: runId, verdict: state === 'succeeded' ? 'up' : 'none', counted }],
  );

type Said = { gate: string; run: string; verdict: Verdict; counted?: boolean };

async function tell(said: readonly Said[]): Promise<void> {
  if (said.length === 0) return;
  try {
    await db().$executeRaw`SELECT gate_settle(${JSON.stringify(said)}::jsonb)`;
  } catch (error) {
    log.error({ err: error, gates: [...new Set(said.map(({ gate }) => gate))] }, 'circuits were not settled');
  }
}
