'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/schedules/actions';
import { productionIn } from '@/components/environments/prod-note';
import { FormDialog } from '@/components/form/form-dialog';
import { REASON_MISSING, ReasonField } from '@/components/form/reason-field';
import { rememberReason } from '@/components/form/recent-reasons';
import { useForm } from '@/components/form/use-form';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import { syncSentence } from './sync-sentence';

type Doomed = {
  id: string;
  name: string;
  targets: number;
  environment: { name: string; production: boolean };
};

/** Deletes a schedule after its name was typed and a reason given. */
export function DeleteButton({ schedule }: { schedule: Doomed }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="delete" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Delete
      </Button>
      {open && <DeleteDialog schedule={schedule} onClose={() => setOpen(false)} />}
    </>
  );
}

function DeleteDialog({ schedule, onClose }: { schedule: Doomed; onClose: () => void }) {
  const { id, name, targets, environment } = schedule;
  const toast = useToast();
  const [confirmName, setConfirmName] = useState('');
  const [reason, setReason] = useState('');
  const form = useForm({
    fields: ['confirmName', 'reason'],
    check: () => ({
      ...(confirmName !== name && { confirmName: `This is not its name. Type exactly: ${name}` }),
      ...(!reason.trim() && { reason: REASON_MISSING }),
    }),
    send: () => actions.remove({ id, confirmName, reason }),
    done: ({ sync }) => {
      rememberReason(reason.trim());
      toast({ message: `${name} is deleted. ${syncSentence(sync, true)}`, tone: 'good' });
      onClose();
    },
  });
  return (
    <FormDialog
      title={`Delete ${name}?`}
      act={{ label: 'Delete the schedule', icon: 'delete', variant: 'danger' }}
      use={form}
      production={productionIn(environment)}
      intro={
        <p>
          It stops running, and {targets === 1 ? 'its AWS schedule is' : `its ${targets} AWS schedules are`}{' '}
          removed. Its page and its history stay.
        </p>
      }
      onClose={onClose}
    >
      <TextField
        name="confirmName"
        label="Type its name"
        hint={name}
        value={confirmName}
        onChange={setConfirmName}
        error={form.problems.confirmName}
        required
        autoComplete="off"
        spellCheck={false}
        data-autofocus=""
      />
      <ReasonField value={reason} onChange={setReason} error={form.problems.reason} kept="history" />
    </FormDialog>
  );
}
