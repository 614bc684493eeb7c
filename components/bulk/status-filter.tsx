import Link from 'next/link';
import { address } from '@/components/ui/address';
import { ITEM_STATUSES, type ItemStatus } from '@/lib/bulk/filter';
import { ITEM_LOOKS } from './status-looks';

type StatusFilterProps = {
  path: string;
  counts: Record<ItemStatus, number>;
  current: ItemStatus | '';
  /** Of a draft nothing is waiting yet: it is what would be done. */
  draft: boolean;
};

/** Narrows the rows to what became of them; each number leads there, a second click back. */
export function StatusFilter({ path, counts, current, draft }: StatusFilterProps) {
  return (
    <ul className="counts">
      {ITEM_STATUSES.filter((status) => counts[status] > 0 || status === current).map((status) => (
        <li key={status}>
          <Link
            className="count"
            href={address(path, { status: status === current ? '' : status })}
            aria-current={status === current || undefined}
            scroll={false}
            prefetch={false}
          >
            <span className="count-number">{counts[status].toLocaleString('en')}</span>
            <span>{draft && status === 'queued' ? 'Affected' : ITEM_LOOKS[status].label}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
