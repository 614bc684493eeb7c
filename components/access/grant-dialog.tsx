'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import * as actions from '@/app/(main)/access/actions';
import { ProdNote } from '@/components/environments/prod-note';
import { answerOf } from '@/components/form/answer-of';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import { ROLES } from '@/lib/auth/roles';
import {
  type Choices,
  EMPTY,
  FIELDS,
  type GrantForm,
  inputOf,
  missingOf,
  optionsOf,
  sentencesOf,
} from './grant-form';
import { GroupField } from './group-field';
import { RightsFields } from './rights-fields';
import { Sentences } from './sentences';

type GrantDialogProps = { choices: Choices; readsAll: boolean; onClose: () => void };

/** Gives a group a role: the group is searched in the directory, and a sentence says what the grant means. */
export function GrantDialog({ choices, readsAll, onClose }: GrantDialogProps) {
  const toast = useToast();
  const formId = useId();
  const element = useRef<HTMLFormElement>(null);
  const [form, setForm] = useState(EMPTY);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<GrantForm>) => setForm((before) => ({ ...before, ...change }));
  const environment = choices.environments.find(({ id }) => id === form.environmentId);
  const sentences = sentencesOf(form, choices, readsAll);

  const refuse = (found: Record<string, string>) => {
    setProblems(found);
    const [first] = FIELDS.filter((field) => found[field]);
    element.current?.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const input = inputOf(form);
    if (!input) return refuse(missingOf(form));
    setBusy(true);
    const result = await answerOf(actions.grant(input));
    setBusy(false);
    if (!result.ok) {
      const { fields, message } = result.error;
      const found = fields.filter(({ path }) => FIELDS.some((field) => field === path));
      if (found.length === 0) return refuse({ reason: message });
      return refuse(Object.fromEntries(found.map((field) => [field.path, field.message])));
    }
    toast({
      message: `${form.group?.name} is ${form.role} now. It counts from their next request.`,
      tone: 'good',
    });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title="Grant a role"
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" icon="person_add" busy={busy}>
            Grant
          </Button>
        </>
      }
    >
      <form id={formId} ref={element} onSubmit={submit} noValidate className="stack">
        <GroupField value={form.group} onChange={(group) => set({ group })} error={problems.groupSid} />
        <SelectField
          name="role"
          label="Role"
          value={form.role}
          onChange={(chosen) => set({ role: ROLES.find((one) => one === chosen) ?? '' })}
          error={problems.role}
          required
          options={[{ value: '', label: 'Choose' }, ...ROLES.map((one) => ({ value: one, label: one }))]}
        />
        <SelectField
          name="teamId"
          label="Team"
          value={form.teamId}
          onChange={(teamId) => set({ teamId })}
          error={problems.teamId}
          required
          options={optionsOf('All teams', choices.teams)}
        />
        <SelectField
          name="environmentId"
          label="Environment"
          value={form.environmentId}
          onChange={(environmentId) => set({ environmentId })}
          error={problems.environmentId}
          required
          options={optionsOf('All environments', choices.environments)}
        />
        {form.role !== 'administrator' && (
          <RightsFields value={form.rights} onChange={(rights) => set({ rights })} />
        )}
        <TextField
          name="reason"
          label="Reason"
          hint="It is kept in the activity."
          value={form.reason}
          onChange={(reason) => set({ reason })}
          error={problems.reason}
          required
          autoComplete="off"
        />
      </form>
      <div role="status">
        {environment && <ProdNote environment={environment} />}
        {sentences && <Sentences>{sentences}</Sentences>}
      </div>
    </Dialog>
  );
}
