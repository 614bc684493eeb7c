'use client';

import { useState } from 'react';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import type { TokenRow } from '@/lib/tokens/queries';
import { RevokeDialog } from './revoke-dialog';
import { TokenTable } from './token-table';

type TokenListProps = { tokens: readonly TokenRow[]; count: number; mayCreate: boolean };

/** The tokens of whoever asks, and those of the places that they administer. */
export function TokenList({ tokens, count, mayCreate }: TokenListProps) {
  const [revoking, setRevoking] = useState<TokenRow | null>(null);
  const create = mayCreate && (
    <ButtonLink href="/tokens/new" variant="primary" icon="add">
      New token
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title="API tokens"
        description="What lets programs use the API of Rota: your own, and those for places that you administer. A token never has more than whoever created it has at that moment."
        actions={
          <>
            <ButtonLink href="/reference" icon="menu_book">
              API reference
            </ButtonLink>
            {create}
          </>
        }
      />
      {tokens.length > 0 ? (
        <>
          <div className="table-frame">
            <TokenTable tokens={tokens} onRevoke={setRevoking} />
          </div>
          {count > tokens.length && (
            <p className="muted">
              {tokens.length} of {count.toLocaleString('en')}: valid ones first, then the latest.
            </p>
          )}
        </>
      ) : (
        <EmptyState icon="key" title="No tokens yet" action={create}>
          A script or another system needs one to use the API of Rota.
          {!mayCreate && ' Editors and administrators create them.'}
        </EmptyState>
      )}
      {revoking && <RevokeDialog token={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}
