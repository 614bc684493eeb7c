import { weekdayText } from '@/components/ui/date-text';
import { Icon } from '@/components/ui/icon';
import type { ScheduleTiming } from '@/lib/schedules/timing';
import type { ClockCase } from '@/lib/schedules/timing-preview-clocks';
import type { Frequency } from '@/lib/schedules/timing-preview-counts';
import type { Delivery } from '@/lib/targets/delivery';
import { utcTimeText } from './run-text';
import styles from './runs.module.css';

type TimingNotesProps = {
  often: Frequency | null;
  clocks: ClockCase | null;
  zone: string;
  /** The flexible window in minutes. */
  window: number;
  /** The second that is asked for, which direct delivery does not know. */
  second: number;
  delivery: Delivery;
  /** Whether a gate stands before any of its targets. */
  gated?: boolean;
};

/** How often it runs, how exactly, and what becomes of times that the clocks leave out or show twice. */
export function TimingNotes(props: TimingNotesProps) {
  const { often, clocks, zone, window, second, delivery, gated = false } = props;
  return (
    <ul className={styles.notes}>
      {often && (
        <li>
          <Icon name="calendar_month" />
          <span>{oftenText(often)}</span>
        </li>
      )}
      {clocks && (
        <li>
          <Icon name="schedule" />
          <span>{clocksText(clocks, zone)}</span>
        </li>
      )}
      <li>
        <Icon name="timelapse" />
        <span>
          {delivery === 'through' ? (gated ? BEHIND_GATE : TO_THE_SECOND) : precisionText(window, second)}
        </span>
      </li>
    </ul>
  );
}

const number = new Intl.NumberFormat('en-GB');

/** How often something runs, as in `Runs about 22 times a month.` */
export function oftenText(often: Frequency): string {
  const times = often.runs === 1 ? 'once' : `${number.format(often.runs)} times`;
  switch (often.per) {
    case 'rest':
      return often.runs === 0 ? 'No run is left.' : `Runs ${times} more until its end.`;
    case 'year':
      return often.runs === 0
        ? 'No run in the twelve months that come.'
        : `Runs ${times} in the twelve months that come.`;
    case 'month':
      return `Runs ${often.exact ? '' : 'about '}${times} a month.`;
  }
}

/** How late a run may start, in a few words; delivered directly with a second it may be early too. */
export function lateText(delivery: Delivery, window: number, second: number, gated = false): string {
  if (delivery === 'through') return gated ? 'once its gate lets it pass' : 'on the second';
  if (window > 0) return `up to ${number.format(window)} min late`;
  return second === 0 ? 'up to 59 s late' : 'within the minute';
}

/** The second that people ask for: that of a cron, or in the time of what runs once. */
export const secondOf = ({ expression, second }: Pick<ScheduleTiming, 'expression' | 'second'>): number =>
  Number(/^at\(.*:(\d\d)\)$/.exec(expression)?.[1] ?? second);

const TO_THE_SECOND = 'At its second: a worker of Rota starts it.';
const BEHIND_GATE =
  'Not to the second: a worker of Rota starts it at its time, or once its gate lets it pass.';

function precisionText(window: number, second: number): string {
  if (window > 0) return `Within ${number.format(window)} minutes after these times: AWS picks the moment.`;
  return second === 0
    ? 'Within the minute: AWS starts a run in the 60 seconds after its time, not on the second.'
    : 'EventBridge Scheduler starts it within the minute; the second counts only when delivered through Rota.';
}

const OPEN = 'AWS does not say what it does then: where EventBridge Scheduler delivers it, this may differ.';

function clocksText(clocks: ClockCase, zone: string): string {
  const at = `${weekdayText(clocks.at, zone)} (${utcTimeText(clocks.at)})`;
  switch (clocks.kind) {
    case 'gap':
      return `The clocks jump over this time. It runs at the first moment after it: ${at}. ${OPEN}`;
    case 'repeated':
      return `This time comes twice. It runs at the first, ${at}, not at the second, ${utcTimeText(clocks.later)}. ${OPEN}`;
    case 'pause':
      return `When the clocks go back at ${utcTimeText(clocks.at)} on ${weekdayText(clocks.at, 'UTC').slice(0, -7)}, times come twice and each runs once, the first time: nothing runs from ${utcTimeText(clocks.at)} to ${utcTimeText(clocks.later)}. ${OPEN}`;
  }
}
