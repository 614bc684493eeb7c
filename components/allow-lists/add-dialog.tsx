'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import * as actions from '@/app/(main)/allow-lists/actions';
import { ProdNote } from '@/components/environments/prod-note';
import { answerOf } from '@/components/form/answer-of';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import { ConsequencesNote } from './consequences-note';
import { type Choices, type ChosenPlace, PlaceFields, placeOf } from './place-fields';
import { useConsequences } from './use-consequences';

type AddDialogProps = { choices: Choices; onClose: () => void };

type Form = ChosenPlace & { kind: string; pattern: string; reason: string };

const EMPTY: Form = { kind: '', pattern: '', teamId: '', environmentId: '', reason: '' };

const KINDS = [
  { value: '', label: 'Choose' },
  { value: 'target', label: 'Targets' },
  { value: 'role', label: 'Roles' },
];

/** Allows a pattern of ARNs, and says beforehand what is not allowed any more. */
export function AddDialog({ choices, onClose }: AddDialogProps) {
  const toast = useToast();
  const formId = useId();
  const element = useRef<HTMLFormElement>(null);
  const [form, setForm] = useState(EMPTY);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<Form>) => setForm((before) => ({ ...before, ...change }));
  const { kind, pattern, reason } = form;
  const entry = { kind, pattern: pattern.trim(), ...placeOf(form) };
  const isComplete = kind && entry.pattern && form.teamId && form.environmentId;
  const found = useConsequences(actions.previewAdd, isComplete ? entry : null);
  const environment = choices.environments.find(({ id }) => id === form.environmentId);

  const refuse = (wrong: Record<string, string>) => {
    setProblems(wrong);
    const [first] = FIELDS.filter((field) => wrong[field]);
    element.current?.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const missing = missingOf(form);
    if (Object.keys(missing).length > 0) return refuse(missing);
    setBusy(true);
    const result = await answerOf(actions.add({ ...entry, reason: reason.trim() }));
    setBusy(false);
    if (!result.ok) {
      const { fields, message } = result.error;
      const wrong = fields.map((field) => [field.path, field.message] as const);
      return refuse(Object.fromEntries(wrong.length > 0 ? wrong : [['reason', message]]));
    }
    toast({ message: `${entry.pattern} is on the list.`, tone: 'good' });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title="Allow a target or role"
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" icon="add" busy={busy}>
            Allow
          </Button>
        </>
      }
    >
      <form id={formId} ref={element} onSubmit={submit} noValidate className="stack">
        <SelectField
          name="kind"
          label="What"
          value={kind}
          onChange={(chosen) => set({ kind: chosen })}
          error={problems.kind}
          required
          options={KINDS}
          hint="Targets: also task definitions and dead-letter queues."
          data-autofocus=""
        />
        <TextField
          name="pattern"
          label="Pattern of ARNs"
          value={pattern}
          onChange={(typed) => set({ pattern: typed })}
          error={problems.pattern}
          placeholder="arn:aws:iam::123456789012:role/payments-*"
          hint="* is any number of characters, ? is one, all else is itself."
          required
          mono
          autoComplete="off"
        />
        <PlaceFields choices={choices} value={form} onChange={set} problems={problems} />
        <TextField
          name="reason"
          label="Reason"
          hint="It is kept in the activity."
          value={reason}
          onChange={(typed) => set({ reason: typed })}
          error={problems.reason}
          required
          autoComplete="off"
        />
      </form>
      {environment && <ProdNote environment={environment} />}
      <ConsequencesNote found={found} />
    </Dialog>
  );
}

const FIELDS = ['kind', 'pattern', 'teamId', 'environmentId', 'reason'] as const;

const MISSING: Readonly<Record<(typeof FIELDS)[number], string>> = {
  kind: 'Choose targets or roles.',
  pattern: 'Enter a pattern, as in arn:aws:iam::123456789012:role/payments-*.',
  teamId: 'Choose a team, or all teams.',
  environmentId: 'Choose an environment, or all environments.',
  reason: "The reason can't be empty.",
};

const missingOf = (form: Form): Record<string, string> =>
  Object.fromEntries(
    FIELDS.filter((field) => !form[field].trim()).map((field) => [field, MISSING[field]] as const),
  );
