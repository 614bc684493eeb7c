import { firstText } from '@/components/schedules/after-text';
import { Icon } from '@/components/ui/icon';
import type { TimingPreview } from '@/lib/schedules/timing-preview';
import { clockCase } from '@/lib/schedules/timing-preview-clocks';
import { frequency, runsWithin } from '@/lib/schedules/timing-preview-counts';
import { comingRows } from '@/lib/schedules/timing-preview-rows';
import type { Delivery } from '@/lib/targets/delivery';
import styles from './form.module.css';
import runStyles from './runs.module.css';
import { RunsTable } from './runs-table';
import { Section } from './section';
import { lateText, secondOf, TimingNotes } from './timing-notes';

type ReviewRunsProps = {
  preview: Extract<TimingPreview, { kind: 'right' }>;
  now: Date;
  targets: number;
  /** The flexible window in minutes. */
  window: number;
  delivery: Delivery;
  /** Whether a gate stands before any of its targets. */
  gated: boolean;
};

const DAYS = 30;
const number = new Intl.NumberFormat('en-GB');

/** When it would run, and how often that is. */
export function ReviewRuns(props: ReviewRunsProps) {
  const { preview, now } = props;
  const { timing, english } = preview;
  const runs = runsWithin(timing, now, DAYS);
  return (
    <Section title="When it runs">
      <p className={runStyles.english}>
        <Icon name="event_repeat" />
        <span>{english}</span>
      </p>
      {runs === null && <p>{firstText(timing.expression)}</p>}
      {runs !== null && <Coming {...props} runs={runs} />}
    </Section>
  );
}

/** The next runs, and how many there are. */
function Coming({
  preview: { timing },
  now,
  runs,
  targets,
  window,
  delivery,
  gated,
}: ReviewRunsProps & { runs: number }) {
  return (
    <div className={styles.reviewRuns}>
      <RunsTable
        rows={comingRows(timing, now, 10)}
        zone={timing.timeZone}
        late={lateText(delivery, window, secondOf(timing), gated)}
      />
      <div className={styles.numbers}>
        <dl className={styles.numbers}>
          <div>
            <dt>Runs in the next {DAYS} days</dt>
            <dd>{number.format(runs)}</dd>
          </div>
          {targets > 1 && (
            <div>
              <dt>Calls, with {targets} targets</dt>
              <dd>{number.format(runs * targets)}</dd>
            </div>
          )}
        </dl>
        <TimingNotes
          often={frequency(timing, now)}
          clocks={clockCase(timing, now)}
          zone={timing.timeZone}
          window={window}
          second={secondOf(timing)}
          delivery={delivery}
          gated={gated}
        />
      </div>
    </div>
  );
}
