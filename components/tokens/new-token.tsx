'use client';

import { type FormEvent, useRef, useState } from 'react';
import * as actions from '@/app/(main)/tokens/actions';
import { answerOf } from '@/components/form/answer-of';
import { Alive } from '@/components/ui/alive';
import { Button, ButtonLink } from '@/components/ui/button';
import { SelectField, type SelectOption } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import type { TokenChoices } from '@/lib/tokens/queries';
import { MadeToken } from './made-token';
import { ALL, DAYS, EMPTY, FIELDS, inputOf, missingOf, type TokenForm } from './token-form';
import { SCOPE_WORDS } from './token-words';
import styles from './tokens.module.css';

const CHOOSE: SelectOption = { value: '', label: 'Choose' };
const SCOPES = Object.entries(SCOPE_WORDS).map(([value, label]) => ({ value, label }));

/** Says what a token may do at most, and shows it once it is made: this once. */
export function NewToken({ choices }: { choices: TokenChoices }) {
  const element = useRef<HTMLFormElement>(null);
  const [form, setForm] = useState(EMPTY);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<string | null>(null);

  const refuse = (found: Record<string, string>, told: string | null = null) => {
    setProblems(found);
    setFailure(told);
    const first = FIELDS.find((field) => found[field]);
    if (first) element.current?.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const missing = missingOf(form);
    if (Object.keys(missing).length > 0) return refuse(missing);
    setBusy(true);
    const result = await answerOf(actions.create(inputOf(form)));
    setBusy(false);
    if (result.ok) return setMade(result.value.token);
    const { fields, message } = result.error;
    refuse(
      Object.fromEntries(fields.map((field) => [field.path, field.message])),
      fields.length > 0 ? null : message,
    );
  };

  if (made) return <MadeToken name={form.name.trim()} token={made} />;

  const field = (name: keyof TokenForm) => ({
    name,
    value: form[name],
    onChange: (value: string) => setForm((before) => ({ ...before, [name]: value })),
    error: problems[name],
    required: true,
  });
  return (
    <form ref={element} className={`panel ${styles.form}`} onSubmit={submit} noValidate>
      <Alive>
        {failure && (
          <p className="banner tone-bad" role="alert">
            {failure}
          </p>
        )}
        <TextField
          {...field('name')}
          label="Name"
          hint="What uses it, as in deployment."
          autoComplete="off"
        />
        <div className={styles.pair}>
          <SelectField
            {...field('teamId')}
            label="Team"
            options={placesOf(choices.allTeams && 'All teams', choices.teams)}
          />
          <SelectField
            {...field('environmentId')}
            label="Environment"
            options={placesOf(choices.allEnvironments && 'All environments', choices.environments)}
          />
          <SelectField
            {...field('role')}
            label="Role"
            hint="Not above yours there."
            options={[CHOOSE, ...choices.roles.map((role) => ({ value: role, label: role }))]}
          />
          <SelectField {...field('scope')} label="May" hint="With its role." options={[CHOOSE, ...SCOPES]} />
          <SelectField {...field('days')} label="Valid for" options={[CHOOSE, ...DAYS]} />
        </div>
        <div className={styles.bar}>
          <ButtonLink href="/tokens" variant="text">
            Cancel
          </ButtonLink>
          <Button type="submit" variant="primary" busy={busy}>
            Create the token
          </Button>
        </div>
      </Alive>
    </form>
  );
}

const placesOf = (
  all: string | false,
  some: readonly { id: string; name: string; production?: boolean }[],
): SelectOption[] => [
  CHOOSE,
  ...(all ? [{ value: ALL, label: all }] : []),
  ...some.map(({ id, name, production }) => ({
    value: id,
    label: production ? `${name} (production)` : name,
  })),
];
