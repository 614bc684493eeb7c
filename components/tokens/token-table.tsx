'use client';

import { useMemo } from 'react';
import { actsColumn } from '@/components/ui/acts-column';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { RelativeTime } from '@/components/ui/relative-time';
import type { TokenRow } from '@/lib/tokens/queries';
import { placeText, SCOPE_WORDS } from './token-words';
import styles from './tokens.module.css';

type TokenTableProps = { tokens: readonly TokenRow[]; onRevoke: (token: TokenRow) => void };

/** Tokens by name and prefix: what each may at most, whose it is, and whether it is valid. */
export function TokenTable({ tokens, onRevoke }: TokenTableProps) {
  const columns = useMemo(() => columnsFor(onRevoke), [onRevoke]);
  return <DataTable caption="API tokens" columns={columns} rows={tokens} rowId={({ id }) => id} />;
}

const columnsFor = (revoke: (token: TokenRow) => void): Column<TokenRow>[] => [
  {
    id: 'name',
    header: 'Name',
    className: 'col-name',
    cardTitle: true,
    cell: ({ name, prefix }) => (
      <>
        <strong className={styles.words}>{name}</strong>
        <div>
          <code className={styles.prefix}>{prefix}</code>
        </div>
      </>
    ),
  },
  {
    id: 'may',
    header: 'May at most',
    cell: ({ role, scope, production, ...place }) => (
      <>
        <Chip tone="neutral">{role}</Chip> {SCOPE_WORDS[scope]}
        <div>
          {placeText(place)} {production && <Chip tone="bad">PROD</Chip>}
        </div>
      </>
    ),
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ createdAt, createdBy }) => (
      <>
        <RelativeTime at={createdAt} /> <span className="muted">by {createdBy}</span>
      </>
    ),
  },
  {
    id: 'used',
    header: 'Last use',
    cell: ({ lastUsedAt, lastUsedIp }) =>
      lastUsedAt ? (
        <>
          <RelativeTime at={lastUsedAt} />{' '}
          {lastUsedIp !== undefined && <span className="muted">from {lastUsedIp ?? 'unknown'}</span>}
        </>
      ) : (
        <span className="muted">never</span>
      ),
  },
  { id: 'state', header: 'State', cell: (token) => <State token={token} /> },
  actsColumn(
    (token) =>
      (token.state === 'valid' || token.state === 'no-access') && (
        <Button small icon="block" aria-haspopup="dialog" onClick={() => revoke(token)}>
          Revoke<span className="visually-hidden"> {token.name}</span>
        </Button>
      ),
  ),
];

function State({ token: { state, left, expiresAt, revoked } }: { token: TokenRow }) {
  if (revoked)
    return (
      <>
        <Chip tone="bad">revoked</Chip> <RelativeTime at={revoked.at} />{' '}
        <span className="muted">by {revoked.by}</span>
        {revoked.reason && <div className={styles.words}>{revoked.reason}</div>}
      </>
    );
  if (state === 'expired')
    return (
      <>
        <Chip tone="warn">expired</Chip> <RelativeTime at={expiresAt} />
      </>
    );
  const ends = (
    <>
      <span className="muted">ends</span> <RelativeTime at={expiresAt} />
    </>
  );
  if (state === 'no-access')
    return (
      <>
        <Chip tone="bad">no access</Chip> {ends}
        <div className={styles.words}>Whoever created it has no role there now.</div>
      </>
    );
  return (
    <>
      <Chip tone="good">valid</Chip> {ends}
      {left && <div className={styles.words}>Now only: {left.join('; ')}</div>}
    </>
  );
}
