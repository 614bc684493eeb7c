import Link from 'next/link';
import { Icon } from '@/components/ui/icon';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Outcome } from '@/lib/runs/queries-outcomes';
import { OutcomeTicks } from './outcome-ticks';
import { RUN_LOOKS } from './run-looks';
import styles from './runs.module.css';

const BY_HAND: readonly Outcome['origin'][] = ['manual', 'extra', 'rerun'];

type LastOutcomeProps = {
  last: Outcome;
  /** EventBridge Scheduler calls its targets itself: a run by hand may not be the last. */
  direct: boolean;
};

/** How the last slot of a schedule ended, and those before it at a glance, as far as Rota knows. */
export function LastOutcome({ last, direct }: LastOutcomeProps) {
  const { label, tone, icon } = RUN_LOOKS[last.state];
  return (
    <span>
      <Link
        href={`/runs/${last.id}`}
        className={`${styles.last} ${styles[tone]}`}
        title={direct ? 'The last run that Rota knows of: AWS does not tell of all that it runs.' : undefined}
      >
        <Icon name={icon} />
        <span>
          <span className="visually-hidden">Last run: </span>
          {label} <RelativeTime at={last.slotAt} />
          {direct && BY_HAND.includes(last.origin) && ', by hand'}
        </span>
      </Link>{' '}
      {last.recent.length > 1 && <OutcomeTicks recent={last.recent} />}
    </span>
  );
}
