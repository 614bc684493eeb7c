'use client';

import { type FormEvent, useState } from 'react';
import { ProdNote } from '@/components/environments/prod-note';
import { REASON_MISSING, ReasonField } from '@/components/form/reason-field';
import { rememberReason } from '@/components/form/recent-reasons';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';

type ConfirmFormProps = {
  environment: { name: string; production: boolean };
  count: number;
  /** How many are not taken over. */
  left: number;
  busy: boolean;
  onConfirm: (reason: string) => void;
};

const originals = (count: number) => (count === 1 ? '1 original' : `${count} originals`);

/** Asks why, and for the number to be typed. */
export function ConfirmForm({ environment, count, left, busy, onConfirm }: ConfirmFormProps) {
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [problems, setProblems] = useState<{ reason?: string; typed?: string }>({});
  const phrase = `take over ${count}`;

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = {
      ...(!reason.trim() && { reason: REASON_MISSING }),
      ...(typed.trim().toLowerCase() !== phrase && { typed: `Type exactly: ${phrase}` }),
    };
    setProblems(found);
    const first = found.reason ? 'reason' : found.typed ? 'typed' : null;
    if (first) return event.currentTarget.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
    rememberReason(reason.trim());
    onConfirm(reason.trim());
  };

  if (count === 0) return <p>None of what you chose can be taken over as it is. The reasons stand above.</p>;
  return (
    <form onSubmit={submit} noValidate className="stack">
      <ProdNote environment={environment} />
      <p>
        Each becomes a schedule that is off. Then its original is disabled, and only then it is turned on: the
        two never run at once. Nothing else in AWS is touched, and each can be given back.
        {left > 0 && ` ${left === 1 ? 'One' : left} of what you chose stays as it is.`}
      </p>
      <ReasonField
        value={reason}
        onChange={setReason}
        error={problems.reason}
        hint="It is kept in the history of each for everybody to read."
      />
      <TextField
        name="typed"
        label="To confirm, type"
        hint={phrase}
        value={typed}
        onChange={setTyped}
        error={problems.typed}
        required
        autoComplete="off"
        spellCheck={false}
      />
      <div>
        <Button type="submit" variant="primary" icon="event_available" busy={busy}>
          Take over {originals(count)}
        </Button>
      </div>
    </form>
  );
}
