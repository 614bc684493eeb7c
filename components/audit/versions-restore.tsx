'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import * as actions from '@/app/(main)/schedules/actions';
import { ProdNote } from '@/components/environments/prod-note';
import { rememberReason } from '@/components/schedules/recent-reasons';
import { RecentReasons } from '@/components/schedules/recent-reasons-list';
import { syncSentence } from '@/components/schedules/sync-sentence';
import { answerOf } from '@/components/schedules/use-act';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import type { ActionError } from '@/lib/action';
import { problemLabel } from './versions-problem';

export type Restorable = {
  id: string;
  name: string;
  /** The present one: a restore that was meant for an older one is refused. */
  generation: number;
  deleted: boolean;
  environment: { name: string; production: boolean };
};

/** Brings a version of a schedule back as a new one, after a reason was given. */
export function RestoreButton({ schedule, version }: { schedule: Restorable; version: number }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small icon="restore" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Restore<span className="visually-hidden"> version {version}</span>
      </Button>
      {open && <RestoreDialog schedule={schedule} version={version} onClose={() => setOpen(false)} />}
    </>
  );
}

type RestoreDialogProps = { schedule: Restorable; version: number; onClose: () => void };

function RestoreDialog({ schedule, version, onClose }: RestoreDialogProps) {
  const { id, name, generation, deleted, environment } = schedule;
  const toast = useToast();
  const form = useRef<HTMLFormElement>(null);
  const formId = useId();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState<string | undefined>();
  const [refusal, setRefusal] = useState<ActionError | null>(null);

  const needReason = (message: string | undefined) => {
    setMissing(message);
    if (message) form.current?.querySelector<HTMLInputElement>('[name=reason]')?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!reason.trim()) return needReason("The reason can't be empty.");
    setBusy(true);
    const result = await answerOf(actions.restore({ id, version, generation, reason }));
    setBusy(false);
    if (!result.ok) {
      const wrong = result.error.fields.find(({ path }) => path === 'reason')?.message;
      setRefusal(wrong ? null : result.error);
      return needReason(wrong);
    }
    rememberReason(reason.trim());
    const done = `Version ${version} of ${name} is back${deleted ? ', paused' : ''}.`;
    toast({ message: `${done} ${syncSentence(result.value.sync)}`, tone: 'good' });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Restore version ${version} of ${name}?`}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" icon="restore" busy={busy}>
            Restore
          </Button>
        </>
      }
    >
      <ProdNote environment={environment} />
      <p className="muted">
        Its content becomes a new version.{' '}
        {deleted ? 'The schedule comes back paused.' : 'On, paused or off stays as it is.'} Secret fields keep
        the values that they have now: the history holds none.
      </p>
      {refusal && <Refusal error={refusal} />}
      <form id={formId} ref={form} onSubmit={submit} noValidate className="stack">
        <TextField
          name="reason"
          label="Reason"
          hint="It is kept in the history for everybody to read."
          value={reason}
          onChange={setReason}
          error={missing}
          required
          autoComplete="off"
          data-autofocus=""
        />
      </form>
      <RecentReasons onChoose={setReason} />
    </Dialog>
  );
}

function Refusal({ error: { message, fields } }: { error: ActionError }) {
  return (
    <div className="banner tone-bad" role="alert">
      {fields.length === 0 ? (
        message
      ) : (
        <ul>
          {fields.map((field) => (
            <li key={field.path}>
              <strong>{problemLabel(field.path)}: </strong>
              {field.message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
