import { type Fact, Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { Time } from '@/components/ui/time';
import type { ScheduleDetail } from '@/lib/schedules/queries';
import { runsAfter } from '@/lib/schedules/timing';
import { clockCase } from '@/lib/schedules/timing-preview-clocks';
import { frequency } from '@/lib/schedules/timing-preview-counts';
import { comingRows, runsOf } from '@/lib/schedules/timing-preview-rows';
import { AfterRuns } from './after-runs';
import { RunsTable } from './form/runs-table';
import { lateText, secondOf, TimingNotes } from './form/timing-notes';
import { durationText, whenText } from './when-text';

const SHOWN_RUNS = 10;

/** When a schedule runs: in plain English, as AWS has it, and its next times in both zones. */
export function TimingPanel({ schedule, now }: { schedule: ScheduleDetail; now: Date }) {
  const { expression, timeZone, second, startAt, endAt, flexibleMinutes, calendars, state, delivery } =
    schedule;
  const facts: (Fact | null)[] = [
    { label: 'Expression', value: expression, mono: true },
    second > 0 ? { label: 'Second', value: second } : null,
    { label: 'Time zone', value: timeZone },
    startAt && { label: 'Starts', value: <Time at={startAt} zone={timeZone} /> },
    endAt && { label: 'Ends', value: <Time at={endAt} zone={timeZone} /> },
    delivery === 'through'
      ? null
      : {
          label: 'Flexible',
          value:
            flexibleMinutes === 0
              ? 'No, exactly then'
              : `Within ${durationText(flexibleMinutes * 60)} after it`,
        },
    calendars.length > 0
      ? { label: 'Not on dates of', value: calendars.map(({ name }) => name).join(', ') }
      : null,
  ];
  const ended = state === 'completed' || state === 'deleted';
  return (
    <Panel title="When">
      <p className="when-sentence">{whenText(expression, timeZone, second)}</p>
      <Facts facts={facts} />
      {!ended && <NextRuns schedule={schedule} now={now} />}
    </Panel>
  );
}

/** In which state nothing runs, as a word; null where it runs. */
function stillBecause({ state, freezes }: ScheduleDetail): string | null {
  if (state !== 'on') return state === 'paused' ? 'paused' : 'off';
  return freezes.length > 0 ? 'frozen' : null;
}

function NextRuns({ schedule, now }: { schedule: ScheduleDetail; now: Date }) {
  const { timeZone, flexibleMinutes, delivery, targets } = schedule;
  const gated = targets.some(({ gateId }) => gateId !== null);
  const still = stillBecause(schedule);
  if (runsAfter(schedule)) return <AfterRuns schedule={schedule} now={now} still={still} />;
  const rows = comingRows(schedule, now, SHOWN_RUNS);
  return (
    <div className="next-runs">
      {still && <p className="muted">Nothing runs while it is {still}. It would run:</p>}
      {runsOf(rows).length === 0 && <p className="muted">No run is left.</p>}
      {rows.length > 0 && (
        <RunsTable
          rows={rows}
          zone={timeZone}
          late={lateText(delivery, flexibleMinutes, secondOf(schedule), gated)}
        />
      )}
      <TimingNotes
        often={frequency(schedule, now)}
        clocks={clockCase(schedule, now)}
        zone={timeZone}
        window={flexibleMinutes}
        second={secondOf(schedule)}
        delivery={delivery}
        gated={gated}
      />
    </div>
  );
}
