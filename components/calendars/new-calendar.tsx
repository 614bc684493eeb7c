'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useRef, useState } from 'react';
import * as actions from '@/app/(main)/calendars/actions';
import { answerOf } from '@/components/form/answer-of';
import { Alive } from '@/components/ui/alive';
import { Button, ButtonLink } from '@/components/ui/button';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import styles from './calendars.module.css';

type NewCalendarProps = {
  teams: readonly { id: string; name: string }[];
  /** Whether it may be for all teams. */
  forAll: boolean;
};

/** Names a calendar and says for whom it is; its page comes next. */
export function NewCalendar({ teams, forAll }: NewCalendarProps) {
  const router = useRouter();
  const toast = useToast();
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState('');
  const [teamId, setTeamId] = useState((!forAll && teams[0]?.id) || '');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const result = await answerOf(actions.create({ name, teamId: teamId || null }));
    if (!result.ok) {
      setBusy(false);
      setError(result.error.message);
      return form.current?.querySelector('input')?.focus();
    }
    toast({ message: `${name.trim()} is created. Enter its dates.`, tone: 'good' });
    router.push(`/calendars/${result.value.id}`);
  };

  return (
    <form ref={form} className={`panel ${styles.form}`} onSubmit={submit} noValidate>
      <Alive>
        <TextField
          name="name"
          label="Name"
          hint="As in England bank holidays."
          value={name}
          onChange={setName}
          error={error}
          required
          autoComplete="off"
        />
        <SelectField
          name="teamId"
          label="For"
          hint="Schedules of other teams can't follow the calendar of a team."
          value={teamId}
          onChange={setTeamId}
          options={[
            ...(forAll ? [{ value: '', label: 'All teams' }] : []),
            ...teams.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <div className="form-bar">
          <ButtonLink href="/calendars" variant="text">
            Cancel
          </ButtonLink>
          <Button type="submit" variant="primary" busy={busy}>
            Create the calendar
          </Button>
        </div>
      </Alive>
    </form>
  );
}
