'use client';

import * as actions from '@/app/(main)/tokens/actions';
import { ReasonedDialog } from '@/components/form/reasoned-dialog';
import { told } from '@/components/form/told';
import type { TokenRow } from '@/lib/tokens/queries';

/** Revokes a token; why may be said. */
export const RevokeDialog = ({ token, onClose }: { token: TokenRow; onClose: () => void }) => (
  <ReasonedDialog
    title={`Revoke ${token.name}?`}
    act={{ label: 'Revoke', icon: 'block', variant: 'danger' }}
    production={[]}
    onConfirm={(reason) =>
      told(actions.revoke({ id: token.id, reason }), `${token.name} is revoked, from its next request on.`)
    }
    optional
    onClose={onClose}
  >
    <p>Whatever uses it is refused from now on. It can’t be made valid again.</p>
  </ReasonedDialog>
);
