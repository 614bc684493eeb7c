'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import * as actions from '@/app/(main)/access/actions';
import { ProdNote } from '@/components/environments/prod-note';
import { answerOf } from '@/components/schedules/use-act';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import { meaningOf } from '@/lib/access/meaning';
import type { FoundGroup } from '@/lib/auth/directory';
import { type Right, ROLES, type Role } from '@/lib/auth/roles';
import { GroupField } from './group-field';
import { RightsFields } from './rights-fields';
import { Sentences } from './sentences';

/** What a grant can be for. */
export type Choices = {
  teams: readonly { id: string; name: string }[];
  environments: readonly { id: string; name: string; production: boolean }[];
};

type GrantDialogProps = { choices: Choices; readsAll: boolean; onClose: () => void };

/** What is chosen; `''` is nothing yet, `ALL` all of them. */
type Form = { role: Role | ''; teamId: string; environmentId: string; rights: Right[]; reason: string };

const ALL = 'all';
const EMPTY: Form = { role: '', teamId: '', environmentId: '', rights: [], reason: '' };
const orNull = (chosen: string) => (chosen === ALL ? null : chosen);

/** Gives a group a role: the group is searched in the directory, and a sentence says what the grant means. */
export function GrantDialog({ choices, readsAll, onClose }: GrantDialogProps) {
  const toast = useToast();
  const formId = useId();
  const element = useRef<HTMLFormElement>(null);
  const [group, setGroup] = useState<FoundGroup | null>(null);
  const [form, setForm] = useState(EMPTY);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<Form>) => setForm((before) => ({ ...before, ...change }));
  const { role, teamId, environmentId, rights, reason } = form;
  const environment = choices.environments.find(({ id }) => id === environmentId);
  const team = choices.teams.find(({ id }) => id === teamId);
  const sentences =
    group && role && teamId && environmentId
      ? meaningOf(
          {
            group: group.name,
            role,
            rights,
            team: team?.name ?? null,
            environment: environment?.name ?? null,
          },
          readsAll,
        )
      : null;

  const refuse = (found: Record<string, string>) => {
    setProblems(found);
    const [first] = FIELDS.filter((field) => found[field]);
    element.current?.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const missing = missingOf(group, form);
    if (!group || Object.keys(missing).length > 0) return refuse(missing);
    setBusy(true);
    const place = { teamId: orNull(teamId), environmentId: orNull(environmentId) };
    const input = { groupSid: group.sid, role, ...place, rights, reason: reason.trim() };
    const result = await answerOf(actions.grant(input));
    setBusy(false);
    if (!result.ok) {
      const { fields, message } = result.error;
      const found = fields.map((field) => [field.path, field.message] as const);
      return refuse(Object.fromEntries(found.length > 0 ? found : [['reason', message]]));
    }
    toast({ message: `${group.name} is ${role} now. It counts from their next request.`, tone: 'good' });
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
        <GroupField value={group} onChange={setGroup} error={problems.groupSid} />
        <SelectField
          name="role"
          label="Role"
          value={role}
          onChange={(chosen) => set({ role: ROLES.find((one) => one === chosen) ?? '' })}
          error={problems.role}
          required
          options={[{ value: '', label: 'Choose' }, ...ROLES.map((one) => ({ value: one, label: one }))]}
        />
        <SelectField
          name="teamId"
          label="Team"
          value={teamId}
          onChange={(chosen) => set({ teamId: chosen })}
          error={problems.teamId}
          required
          options={optionsOf('All teams', choices.teams)}
        />
        <SelectField
          name="environmentId"
          label="Environment"
          value={environmentId}
          onChange={(chosen) => set({ environmentId: chosen })}
          error={problems.environmentId}
          required
          options={optionsOf('All environments', choices.environments)}
        />
        {role !== 'administrator' && (
          <RightsFields value={rights} onChange={(chosen) => set({ rights: chosen })} />
        )}
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
      <div role="status">
        {environment && <ProdNote environment={environment} />}
        {sentences && <Sentences>{sentences}</Sentences>}
      </div>
    </Dialog>
  );
}

const FIELDS = ['groupSid', 'role', 'teamId', 'environmentId', 'reason'] as const;

function missingOf(group: FoundGroup | null, form: Form): Record<string, string> {
  return {
    ...(!group && { groupSid: 'Choose a group of the list.' }),
    ...(!form.role && { role: 'Choose a role.' }),
    ...(!form.teamId && { teamId: 'Choose a team, or all teams.' }),
    ...(!form.environmentId && { environmentId: 'Choose an environment, or all environments.' }),
    ...(!form.reason.trim() && { reason: "The reason can't be empty." }),
  };
}

const optionsOf = (all: string, some: readonly { id: string; name: string; production?: boolean }[]) => [
  { value: '', label: 'Choose' },
  { value: ALL, label: all },
  ...some.map(({ id, name, production }) => ({
    value: id,
    label: production ? `${name} (production)` : name,
  })),
];
