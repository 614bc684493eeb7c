import Link from 'next/link';
import { Panel } from '@/components/ui/panel';
import type { CalendarDetail } from '@/lib/calendars/queries';
import styles from './calendars.module.css';
import { counted } from './day-text';

/** The schedules that follow a calendar. */
export function FollowersPanel({ followers: { count, first } }: Pick<CalendarDetail, 'followers'>) {
  return (
    <Panel title="Followed by">
      {count === 0 ? (
        <p className="muted">
          No schedule follows it yet. An editor chooses calendars in the form of a schedule.
        </p>
      ) : (
        <ul className={styles.followers}>
          {first.map(({ id, name, teamName }) => (
            <li key={id}>
              <Link href={`/schedules/${id}`}>{name}</Link>
              <span className="muted"> {teamName}</span>
            </li>
          ))}
        </ul>
      )}
      {count > first.length && <p className="muted">And {counted(count - first.length, 'schedule')} more.</p>}
    </Panel>
  );
}
