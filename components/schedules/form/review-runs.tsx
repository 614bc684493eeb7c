import { Icon } from '@/components/ui/icon';
import { comingRuns, RUNS_CAP, runsWithin, type TimingPreview } from '@/lib/schedules/timing-preview';
import styles from './form.module.css';
import { RunsTable } from './runs-table';
import { Section } from './section';

type ReviewRunsProps = {
  preview: Extract<TimingPreview, { kind: 'right' }>;
  now: Date;
  targets: number;
  /** The flexible window in minutes, as typed. */
  window: string;
};

const DAYS = 30;
const number = new Intl.NumberFormat('en-GB');

/** When it would run, and how often that is. */
export function ReviewRuns({ preview, now, targets, window }: ReviewRunsProps) {
  const { timing, english } = preview;
  const runs = runsWithin(timing, now, DAYS);
  const calls = runs * targets;
  return (
    <Section title="When it runs">
      <p className={styles.english}>
        <Icon name="event_repeat" />
        <span>{english}</span>
      </p>
      <div className={styles.reviewRuns}>
        <RunsTable runs={comingRuns(timing, now, 10)} zone={timing.timeZone} caption="Next ten runs" />
        <dl className={styles.numbers}>
          <div>
            <dt>Runs in the next {DAYS} days</dt>
            <dd>{runs >= RUNS_CAP ? `more than ${number.format(RUNS_CAP)}` : number.format(runs)}</dd>
          </div>
          {targets > 1 && (
            <div>
              <dt>Calls, with {targets} targets</dt>
              <dd>
                {runs >= RUNS_CAP && 'more than '}
                {number.format(calls)}
              </dd>
            </div>
          )}
          <div>
            <dt>Precision</dt>
            <dd className={styles.precision}>
              {Number(window) > 0 ? `within ${window.trim()} minutes` : 'within the minute'}
            </dd>
          </div>
        </dl>
      </div>
    </Section>
  );
}
