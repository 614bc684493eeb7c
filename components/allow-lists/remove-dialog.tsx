'use client';

import * as actions from '@/app/(main)/allow-lists/actions';
import { productionIn } from '@/components/environments/prod-note';
import { ReasonedDialog } from '@/components/form/reasoned-dialog';
import { told } from '@/components/form/told';
import type { EntryRow } from '@/lib/allow-lists/queries';
import styles from './allow-lists.module.css';
import { ConsequencesNote } from './consequences-note';
import { useConsequences } from './use-consequences';

type RemoveDialogProps = { entry: EntryRow; onClose: () => void };

/** Takes an entry off its list, and says beforehand what is not allowed any more. */
export function RemoveDialog({ entry, onClose }: RemoveDialogProps) {
  const { id, kind, pattern, team, environment, production } = entry;
  const found = useConsequences(actions.previewRemove, { id });
  return (
    <ReasonedDialog
      title="Remove this entry?"
      act={{ label: 'Remove', icon: 'delete_outline', variant: 'danger' }}
      production={productionIn({ name: environment ?? '', production })}
      onConfirm={(reason) => told(actions.remove({ id, reason }), `${pattern} is off the list.`)}
      onClose={onClose}
    >
      <p>
        Allowed {kind}s of {team ?? 'all teams'} in {environment ?? 'all environments'}:{' '}
        <span className={styles.pattern}>{pattern}</span>
      </p>
      <ConsequencesNote found={found} />
    </ReasonedDialog>
  );
}
