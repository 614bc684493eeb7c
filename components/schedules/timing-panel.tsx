import { type Fact, Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import type { ScheduleDetail } from '@/lib/schedules/queries';
import { upcoming } from '@/lib/schedules/timing';
import { durationText, whenText } from './when-text';

const SHOWN_RUNS = 5;

/** When a schedule runs: in plain English, as AWS has it, and its next times in both zones. */
export function TimingPanel({ schedule, now }: { schedule: ScheduleDetail; now: Date }) {
  const { expression, timeZone, startAt, endAt, flexibleMinutes, state } = schedule;
  const facts: (Fact | null)[] = [
    { label: 'Expression', value: expression, mono: true },
    { label: 'Time zone', value: timeZone },
    startAt && { label: 'Starts', value: <Time at={startAt} zone={timeZone} /> },
    endAt && { label: 'Ends', value: <Time at={endAt} zone={timeZone} /> },
    {
      label: 'Flexible',
      value:
        flexibleMinutes === 0 ? 'No, exactly then' : `Within ${durationText(flexibleMinutes * 60)} after it`,
    },
  ];
  const ended = state === 'completed' || state === 'deleted';
  return (
    <Panel title="When">
      <p className="when-sentence">{whenText(expression, timeZone)}</p>
      <Facts facts={facts} />
      {!ended && <NextRuns schedule={schedule} now={now} />}
    </Panel>
  );
}

function NextRuns({ schedule, now }: { schedule: ScheduleDetail; now: Date }) {
  const { timeZone, state } = schedule;
  const runs = upcoming(schedule, now, SHOWN_RUNS);
  const on = state === 'on';
  return (
    <div className="next-runs">
      <h3>{on ? 'Next runs' : 'It would run'}</h3>
      {!on && <p className="muted">Nothing runs while it is {state === 'paused' ? 'paused' : 'off'}.</p>}
      {runs.length === 0 && <p className="muted">No run is left.</p>}
      {runs.length > 0 && (
        <table className="next-runs-table">
          <caption className="visually-hidden">Next runs in your zone and in that of the schedule</caption>
          <thead>
            <tr>
              <th scope="col">Your time</th>
              <th scope="col">{timeZone}</th>
              <th scope="col">
                <span className="visually-hidden">From now</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.toISOString()}>
                <td>
                  <Time at={run} />
                </td>
                <td>
                  <Time at={run} zone={timeZone} hideZone />
                </td>
                <td className="muted">
                  <RelativeTime at={run} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
