'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import { ProdNames } from '@/components/environments/prod-note';
import { rememberReason } from '@/components/schedules/recent-reasons';
import { RecentReasons } from '@/components/schedules/recent-reasons-list';
import { answerOf } from '@/components/schedules/use-act';
import { Button, type ButtonVariant } from '@/components/ui/button';
import type { Tone } from '@/components/ui/chip';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/action';
import { requestId } from './request-id';

export type Told = { message: string; tone: Tone };

/** Something to do with runs, as its button and its dialog name it. */
export type RunAct = {
  label: string;
  icon: string;
  variant?: ButtonVariant;
  title: string;
  /** What follows from it. */
  consequence: string;
  reasonNeeded: boolean;
  /** The names of the production environments that it reaches. */
  production: readonly string[];
  /** @param request names this opening of the dialog */
  run(reason: string, request: string): Promise<ActionResult<Told>>;
};

/** A button for an act on runs, behind a dialog that says what follows and asks why. */
export function ActButton({ act }: { act: RunAct }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={act.icon} variant={act.variant} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {act.label}
      </Button>
      {open && <ActDialog act={act} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Says what follows from an act, asks why, and does it. */
export function ActDialog({ act, onClose }: { act: RunAct; onClose: () => void }) {
  const toast = useToast();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [request] = useState(requestId);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const given = reason.trim();
    const refuse = (message: string) => {
      setProblem(message);
      form.current?.querySelector('input')?.focus();
    };
    if (act.reasonNeeded && !given) return refuse('The reason can’t be empty.');
    setBusy(true);
    const result = await answerOf(act.run(given, request));
    setBusy(false);
    if (!result.ok) return refuse(result.error.message);
    if (given) rememberReason(given);
    toast(result.value);
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={act.title}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" form={formId} variant={act.variant ?? 'primary'} icon={act.icon} busy={busy}>
            {act.label}
          </Button>
        </>
      }
    >
      <ProdNames names={act.production} />
      <p className="muted">{act.consequence}</p>
      <form id={formId} ref={form} onSubmit={submit} noValidate>
        <TextField
          name="reason"
          label={act.reasonNeeded ? 'Reason' : 'Reason (optional)'}
          hint="It is kept in the activity for everybody to read."
          value={reason}
          onChange={setReason}
          error={problem}
          required={act.reasonNeeded}
          autoComplete="off"
          data-autofocus=""
        />
      </form>
      <RecentReasons onChoose={setReason} />
    </Dialog>
  );
}
