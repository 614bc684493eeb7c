import { Time } from '@/components/ui/time';
import type { ScheduleDetail } from '@/lib/schedules/queries';
import { comingRows } from '@/lib/schedules/timing-preview-rows';
import { waitText } from './after-text';
import { RunsTable } from './form/runs-table';

type AfterRunsProps = {
  schedule: ScheduleDetail;
  now: Date;
  /** In which state nothing runs, as a word; null where it runs. */
  still: string | null;
};

/** What is known of the next runs of a schedule that runs after its runs: one at most. */
export function AfterRuns({ schedule, now, still }: AfterRunsProps) {
  const { expression, state, clock, timeZone } = schedule;
  const wait = waitText(expression);
  if (state !== 'on')
    return (
      <p className="muted">
        Nothing runs while it is {still}. The next run comes {wait} after it is on again, and after a run that
        is not over then has ended.
      </p>
    );
  if (clock?.awaitedSlotAt)
    return (
      <p className="muted">
        The next run comes {wait} after the run of <Time at={clock.awaitedSlotAt} /> has ended.
      </p>
    );
  if (!clock?.planAt) return <p className="muted">No run is left.</p>;
  const rows = comingRows({ ...schedule, rateAnchor: clock.countedFrom }, now, 1);
  return (
    <>
      {still && <p className="muted">Nothing runs while it is {still}. It would run:</p>}
      {rows.length > 0 ? (
        <RunsTable rows={rows} zone={timeZone} late="on the second" />
      ) : (
        <p className="muted">The next run is due.</p>
      )}
      <p className="muted">The run after it comes {wait} after that one has ended.</p>
    </>
  );
}
