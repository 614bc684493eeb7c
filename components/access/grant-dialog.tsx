'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/access/actions';
import { ProdNote } from '@/components/environments/prod-note';
import { FormDialog } from '@/components/form/form-dialog';
import { type Choices, PlaceFields } from '@/components/form/place-fields';
import { ReasonField } from '@/components/form/reason-field';
import { useForm } from '@/components/form/use-form';
import { SelectField } from '@/components/ui/select-field';
import { useToast } from '@/components/ui/toast';
import { ROLES } from '@/lib/auth/roles';
import { EMPTY, FIELDS, type GrantForm, inputOf, missingOf, sentencesOf } from './grant-form';
import { GroupField } from './group-field';
import { RightsFields } from './rights-fields';
import { Sentences } from './sentences';

type GrantDialogProps = { choices: Choices; readsAll: boolean; onClose: () => void };

/** Gives a group a role: the group is searched in the directory, and a sentence says what the grant means. */
export function GrantDialog({ choices, readsAll, onClose }: GrantDialogProps) {
  const toast = useToast();
  const [entered, setEntered] = useState(EMPTY);
  const set = (change: Partial<GrantForm>) => setEntered((before) => ({ ...before, ...change }));
  const environment = choices.environments.find(({ id }) => id === entered.environmentId);
  const sentences = sentencesOf(entered, choices, readsAll);
  const form = useForm({
    fields: FIELDS,
    check: () => missingOf(entered),
    send: () => actions.grant(inputOf(entered)),
    done: () => {
      toast({
        message: `${entered.group?.name} is ${entered.role} now. It counts from their next request.`,
        tone: 'good',
      });
      onClose();
    },
  });
  const { problems } = form;
  return (
    <FormDialog
      title="Grant a role"
      act={{ label: 'Grant', icon: 'person_add' }}
      use={form}
      production={[]}
      after={
        <div role="status">
          {environment && <ProdNote environment={environment} />}
          {sentences && <Sentences>{sentences}</Sentences>}
        </div>
      }
      onClose={onClose}
    >
      <GroupField value={entered.group} onChange={(group) => set({ group })} error={problems.groupSid} />
      <SelectField
        name="role"
        label="Role"
        value={entered.role}
        onChange={(chosen) => set({ role: ROLES.find((one) => one === chosen) ?? '' })}
        error={problems.role}
        required
        options={[{ value: '', label: 'Choose' }, ...ROLES.map((one) => ({ value: one, label: one }))]}
      />
      <PlaceFields choices={choices} value={entered} onChange={set} problems={problems} />
      {entered.role !== 'administrator' && (
        <RightsFields value={entered.rights} onChange={(rights) => set({ rights })} />
      )}
      <ReasonField value={entered.reason} onChange={(reason) => set({ reason })} error={problems.reason} />
    </FormDialog>
  );
}
