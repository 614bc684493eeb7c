import type { RunState } from './filter';

type Standing = {
  state: RunState;
  reason: string | null;
  endedByName: string | null;
  attempts: number;
  held: boolean;
  frozen: boolean;
  /** A gate stands before it. */
  atGate: boolean;
};

/** What a state means where nothing else was said. */
const MEANS: Readonly<Record<RunState, string>> = {
  planned: 'It starts at its time.',
  waiting: 'It is due, and waits for a worker.',
  running: 'It was sent, or its tasks run.',
  succeeded: 'The target said that it succeeded.',
  delivered: 'It was handed over. What became of it Rota does not see.',
  failed: 'It failed.',
  gave_up: 'It was tried as often as it may be, and failed each time.',
  unknown: 'It was sent, and no answer came.',
  missed: 'It did not start in time.',
  skipped: 'It was left out, as its schedule wants.',
  cancelled: 'It was cancelled.',
};

/** Why a run is as it is, in a sentence or two. */
export function whyText({ state, reason, endedByName, attempts, held, frozen, atGate }: Standing): string {
  const said =
    reason && endedByName ? reason.replace(/^\w+(?=:)/, (act) => `${act} by ${endedByName}`) : reason;
  if (state === 'planned' || state === 'waiting') {
    if (frozen) return 'A freeze holds it back.';
    if (held) return 'Its schedule is off, so it waits.';
    if (state === 'waiting' && said && attempts > 0) return `${said} Another attempt follows.`;
    if (state === 'waiting' && atGate) return 'It is due, and waits for its gate.';
  }
  return said ?? MEANS[state];
}
