'use client';

import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import type { SignIn } from '@/lib/people/person';
import { failureText } from './failure-text';

/** The last sign-ins of a person, the latest first. */
export function SignInTable({ signIns }: { signIns: readonly SignIn[] }) {
  const rows = signIns.map((signIn, at) => ({ ...signIn, key: String(at) }));
  return <DataTable caption="Last sign-ins" columns={COLUMNS} rows={rows} rowId={({ key }) => key} />;
}

const COLUMNS: readonly Column<SignIn & { key: string }>[] = [
  {
    id: 'at',
    header: 'When',
    cardTitle: true,
    cell: ({ at }) => (
      <>
        <Time at={at} />{' '}
        <span className="muted">
          <RelativeTime at={at} />
        </span>
      </>
    ),
  },
  { id: 'ip', header: 'From', cell: ({ ip }) => ip ?? <span className="muted">unknown</span> },
  {
    id: 'outcome',
    header: 'How it went',
    cell: ({ outcome, reason }) =>
      outcome === 'ok' ? (
        <Chip tone="good">signed in</Chip>
      ) : (
        <>
          <Chip tone={outcome === 'failed' ? 'bad' : 'warn'}>refused</Chip> {reason && failureText(reason)}
        </>
      ),
  },
  {
    id: 'browser',
    header: 'Browser',
    cell: ({ userAgent }) => <span className="muted">{userAgent ?? 'unknown'}</span>,
  },
];
