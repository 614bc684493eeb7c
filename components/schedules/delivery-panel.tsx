import { Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { choiceText } from '@/lib/audit/readable-difference-words';
import type { ScheduleDetail } from '@/lib/schedules/queries';
import { runsAfter } from '@/lib/schedules/timing';
import { BY_ROTA_ALONE, DELIVERY_NAMES, DELIVERY_TEXTS } from './delivery-text';
import { durationText } from './when-text';

/** Who calls the targets of a schedule, and what Rota does with runs that overlap, come late or fail. */
export function DeliveryPanel({ schedule }: { schedule: ScheduleDetail }) {
  const { delivery, graceSeconds, pauseAfterFailures } = schedule;
  const chosen = (name: 'overlap' | 'afterPause' | 'ifLate') => String(choiceText(name, schedule[name]));
  return (
    <Panel title="Delivery">
      <p>
        <strong>{DELIVERY_NAMES[delivery]}</strong>
      </p>
      <p className="muted">{runsAfter(schedule) ? BY_ROTA_ALONE : DELIVERY_TEXTS[delivery]}</p>
      {delivery === 'through' && (
        <Facts
          facts={[
            { label: 'Overlap', value: chosen('overlap') },
            { label: 'After a pause', value: chosen('afterPause') },
            { label: 'If late', value: `${chosen('ifLate')}; late after ${durationText(graceSeconds)}` },
            {
              label: 'Pauses itself',
              value: pauseAfterFailures === null ? 'never' : `after ${pauseAfterFailures} failures in a row`,
            },
          ]}
        />
      )}
    </Panel>
  );
}
