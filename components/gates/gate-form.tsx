'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import * as actions from '@/app/(main)/gates/actions';
import { ProdNote } from '@/components/environments/prod-note';
import { Failure } from '@/components/form/failure';
import { useForm } from '@/components/form/use-form';
import { Alive } from '@/components/ui/alive';
import { Button, ButtonLink } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import type { GateSettings } from '@/lib/gates/queries';
import { EMPTY_GATE, entriesOf, type GateEntries, toGateInput } from './gate-entries';
import { CircuitFields, LimitFields } from './gate-fields';

export type GateEnvironment = { id: string; name: string; production: boolean };

type GateFormProps = {
  /** The gate's own; of a new one those to choose from. */
  environments: readonly [GateEnvironment, ...GateEnvironment[]];
  /** The gate that is changed. */
  gate?: GateSettings;
};

const FIELDS = ['name', 'environmentId', ...Object.keys(EMPTY_GATE)];

/** Adds a gate, or changes the one that is given. */
export function GateForm({ environments, gate }: GateFormProps) {
  const router = useRouter();
  const toast = useToast();
  const [chosen, setChosen] = useState(environments[0].id);
  const environment = environments.find(({ id }) => id === chosen) ?? environments[0];
  const [entries, setEntries] = useState(() => (gate ? entriesOf(gate) : EMPTY_GATE));
  const change = (fields: Partial<GateEntries>) => setEntries({ ...entries, ...fields });
  const { busy, problems, failure, form } = useForm({
    fields: FIELDS,
    within: 'gate',
    send: () => {
      const input = toGateInput(entries);
      return gate
        ? actions.update({ id: gate.id, version: gate.version, gate: input })
        : actions.create({ environmentId: environment.id, gate: input });
    },
    done: ({ id }) => {
      toast({ message: `${entries.name.trim()} is saved.`, tone: 'good' });
      router.push(`/gates/${id}`);
    },
    leaves: true,
  });
  const text = (name: Exclude<keyof GateEntries, 'unit'>) => ({
    name,
    value: entries[name],
    onChange: (value: string) => change({ [name]: value }),
    error: problems[name],
    autoComplete: 'off',
  });
  const fields = { entries, text, onChange: change };
  return (
    <form {...form} className="page-form" aria-label="Gate">
      <Alive>
        <Failure>{failure}</Failure>
        <ProdNote environment={environment} />
        <Panel title="What it protects">
          <div className="stack">
            <TextField {...text('name')} label="Name" placeholder="CRM" required />
            {!gate && (
              <SelectField
                name="environmentId"
                label="Environment"
                hint="Targets of its schedules can stand behind the gate."
                value={environment.id}
                onChange={setChosen}
                error={problems.environmentId}
                options={environments.map(({ id, name }) => ({ value: id, label: name }))}
              />
            )}
            <TextField {...text('description')} label="Description" multiline rows={2} />
          </div>
        </Panel>
        <LimitFields {...fields} />
        <CircuitFields {...fields} />
        <div className="form-bar">
          <ButtonLink href={gate ? `/gates/${gate.id}` : '/gates'}>Cancel</ButtonLink>
          <Button type="submit" variant="primary" busy={busy}>
            {gate ? 'Save' : 'Add the gate'}
          </Button>
        </div>
      </Alive>
    </form>
  );
}
