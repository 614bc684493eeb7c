'use client';

import * as actions from '@/app/(main)/people/actions';
import { ReasonedDialog } from '@/components/form/reasoned-dialog';
import { told } from '@/components/form/told';
import type { Person } from '@/lib/people/queries';

type EndSessionsDialogProps = { person: Pick<Person, 'id' | 'name' | 'sessions'>; onClose: () => void };

/** Ends every session of a person, with a reason. */
export function EndSessionsDialog({ person: { id, name, sessions }, onClose }: EndSessionsDialogProps) {
  return (
    <ReasonedDialog
      title={`End ${sessions === 1 ? 'the session' : `all ${sessions} sessions`} of ${name}?`}
      act={{ label: 'End sessions', icon: 'logout', variant: 'danger' }}
      production={[]}
      onConfirm={(reason) => told(actions.end({ userId: id, reason }), `${name} is signed out everywhere.`)}
      onClose={onClose}
    >
      <p className="muted">
        They have to sign in again at their next step, and can, as long as the directory lets them. What they
        have not saved is lost.
      </p>
    </ReasonedDialog>
  );
}
