import { Chip, type Tone } from '@/components/ui/chip';
import { Popover } from '@/components/ui/popover';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import type { State } from '@/lib/schedules/schema';

type Look = { label: string; tone: Tone; icon: string };

export const STATE_LOOKS: Record<State, Look> = {
  on: { label: 'On', tone: 'good', icon: 'play_circle' },
  paused: { label: 'Paused', tone: 'warn', icon: 'pause_circle' },
  disabled: { label: 'Off', tone: 'neutral', icon: 'power_settings_new' },
  completed: { label: 'Completed', tone: 'info', icon: 'task_alt' },
  deleted: { label: 'Deleted', tone: 'bad', icon: 'delete' },
};

const MISSED: Look = { label: 'Missed', tone: 'warn', icon: 'event_busy' };

export type StateView = {
  state: State;
  stateBy: string | null;
  stateAt: Date;
  stateReason: string | null;
  pauseUntil: Date | null;
  missedAt: Date | null;
};

/** How a state is shown; what missed its last run did not simply complete. */
export const lookOf = ({ state, missedAt }: Pick<StateView, 'state' | 'missedAt'>): Look =>
  state === 'completed' && missedAt ? MISSED : STATE_LOOKS[state];

/** Whether a schedule will never run again as it is: a freeze has nothing to keep off. */
export const isOver = (state: State): boolean => state === 'completed' || state === 'deleted';

/** The state of a schedule; who brought it about, when and why is one click away. */
export function StateChip(schedule: StateView) {
  const { state, stateBy, stateAt, stateReason, pauseUntil } = schedule;
  const { label, tone, icon } = lookOf(schedule);
  const chip = (
    <Chip tone={tone} icon={icon}>
      {label}
    </Chip>
  );
  if (state === 'on') return chip;
  return (
    <Popover label="by whom and why" trigger={chip}>
      <p>
        <strong>{label}</strong>
        {stateBy && ` by ${stateBy}`}, <RelativeTime at={stateAt} />
      </p>
      <p>{stateReason ?? <span className="muted">No reason was given.</span>}</p>
      {pauseUntil && (
        <p>
          <PausedUntil until={pauseUntil} />
        </p>
      )}
      <p className="muted">
        <Time at={stateAt} />
      </p>
    </Popover>
  );
}

/** When a pause ends by itself, counted down. */
export const PausedUntil = ({ until }: { until: Date }) => (
  <>
    until <Time at={until} />, <RelativeTime at={until} />
  </>
);
