import Link from 'next/link';
import { countText } from '@/components/schedules/list-counts';
import { Icon } from '@/components/ui/icon';
import type { RunCounts as Counts } from '@/lib/runs/queries-outcomes';
import { runsHref } from './runs-href';

const CARDS = [
  { count: 'running', label: 'Running', icon: 'play_circle', state: 'running', tone: 'info' },
  { count: 'backlog', label: 'Waiting', icon: 'hourglass_empty', state: 'waiting', tone: 'warn' },
  { count: 'bad', label: 'To look at, 24 h', icon: 'error', state: 'bad', tone: 'bad' },
] as const;

const DAY_MS = 86_400_000;

/** How runs stand at first glance; each number leads to its runs. */
export function RunCounts({ counts, cap, now }: { counts: Counts; cap: number; now: Date }) {
  const dayAgo = new Date(now.getTime() - DAY_MS).toISOString();
  return (
    <ul className="counts" aria-label="Runs">
      {CARDS.map(({ count, label, icon, state, tone }) => (
        <li key={count}>
          <Link
            href={runsHref({ state, from: state === 'bad' ? dayAgo : '' })}
            className={`count${counts[count] > 0 ? ` count-${tone}` : ''}`}
          >
            <Icon name={icon} />
            <span className="count-number">{countText(counts[count], cap)}</span>
            <span>{label}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
