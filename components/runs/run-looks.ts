import type { Tone } from '@/components/ui/chip';
import { lengthText } from '@/components/ui/length-text';
import type { Origin, RunState } from '@/lib/runs/filter';

type Look = { label: string; tone: Tone; icon: string };

/** How a run's state is shown: each has a glyph of its own, for those who can't tell the colours apart. */
export const RUN_LOOKS: Readonly<Record<RunState, Look>> = {
  planned: { label: 'Planned', tone: 'neutral', icon: 'schedule' },
  waiting: { label: 'Waiting', tone: 'info', icon: 'hourglass_empty' },
  running: { label: 'Running', tone: 'info', icon: 'play_circle' },
  succeeded: { label: 'Succeeded', tone: 'good', icon: 'check_circle' },
  delivered: { label: 'Handed over, result unknown', tone: 'neutral', icon: 'outbox' },
  failed: { label: 'Failed', tone: 'bad', icon: 'error' },
  gave_up: { label: 'Gave up', tone: 'bad', icon: 'block' },
  unknown: { label: 'Unknown', tone: 'warn', icon: 'help' },
  missed: { label: 'Missed', tone: 'warn', icon: 'event_busy' },
  skipped: { label: 'Skipped', tone: 'neutral', icon: 'skip_next' },
  cancelled: { label: 'Cancelled', tone: 'neutral', icon: 'cancel' },
};

/** Why there is a run. */
export const ORIGIN_TEXT: Readonly<Record<Origin, string>> = {
  clock: 'Its time came',
  message: 'AWS said that its time came',
  manual: 'Run by hand',
  extra: 'An extra run, planned by hand',
  rerun: 'A past slot, run again',
  direct: 'AWS told of it',
};

/** As in `1 run` and `1,200 runs`. */
export const runsText = (count: number): string =>
  count === 1 ? '1 run' : `${count.toLocaleString('en')} runs`;

/** From here on it would round to a minute. */
const MINUTE_MS = 59_950;

/** How long something took, as in `350 ms`, `12.3 s` or `4 min 5 s`. */
export function tookText(milliseconds: number): string {
  if (milliseconds < 1_000) return `${milliseconds} ms`;
  if (milliseconds < MINUTE_MS) return `${(milliseconds / 1_000).toFixed(1)} s`;
  return lengthText(milliseconds);
}
