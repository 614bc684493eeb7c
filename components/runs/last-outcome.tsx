import Link from 'next/link';
import { Icon } from '@/components/ui/icon';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Outcome } from '@/lib/runs/queries-outcomes';
import { RUN_LOOKS } from './run-looks';
import styles from './runs.module.css';

/** How the last run of a schedule ended. */
export function LastOutcome({ last }: { last: Outcome }) {
  const { label, tone, icon } = RUN_LOOKS[last.state];
  return (
    <Link href={`/runs/${last.id}`} className={`${styles.last} ${styles[tone]}`}>
      <Icon name={icon} />
      <span>
        <span className="visually-hidden">Last run: </span>
        {label} <RelativeTime at={last.slotAt} />
      </span>
    </Link>
  );
}
