'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/access/actions';
import { productionIn } from '@/components/environments/prod-note';
import { ReasonedDialog } from '@/components/form/reasoned-dialog';
import { told } from '@/components/form/told';
import { meaningOf } from '@/lib/access/meaning';
import type { GrantRow } from '@/lib/access/queries';
import { RightsFields } from './rights-fields';
import { Sentences } from './sentences';

type ChangeDialogProps = { grant: GrantRow; readsAll: boolean; onClose: () => void };

/** Gives a grant other rights; another role or place is another grant. */
export function ChangeDialog({ grant, readsAll, onClose }: ChangeDialogProps) {
  const [rights, setRights] = useState(grant.rights);
  return (
    <ReasonedDialog
      title={`Change the rights of ${grant.group}`}
      act={{ label: 'Change rights', icon: 'edit', variant: 'primary' }}
      production={productionIn({ name: grant.environment ?? '', production: grant.production })}
      onConfirm={(reason) =>
        told(
          actions.change({ id: grant.id, rights, reason }),
          `The rights of ${grant.group} are changed. It counts from their next request.`,
        )
      }
      onClose={onClose}
    >
      <RightsFields value={rights} onChange={setRights} />
      <div role="status">
        <Sentences>{meaningOf({ ...grant, rights }, readsAll)}</Sentences>
      </div>
    </ReasonedDialog>
  );
}
