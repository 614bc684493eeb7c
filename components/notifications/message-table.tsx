'use client';

import Link from 'next/link';
import { useMemo } from 'react';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Time } from '@/components/ui/time';
import { titleOf } from '@/lib/notifications/formats/wording';
import type { MessageRow } from '@/lib/notifications/queries';
import styles from './notifications.module.css';

type MessageTableProps = { messages: readonly MessageRow[]; channel: string };

/** What was told, the newest first, each message with its counts and how it went. */
export function MessageTable({ messages, channel }: MessageTableProps) {
  const columns = useMemo(() => columnsFor(channel), [channel]);
  return <DataTable caption="Messages" columns={columns} rows={messages} rowId={({ id }) => id} />;
}

function columnsFor(channel: string): Column<MessageRow>[] {
  return [
    {
      id: 'what',
      header: 'Message',
      className: 'col-name',
      cardTitle: true,
      cell: ({ content }) => (
        <>
          <strong>{titleOf(content, channel)}</strong>
          <span className="name-notes muted">
            {content.schedules.map(({ id, name }, i) => (
              <span key={id}>
                {i > 0 && ', '}
                <Link href={`/schedules/${id}`}>{name}</Link>
              </span>
            ))}
            {content.more && ' and others'}
          </span>
          {content.reason !== null && <span className={styles.words}>{content.reason}</span>}
        </>
      ),
    },
    { id: 'at', header: 'Made', cell: ({ at }) => <Time at={at} exact /> },
    {
      id: 'went',
      header: 'Sent',
      cell: (message) => (
        <div className={styles.state}>
          <Went message={message} />
          {message.error !== null && <span className={styles.words}>{message.error}</span>}
        </div>
      ),
    },
  ];
}

function Went({ message: { sentAt, dueAt, attempts } }: { message: MessageRow }) {
  if (sentAt !== null) return <Chip tone="good">Sent</Chip>;
  if (dueAt === null) return <Chip tone="bad">Given up</Chip>;
  if (attempts === 0) return <Chip tone="info">Waits</Chip>;
  return <Chip tone="warn">Tried {attempts === 1 ? 'once' : `${attempts} times`}, waits</Chip>;
}
