'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/tokens/actions';
import { Failure } from '@/components/form/failure';
import { PlaceFields } from '@/components/form/place-fields';
import { useForm } from '@/components/form/use-form';
import { Alive } from '@/components/ui/alive';
import { Button, ButtonLink } from '@/components/ui/button';
import { SelectField, type SelectOption } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import type { TokenChoices } from '@/lib/tokens/queries';
import { MadeToken } from './made-token';
import { DAYS, EMPTY, FIELDS, inputOf, missingOf, type TokenForm } from './token-form';
import { SCOPE_WORDS } from './token-words';

const CHOOSE: SelectOption = { value: '', label: 'Choose' };
const SCOPES = Object.entries(SCOPE_WORDS).map(([value, label]) => ({ value, label }));

/** Says what a token may do at most, and shows it once it is made: this once. */
export function NewToken({ choices }: { choices: TokenChoices }) {
  const [entered, setEntered] = useState(EMPTY);
  const [made, setMade] = useState<string | null>(null);
  const set = (change: Partial<TokenForm>) => setEntered((before) => ({ ...before, ...change }));
  const { busy, problems, failure, form } = useForm({
    fields: FIELDS,
    check: () => missingOf(entered),
    send: () => actions.create(inputOf(entered)),
    done: ({ token }) => setMade(token),
  });

  if (made) return <MadeToken name={entered.name.trim()} token={made} />;

  const field = (name: keyof TokenForm) => ({
    name,
    value: entered[name],
    onChange: (value: string) => set({ [name]: value }),
    error: problems[name],
    required: true,
  });
  return (
    <form {...form} className="panel page-form">
      <Alive>
        <Failure>{failure}</Failure>
        <TextField
          {...field('name')}
          label="Name"
          hint="What uses it, as in deployment."
          autoComplete="off"
        />
        <div className="field-pair">
          <PlaceFields choices={choices} value={entered} onChange={set} problems={problems} />
          <SelectField
            {...field('role')}
            label="Role"
            hint="Not above yours there."
            options={[CHOOSE, ...choices.roles.map((role) => ({ value: role, label: role }))]}
          />
          <SelectField {...field('scope')} label="May" hint="With its role." options={[CHOOSE, ...SCOPES]} />
          <SelectField {...field('days')} label="Valid for" options={[CHOOSE, ...DAYS]} />
        </div>
        <div className="form-bar">
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
