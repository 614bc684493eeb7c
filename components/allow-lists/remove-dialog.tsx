'use client';

import * as actions from '@/app/(main)/allow-lists/actions';
import { ReasonedDialog } from '@/components/access/reasoned-dialog';
import { ProdNote } from '@/components/environments/prod-note';
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
      onConfirm={(reason) => actions.remove({ id, reason })}
      done={`${pattern} is off the list.`}
      onClose={onClose}
    >
      <p>
        Allowed {kind}s of {team ?? 'all teams'} in {environment ?? 'all environments'}:{' '}
        <span className={styles.pattern}>{pattern}</span>
      </p>
      <ProdNote environment={{ name: environment ?? '', production }} />
      <ConsequencesNote found={found} />
    </ReasonedDialog>
  );
}
