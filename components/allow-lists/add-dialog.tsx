'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/allow-lists/actions';
import { productionIn } from '@/components/environments/prod-note';
import { FormDialog } from '@/components/form/form-dialog';
import {
  type Choices,
  type ChosenPlace,
  missingPlace,
  PlaceFields,
  placeOf,
} from '@/components/form/place-fields';
import { REASON_MISSING, ReasonField } from '@/components/form/reason-field';
import { useForm } from '@/components/form/use-form';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import { ConsequencesNote } from './consequences-note';
import { useConsequences } from './use-consequences';

type AddDialogProps = { choices: Choices; onClose: () => void };

type Entries = ChosenPlace & { kind: string; pattern: string; reason: string };

const EMPTY: Entries = { kind: '', pattern: '', teamId: '', environmentId: '', reason: '' };

const KINDS = [
  { value: '', label: 'Choose' },
  { value: 'target', label: 'Targets' },
  { value: 'role', label: 'Roles' },
];

/** Allows a pattern of ARNs, and says beforehand what is not allowed any more. */
export function AddDialog({ choices, onClose }: AddDialogProps) {
  const toast = useToast();
  const [entries, setEntries] = useState(EMPTY);
  const set = (change: Partial<Entries>) => setEntries((before) => ({ ...before, ...change }));
  const { kind, pattern, reason } = entries;
  const entry = { kind, pattern: pattern.trim(), ...placeOf(entries) };
  const isComplete = kind && entry.pattern && entries.teamId && entries.environmentId;
  const found = useConsequences(actions.previewAdd, isComplete ? entry : null);
  const environment = choices.environments.find(({ id }) => id === entries.environmentId);
  const form = useForm({
    fields: ['kind', 'pattern', 'teamId', 'environmentId', 'reason'],
    check: () => missingOf(entries),
    send: () => actions.add({ ...entry, reason: reason.trim() }),
    done: () => {
      toast({ message: `${entry.pattern} is on the list.`, tone: 'good' });
      onClose();
    },
  });
  const { problems } = form;
  return (
    <FormDialog
      title="Allow a target or role"
      act={{ label: 'Allow', icon: 'add' }}
      use={form}
      production={environment ? productionIn(environment) : []}
      after={<ConsequencesNote found={found} />}
      onClose={onClose}
    >
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
      <PlaceFields choices={choices} value={entries} onChange={set} problems={problems} />
      <ReasonField value={reason} onChange={(typed) => set({ reason: typed })} error={problems.reason} />
    </FormDialog>
  );
}

const missingOf = ({ kind, pattern, reason, ...place }: Entries): Record<string, string> => ({
  ...(!kind && { kind: 'Choose targets or roles.' }),
  ...(!pattern.trim() && {
    pattern: 'Enter a pattern, as in arn:aws:iam::123456789012:role/payments-*.',
  }),
  ...missingPlace(place),
  ...(!reason.trim() && { reason: REASON_MISSING }),
});
