'use client';

import { type FormEvent, useId, useState } from 'react';
import * as actions from '@/app/(main)/drift/actions';
import { ProdNote } from '@/components/environments/prod-note';
import { syncSentence } from '@/components/schedules/sync-sentence';
import { answerOf } from '@/components/schedules/use-act';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';

export type Decision = 'restore' | 'accept';

const LOOKS = {
  restore: {
    label: 'Restore ours',
    icon: 'restore',
    run: actions.restore,
    consequence: () =>
      'Rota writes over what AWS has. What somebody changed or switched off there is undone.',
    done: 'is restored',
  },
  accept: {
    label: 'Accept theirs',
    icon: 'download',
    run: actions.accept,
    consequence: (gone: boolean) =>
      gone
        ? 'AWS has it no more: it is deleted in Rota as well. Its history stays.'
        : 'Rota takes over what AWS has, as a new version. What is switched off there is paused here; a target that is missing there is removed.',
    done: 'has what AWS has',
  },
} as const;

type DecideDialogProps = {
  decision: Decision;
  schedule: { id: string; name: string; environment: { name: string; production: boolean } };
  seen: string[];
  /** Whether nothing of it is left in AWS. */
  gone: boolean;
  onClose: () => void;
};

/** Asks why before a decision on what AWS has. */
export function DecideDialog({ decision, schedule, seen, gone, onClose }: DecideDialogProps) {
  const { label, icon, run, consequence, done } = LOOKS[decision];
  const toast = useToast();
  const formId = useId();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!reason.trim()) return setProblem("The reason can't be empty.");
    setBusy(true);
    const result = await answerOf(run({ id: schedule.id, reason: reason.trim(), seen }));
    setBusy(false);
    if (!result.ok) return setProblem(result.error.message);
    const { sync } = result.value;
    toast({
      message: `${schedule.name} ${done}. ${syncSentence(sync)}`,
      tone: sync.status === 'live' ? 'good' : 'warn',
    });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`${label}: ${schedule.name}?`}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" icon={icon} busy={busy}>
            {label}
          </Button>
        </>
      }
    >
      <ProdNote environment={schedule.environment} />
      <p className="muted">{consequence(gone)}</p>
      <form id={formId} onSubmit={submit} noValidate>
        <TextField
          name="reason"
          label="Reason"
          hint="It is kept in the history for everybody to read."
          value={reason}
          onChange={setReason}
          error={problem}
          required
          autoComplete="off"
          data-autofocus=""
        />
      </form>
    </Dialog>
  );
}
