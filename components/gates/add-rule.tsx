'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import * as actions from '@/app/(main)/gates/actions';
import { ProdNote } from '@/components/environments/prod-note';
import { answerOf } from '@/components/form/answer-of';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import { KIND_NAMES } from '@/lib/targets/registry';
import { kindText } from './gate-text';
import { problemsOf } from './problems';

/** For which gates rules can be made, and for which teams. */
export type RuleChoices = {
  gates: readonly { id: string; name: string; environmentName: string; production: boolean }[];
  teams: readonly { id: string; name: string }[];
};

type AddRuleProps = { choices: RuleChoices; onClose: () => void };

const FIELDS = ['id', 'teamId', 'kind', 'pattern', 'reason'];
const ANY_KIND = [
  { value: '', label: 'Any kind' },
  ...KIND_NAMES.map((kind) => ({ value: kind, label: kindText(kind) })),
];

/** Requires a gate for targets of a team, or of all, in its environment. */
export function AddRule({ choices, onClose }: AddRuleProps) {
  const toast = useToast();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [entries, setEntries] = useState({
    id: choices.gates[0]?.id ?? '',
    teamId: '',
    kind: '',
    pattern: '',
    reason: '',
  });
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const gate = choices.gates.find(({ id }) => id === entries.id);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const { teamId, kind } = entries;
    const result = await answerOf(
      actions.addRule({ ...entries, teamId: teamId || null, kind: kind || null }),
    );
    setBusy(false);
    if (!result.ok) {
      const wrong = problemsOf(result.error, 'rule', 'reason');
      setProblems(wrong);
      const first = FIELDS.find((field) => wrong[field]);
      return form.current?.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
    }
    toast({ message: `${gate?.name} is required.`, tone: 'good' });
    onClose();
  };

  const field = (name: keyof typeof entries) => ({
    name,
    value: entries[name],
    onChange: (value: string) => setEntries((before) => ({ ...before, [name]: value })),
    error: problems[name],
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Require a gate"
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" icon="add" busy={busy}>
            Require
          </Button>
        </>
      }
    >
      {gate && <ProdNote environment={{ name: gate.environmentName, production: gate.production }} />}
      <p className="muted">
        New and changed targets that fit must then stand behind the gate, with delivery through Rota. What is
        there stays as it is until somebody changes it.
      </p>
      <form id={formId} ref={form} onSubmit={submit} noValidate className="stack">
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
        <TextField
          {...field('reason')}
          label="Reason"
          hint="It is kept in the activity."
          required
          autoComplete="off"
        />
      </form>
    </Dialog>
  );
}
