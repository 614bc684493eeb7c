import type { GateBefore } from '@/lib/gates/before-run';
import type { RunState } from './filter';

/** Why no worker takes a run that is due: none is up, or it is planned to the second and the clocks of those are wrong. */
export const UNSERVED_BY = ['no-worker', 'clocks'] as const;
export type Unserved = (typeof UNSERVED_BY)[number];

type Standing = {
  state: RunState;
  reason: string | null;
  endedByName: string | null;
  attempts: number;
  held: boolean;
  frozen: boolean;
  /** A gate stands before it. */
  atGate: boolean;
  /** Another run of its target is under way, and no two may be at once. */
  behind: boolean;
  /** Which one, and what keeps it closed, where that was looked up. */
  gate?: Pick<GateBefore, 'name' | 'closedBy' | 'closedByName' | 'closedReason'> | null;
  /** Why no worker takes it, where that was looked up. */
  unserved?: Unserved | null;
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

const UNSERVED_TEXT: Readonly<Record<Unserved, string>> = {
  'no-worker': 'It is due, and no worker is up.',
  clocks: 'It is due to the second, and the clock of every worker that is up is wrong.',
};

const BEHIND =
  'It is due, and waits for the end of another run of its target: its schedule lets no two run at once.';

/** What keeps a gate closed, as in `Its gate CRM is closed by Ann: it is moved.`; null of one that is open. */
function closedText({ name, closedBy, closedByName, closedReason }: NonNullable<Standing['gate']>) {
  const why = closedReason ? `: ${closedReason}` : '.';
  switch (closedBy) {
    case 'hand':
      return `Its gate ${name} is closed by ${closedByName}${why}`;
    case 'window':
      return `Its gate ${name} is closed by plan${why}`;
    case 'circuit':
      return `The circuit of its gate ${name} is open, because what stands behind it failed.`;
    case null:
      return null;
  }
}

/** Why a run is as it is, in a sentence or two. */
export function whyText(run: Standing): string {
  const { state, reason, endedByName, attempts, held, frozen, atGate, gate, unserved, behind } = run;
  const said =
    reason && endedByName ? reason.replace(/^\w+(?=:)/, (act) => `${act} by ${endedByName}`) : reason;
  if (state === 'planned' || state === 'waiting') {
    if (frozen) return 'A freeze holds it back.';
    if (held) return 'Its schedule is off, so it waits.';
    const closed = gate ? closedText(gate) : null;
    if (state === 'waiting' && said && attempts > 0)
      return [said, 'Another attempt follows.', ...(closed ? [closed] : [])].join(' ');
    if (state === 'waiting' && closed) return `It is due. ${closed}`;
    if (state === 'waiting' && unserved) return UNSERVED_TEXT[unserved];
    if (state === 'waiting' && behind) return BEHIND;
    if (state === 'waiting' && atGate)
      return `It is due, and waits for its gate${gate ? ` ${gate.name}` : ''}.`;
  }
  return said ?? MEANS[state];
}
