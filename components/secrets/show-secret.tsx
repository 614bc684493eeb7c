'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import * as actions from '@/app/(main)/schedules/actions';
import { ProdNote } from '@/components/environments/prod-note';
import { answerOf } from '@/components/form/answer-of';
import { rememberReason } from '@/components/form/recent-reasons';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { ShownSecret, ShownSecretFooter } from './shown-secret';

type Secret = {
  scheduleId: string;
  targetId: string;
  /** A JSON pointer; null is what a webhook is signed with. */
  field: string | null;
  environment: { name: string; production: boolean };
};

/** Shows what one secret field holds, once a reason is given, until the dialog is closed. */
export function ShowSecret({ secret }: { secret: Secret }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        small
        variant="text"
        icon="visibility"
        aria-haspopup="dialog"
        aria-label={`Show ${nameOf(secret)}`}
        onClick={() => setOpen(true)}
      >
        Show
      </Button>
      {open && <SecretDialog secret={secret} onClose={() => setOpen(false)} />}
    </>
  );
}

const nameOf = ({ field }: Secret): string => field ?? 'the signing secret';

type SecretDialogProps = { secret: Secret; onClose: () => void };

/** What it shows is kept nowhere but in itself. */
function SecretDialog({ secret, onClose }: SecretDialogProps) {
  const { scheduleId, targetId, field, environment } = secret;
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [value, setValue] = useState<string | null>(null);

  const refuse = (message: string) => {
    setProblem(message);
    form.current?.querySelector<HTMLInputElement>('[name=reason]')?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!reason.trim()) return refuse("The reason can't be empty.");
    setBusy(true);
    const asked = { id: scheduleId, targetId, reason };
    const result = await answerOf(
      field === null ? actions.signingSecret(asked) : actions.secret({ ...asked, field }),
    );
    setBusy(false);
    if (!result.ok) return refuse(result.error.message);
    rememberReason(reason.trim());
    setValue(result.value.value);
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={value === null ? `Show ${nameOf(secret)}?` : `Value of ${nameOf(secret)}`}
      footer={
        value === null ? (
          <>
            <Button variant="text" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" form={formId} variant="primary" icon="visibility" busy={busy}>
              Show
            </Button>
          </>
        ) : (
          <ShownSecretFooter value={value} onClose={onClose} />
        )
      }
    >
      <ProdNote environment={environment} />
      {value === null ? (
        <form id={formId} ref={form} onSubmit={submit} noValidate className="stack">
          <TextField
            name="reason"
            label="Reason"
            hint="That you saw this secret, and why, is kept in the activity."
            value={reason}
            onChange={setReason}
            error={problem}
            required
            autoComplete="off"
            data-autofocus=""
          />
        </form>
      ) : (
        <ShownSecret value={value} />
      )}
    </Dialog>
  );
}
