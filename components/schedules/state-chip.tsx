import { Chip, type Tone } from '@/components/ui/chip';
import { Popover } from '@/components/ui/popover';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import type { State } from '@/lib/schedules/schema';

export const STATE_LOOKS: Record<State, { label: string; tone: Tone; icon: string }> = {
  on: { label: 'On', tone: 'good', icon: 'play_circle' },
  paused: { label: 'Paused', tone: 'warn', icon: 'pause_circle' },
  disabled: { label: 'Off', tone: 'neutral', icon: 'power_settings_new' },
  completed: { label: 'Completed', tone: 'info', icon: 'task_alt' },
  deleted: { label: 'Deleted', tone: 'bad', icon: 'delete' },
};

export type StateView = {
  state: State;
  stateBy: string | null;
  stateAt: Date;
  stateReason: string | null;
};

/** The state of a schedule; who brought it about, when and why is one click away. */
export function StateChip({ state, stateBy, stateAt, stateReason }: StateView) {
  const { label, tone, icon } = STATE_LOOKS[state];
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
      <p className="muted">
        <Time at={stateAt} />
      </p>
    </Popover>
  );
}
