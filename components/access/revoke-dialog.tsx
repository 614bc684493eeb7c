'use client';

import * as actions from '@/app/(main)/access/actions';
import { productionIn } from '@/components/environments/prod-note';
import { ReasonedDialog } from '@/components/form/reasoned-dialog';
import { told } from '@/components/form/told';
import { lossOf } from '@/lib/access/meaning';
import type { GrantRow } from '@/lib/access/queries';
import { Sentences } from './sentences';

type RevokeDialogProps = {
  grant: GrantRow;
  /** Whether it is the only role of the group. */
  last: boolean;
  onClose: () => void;
};

/** Takes a grant back, and says what its people lose. */
export function RevokeDialog({ grant, last, onClose }: RevokeDialogProps) {
  const sentences = lossOf(grant, last);
  return (
    <ReasonedDialog
      title={`Revoke the role ${grant.role} of ${grant.group}?`}
      act={{ label: 'Revoke', icon: 'person_remove', variant: 'danger' }}
      production={productionIn({ name: grant.environment ?? '', production: grant.production })}
      onConfirm={(reason) => told(actions.revoke({ id: grant.id, reason }), `Revoked. ${sentences.at(-1)}`)}
      onClose={onClose}
    >
      <Sentences>{sentences}</Sentences>
    </ReasonedDialog>
  );
}
