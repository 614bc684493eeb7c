'use client';

import { useRouter } from 'next/navigation';
import * as actions from '@/app/(main)/notifications/actions';
import { ConfirmDialog } from '@/components/form/confirm-dialog';

type DeleteDialogProps = { channel: { id: string; name: string; version: number }; onClose: () => void };

/** Asks before a channel goes, and says what goes with it. */
export function DeleteDialog({ channel: { id, name, version }, onClose }: DeleteDialogProps) {
  const router = useRouter();
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      act={{ label: 'Delete', icon: 'delete' }}
      onConfirm={() => actions.remove({ id, version })}
      done={`${name} is deleted.`}
      onDone={() => router.push('/notifications')}
      onClose={onClose}
    >
      <p>Nothing is told there any more. What was told is deleted with it, and what waits is not sent.</p>
    </ConfirmDialog>
  );
}
