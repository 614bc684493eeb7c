'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import * as actions from '@/app/(main)/adopt/actions';
import { ProdNote } from '@/components/environments/prod-note';
import { rememberReason } from '@/components/schedules/recent-reasons';
import { RecentReasons } from '@/components/schedules/recent-reasons-list';
import { answerOf } from '@/components/schedules/use-act';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import type { ProgressView } from '@/lib/adopt/views';

const ACTS = {
  giveBack: {
    run: actions.giveBack,
    title: (name: string) => `Give ${name} back?`,
    text: (original: string) =>
      `Rota's schedule is turned off. Then the ${original} becomes what it was, and Rota's schedule is deleted; its page and its history stay.`,
    button: 'Give back',
    done: 'is being given back.',
  },
  disableAgain: {
    run: actions.disableAgain,
    title: (name: string) => `Disable the original of ${name}?`,
    text: (original: string) => `The ${original} is disabled again. Rota's schedule stays as it is.`,
    button: 'Disable the original',
    done: 'stays as it is; its original is being disabled.',
  },
} as const;

type OriginDialogProps = {
  act: keyof typeof ACTS;
  origin: Pick<ProgressView, 'id' | 'name' | 'original' | 'environment'>;
  onClose: () => void;
};

/** Asks why, and does it. */
export function OriginDialog({ act, origin, onClose }: OriginDialogProps) {
  const { id, name, original, environment } = origin;
  const { run, title, text, button, done } = ACTS[act];
  const toast = useToast();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const result = reason.trim() ? await answerOf(run({ id, reason: reason.trim() })) : null;
    setBusy(false);
    if (!result?.ok) {
      setProblem(result ? result.error.message : "The reason can't be empty.");
      return form.current?.querySelector('input')?.focus();
    }
    rememberReason(reason.trim());
    toast({ message: `${name} ${done}`, tone: 'good' });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={title(name)}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" busy={busy}>
            {button}
          </Button>
        </>
      }
    >
      <ProdNote environment={environment} />
      <p className="muted">{text(original)}</p>
      <form id={formId} ref={form} onSubmit={submit} noValidate className="stack">
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
      <RecentReasons onChoose={setReason} />
    </Dialog>
  );
}
