import type { ReactNode } from 'react';
import { Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import type { ScheduleDetail } from '@/lib/schedules/queries';
import { RefreshAt } from './refresh-at';
import { isOver, lookOf } from './state-chip';
import { SwitchedOff } from './switched-off';

/** The state of a schedule, who brought it about and why, and how AWS stands to it. */
export function StatePanel({ schedule, sync }: { schedule: ScheduleDetail; sync: ReactNode }) {
  const { state, stateBy, stateAt, stateReason, pauseUntil, freezes } = schedule;
  return (
    <Panel title="State">
      {sync}
      {!isOver(state) &&
        freezes.map(({ id, byName, at, reason }) => (
          <p key={id}>
            <strong>Frozen</strong> by {byName}, <RelativeTime at={at} />: {reason}
          </p>
        ))}
      <Facts
        facts={[
          {
            label: lookOf(schedule).label,
            value: (
              <>
                since <Time at={stateAt} /> · <RelativeTime at={stateAt} />
              </>
            ),
          },
          pauseUntil && {
            label: 'Until',
            value: (
              <>
                <Time at={pauseUntil} />, <RelativeTime at={pauseUntil} />
              </>
            ),
          },
          stateBy ? { label: 'By', value: stateBy } : null,
          stateReason ? { label: 'Because', value: stateReason } : null,
        ]}
      />
      {pauseUntil && <RefreshAt at={pauseUntil} />}
      <SwitchedOff schedule={schedule} />
    </Panel>
  );
}
