import Link from 'next/link';
import { Icon } from '@/components/ui/icon';
import type { Counts } from '@/lib/schedules/queries';
import { type ListValues, listHref } from './list-href';

const CARDS = [
  { count: 'failed', label: 'Failed', icon: 'cloud_off', filter: { sync: 'failed', state: '' }, tone: 'bad' },
  {
    count: 'pending',
    label: 'Pending',
    icon: 'cloud_sync',
    filter: { sync: 'pending', state: '' },
    tone: 'info',
  },
  {
    count: 'drift',
    label: 'Changed in AWS',
    icon: 'difference',
    filter: { sync: 'drift', state: '' },
    tone: 'warn',
  },
  {
    count: 'paused',
    label: 'Paused',
    icon: 'pause_circle',
    filter: { state: 'paused', sync: '' },
    tone: 'warn',
  },
  {
    count: 'disabled',
    label: 'Off',
    icon: 'power_settings_new',
    filter: { state: 'disabled', sync: '' },
    tone: 'neutral',
  },
] as const;

/** What needs a look, at first glance; each number leads to its schedules, a second click back. */
export function ListCounts({ counts, values, cap }: { counts: Counts; values: ListValues; cap: number }) {
  return (
    <ul className="counts">
      {CARDS.map(({ count, label, icon, filter, tone }) => {
        const chosen = values.state === filter.state && values.sync === filter.sync;
        const number = counts[count];
        const href = listHref({ ...values, ...(chosen ? { state: '', sync: '' } : filter) });
        return (
          <li key={count}>
            <Link
              href={href}
              className={`count${number > 0 ? ` count-${tone}` : ''}`}
              aria-current={chosen || undefined}
            >
              <Icon name={icon} />
              <span className="count-number">{countText(number, cap)}</span>
              <span>{label}</span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** A number that was counted up to a cap only. */
export const countText = (number: number, cap: number): string =>
  number >= cap ? `${(cap - 1).toLocaleString('en')}+` : String(number);
