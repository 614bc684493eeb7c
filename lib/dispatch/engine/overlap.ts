/** A run of one target that is due, or that is under way: sent, watched, or waiting for another attempt. */
export type Rival = {
  runId: string;
  slotAt: Date;
  underWay: boolean;
  /** Whether a worker may take it now. */
  due: boolean;
  /** Somebody asked for it: it waits, and is never skipped. */
  asked: boolean;
};

export type Verdict = { take: string | null; skip: string[]; busySince: Date | null };

/**
 * Which of the runs of a target goes on, where two must not run at once: one that is under way before all others, then
 * what was asked for, then the earliest. `skip` leaves out what came while one was under way; `queue` keeps the first.
 */
export function settleOverlap(rivals: readonly Rival[], policy: 'skip' | 'queue'): Verdict {
  const order = (rival: Rival) => (rival.underWay ? 0 : rival.asked ? 1 : 2);
  const sorted = [...rivals].sort((a, b) => order(a) - order(b) || a.slotAt.getTime() - b.slotAt.getTime());
  const [first, ...rest] = sorted;
  if (!first) return { take: null, skip: [], busySince: null };
  const waiting = rest.filter((rival) => rival.due && !rival.underWay && !rival.asked);
  const kept = policy === 'queue' && !rest.some((rival) => rival.asked) ? 1 : 0;
  return {
    take: first.due ? first.runId : null,
    skip: waiting.slice(kept).map(({ runId }) => runId),
    busySince: first.slotAt,
  };
}
