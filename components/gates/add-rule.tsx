'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/gates/actions';
import { productionIn } from '@/components/environments/prod-note';
import { FormDialog } from '@/components/form/form-dialog';
import { ReasonField } from '@/components/form/reason-field';
import { useForm } from '@/components/form/use-form';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import { KIND_NAMES } from '@/lib/targets/registry';
import { kindText } from './gate-text';

/** For which gates rules can be made, and for which teams. */
export type RuleChoices = {
  gates: readonly { id: string; name: string; environmentName: string; production: boolean }[];
  teams: readonly { id: string; name: string }[];
};

type AddRuleProps = { choices: RuleChoices; onClose: () => void };

const ANY_KIND = [
  { value: '', label: 'Any kind' },
  ...KIND_NAMES.map((kind) => ({ value: kind, label: kindText(kind) })),
];

/** Requires a gate for targets of a team, or of all, in its environment. */
export function AddRule({ choices, onClose }: AddRuleProps) {
  const toast = useToast();
  const [entries, setEntries] = useState({
    id: choices.gates[0]?.id ?? '',
    teamId: '',
    kind: '',
    pattern: '',
    reason: '',
  });
  const { teamId, kind } = entries;
  const gate = choices.gates.find(({ id }) => id === entries.id);
  const form = useForm({
    fields: ['id', 'teamId', 'kind', 'pattern', 'reason'],
    send: () => actions.addRule({ ...entries, teamId: teamId || null, kind: kind || null }),
    done: () => {
      toast({ message: `${gate?.name} is required.`, tone: 'good' });
      onClose();
    },
  });
  const field = (name: keyof typeof entries) => ({
    name,
    value: entries[name],
    onChange: (value: string) => setEntries((before) => ({ ...before, [name]: value })),
    error: form.problems[name],
  });
  return (
    <FormDialog
      title="Require a gate"
      act={{ label: 'Require', icon: 'add' }}
      use={form}
      production={gate ? productionIn({ name: gate.environmentName, production: gate.production }) : []}
      intro={
        <p className="muted">
          New targets that fit must then stand behind the gate, with delivery through Rota; so must those that
          get another ARN or address, another gate or another team. What is there stays as it is, also where
          something else of it changes.
        </p>
      }
      onClose={onClose}
    >
      <SelectField
        {...field('id')}
        label="Gate"
        options={choices.gates.map(({ id, name, environmentName }) => ({
          value: id,
          label: `${name} in ${environmentName}`,
        }))}
      />
      <div className="field-pair">
        <SelectField
          {...field('teamId')}
          label="Team"
          options={[
            { value: '', label: 'All teams' },
            ...choices.teams.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <SelectField {...field('kind')} label="Kind of target" options={ANY_KIND} />
      </div>
      <TextField
        {...field('pattern')}
        label="Pattern of ARNs or addresses"
        placeholder="arn:aws:lambda:*:*:function:crm-*"
        hint="* is any number of characters, ? is one, all else is itself."
        required
        mono
        autoComplete="off"
        data-autofocus=""
      />
      <ReasonField {...field('reason')} />
    </FormDialog>
  );
}
