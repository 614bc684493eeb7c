'use client';

import Link from 'next/link';
import { type Column, DataTable } from '@/components/ui/data-table';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ChannelRow } from '@/lib/notifications/queries';
import { leadsTo, placeText } from './channel-place';
import { ChannelState } from './channel-state';
import styles from './notifications.module.css';

/** Every channel: for whom, where it leads, and whether that works. */
export function ChannelTable({ channels }: { channels: readonly ChannelRow[] }) {
  return (
    <div className="table-frame">
      <DataTable caption="Channels" columns={COLUMNS} rows={channels} rowId={({ id }) => id} />
    </div>
  );
}

const COLUMNS: Column<ChannelRow>[] = [
  {
    id: 'name',
    header: 'Name',
    className: 'col-name',
    cardTitle: true,
    cell: (channel) => (
      <>
        <Link className="schedule-name" href={`/notifications/${channel.id}`}>
          {channel.name}
        </Link>
        <span className="name-notes muted">{placeText(channel)}</span>
      </>
    ),
  },
  {
    id: 'to',
    header: 'Leads to',
    cell: (channel) => <span className={styles.words}>{leadsTo(channel)}</span>,
  },
  {
    id: 'state',
    header: 'State',
    cell: (channel) => (
      <div className={styles.state}>
        <ChannelState channel={channel} />
        {channel.enabled && channel.error !== null && <span className={styles.words}>{channel.error}</span>}
      </div>
    ),
  },
  {
    id: 'last',
    header: 'Last sent',
    cell: ({ lastSentAt }) =>
      lastSentAt ? <RelativeTime at={lastSentAt} /> : <span className="muted">never</span>,
  },
];
