'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { ACTS, type ActName } from './acts';
import { recentReasons, rememberReason } from './recent-reasons';

type ReasonDialogProps = {
  act: ActName;
  scheduleName: string;
  busy: boolean;
  onClose: () => void;
  /** @returns what is wrong, or null */
  onConfirm: (reason: string) => Promise<string | null>;
};

/** Asks why before an act on a schedule. The reason has the focus, the last ones are offered, Enter confirms. */
export function ReasonDialog({ act: name, scheduleName, busy, onClose, onConfirm }: ReasonDialogProps) {
  const act = ACTS[name];
  const formId = useId();
  const field = useRef<HTMLFormElement>(null);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [recent] = useState(recentReasons);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const given = reason.trim();
    const problem = act.reasonNeeded && !given ? "The reason can't be empty." : await onConfirm(given);
    setError(problem);
    if (problem) return field.current?.querySelector('input')?.focus();
    if (given) rememberReason(given);
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`${act.label} ${scheduleName}?`}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" icon={act.icon} busy={busy}>
            {act.label}
          </Button>
        </>
      }
    >
      <p className="muted">{act.consequence}</p>
      <form id={formId} ref={field} onSubmit={submit} noValidate>
        <TextField
          name="reason"
          label={act.reasonNeeded ? 'Reason' : 'Reason (optional)'}
          hint="It is kept in the history for everybody to read."
          value={reason}
          onChange={setReason}
          error={error}
          required={act.reasonNeeded}
          autoComplete="off"
          data-autofocus=""
        />
      </form>
      {recent.length > 0 && (
        <fieldset className="recent-reasons">
          <legend>Recent reasons</legend>
          {recent.map((known) => (
            <Button key={known} small onClick={() => setReason(known)}>
              {known}
            </Button>
          ))}
        </fieldset>
      )}
    </Dialog>
  );
}
