'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import * as actions from '@/app/(main)/schedules/actions';
import { ProdNote } from '@/components/environments/prod-note';
import { answerOf } from '@/components/form/answer-of';
import { rememberReason } from '@/components/form/recent-reasons';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
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

type Problems = { confirmName?: string | undefined; reason?: string | undefined; all?: string | undefined };

function DeleteDialog({ schedule, onClose }: { schedule: Doomed; onClose: () => void }) {
  const toast = useToast();
  const form = useRef<HTMLFormElement>(null);
  const formId = useId();
  const [confirmName, setConfirmName] = useState('');
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<Problems>({});

  const refuse = (found: Problems) => {
    setProblems(found);
    const first = found.confirmName ? 'confirmName' : 'reason';
    form.current?.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = check(schedule.name, confirmName, reason);
    if (found) return refuse(found);
    setBusy(true);
    const result = await answerOf(actions.remove({ id: schedule.id, confirmName, reason }));
    setBusy(false);
    if (!result.ok) {
      const of = (path: string) => result.error.fields.find((field) => field.path === path)?.message;
      return refuse({ confirmName: of('confirmName'), reason: of('reason'), all: result.error.message });
    }
    rememberReason(reason.trim());
    toast({ message: `${schedule.name} is deleted. ${syncSentence(result.value.sync, true)}`, tone: 'good' });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Delete ${schedule.name}?`}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="danger" icon="delete" busy={busy}>
            Delete the schedule
          </Button>
        </>
      }
    >
      <ProdNote environment={schedule.environment} />
      <p>
        It stops running, and{' '}
        {schedule.targets === 1 ? 'its AWS schedule is' : `its ${schedule.targets} AWS schedules are`}{' '}
        removed. Its page and its history stay.
      </p>
      {problems.all && !problems.confirmName && !problems.reason && (
        <p className="banner tone-bad" role="alert">
          {problems.all}
        </p>
      )}
      <form id={formId} ref={form} onSubmit={submit} noValidate className="stack">
        <TextField
          name="confirmName"
          label="Type its name"
          hint={schedule.name}
          value={confirmName}
          onChange={setConfirmName}
          error={problems.confirmName}
          required
          autoComplete="off"
          spellCheck={false}
          data-autofocus=""
        />
        <TextField
          name="reason"
          label="Reason"
          hint="It is kept in the history for everybody to read."
          value={reason}
          onChange={setReason}
          error={problems.reason}
          required
          autoComplete="off"
        />
      </form>
    </Dialog>
  );
}

function check(name: string, confirmName: string, reason: string): Problems | null {
  const found = {
    ...(confirmName !== name && { confirmName: `This is not its name. Type exactly: ${name}` }),
    ...(!reason.trim() && { reason: "The reason can't be empty." }),
  };
  return Object.keys(found).length > 0 ? found : null;
}
