/** How a run ended, in the order of the docs. */
export const FINAL_STATES = [
  'succeeded',
  'delivered',
  'failed',
  'gave_up',
  'unknown',
  'missed',
  'skipped',
  'cancelled',
] as const;
export type FinalState = (typeof FINAL_STATES)[number];

/** What a run does while it stands in the queue. */
export const OPEN_STATES = ['planned', 'waiting', 'running'] as const;
export type OpenState = (typeof OPEN_STATES)[number];

export type RunState = FinalState | OpenState;
export const RUN_STATES: readonly RunState[] = [...OPEN_STATES, ...FINAL_STATES];

/** Why there is a run: its time came, AWS's message rescued it, somebody asked for it now, at an instant or again, or AWS told of it. */
export const ORIGINS = ['clock', 'message', 'manual', 'extra', 'rerun', 'direct'] as const;
export type Origin = (typeof ORIGINS)[number];

export type Queued = {
  visibleAt: Date;
  worker: string | null;
  step: string;
  attempts: number;
  /** Its worker waits with it for its gate: nothing was sent. */
  inHand: boolean;
};

/** The state of a run that stands in the queue: planned until its time, running while it is sent or its tasks run. */
export function openState({ visibleAt, worker, step, attempts, inHand }: Queued, now: Date): OpenState {
  if ((worker !== null && !inHand) || step === 'watch') return 'running';
  return visibleAt > now && attempts === 0 ? 'planned' : 'waiting';
}
