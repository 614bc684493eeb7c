'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import * as actions from '@/app/(main)/calendars/actions';
import { Failure } from '@/components/form/failure';
import { useForm } from '@/components/form/use-form';
import { Alive } from '@/components/ui/alive';
import { Button, ButtonLink } from '@/components/ui/button';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';

type NewCalendarProps = {
  teams: readonly { id: string; name: string }[];
  /** Whether it may be for all teams. */
  forAll: boolean;
};

/** Names a calendar and says for whom it is; its page comes next. */
export function NewCalendar({ teams, forAll }: NewCalendarProps) {
  const router = useRouter();
  const toast = useToast();
  const [name, setName] = useState('');
  const [teamId, setTeamId] = useState((!forAll && teams[0]?.id) || '');
  const { busy, problems, failure, form } = useForm({
    fields: ['name', 'teamId'],
    send: () => actions.create({ name, teamId: teamId || null }),
    done: ({ id }) => {
      toast({ message: `${name.trim()} is created. Enter its dates.`, tone: 'good' });
      router.push(`/calendars/${id}`);
    },
    leaves: true,
  });
  return (
    <form {...form} className="panel page-form">
      <Alive>
        <Failure>{failure}</Failure>
        <TextField
          name="name"
          label="Name"
          hint="As in England bank holidays."
          value={name}
          onChange={setName}
          error={problems.name}
          required
          autoComplete="off"
        />
        <SelectField
          name="teamId"
          label="For"
          hint="Schedules of other teams can't follow the calendar of a team."
          value={teamId}
          onChange={setTeamId}
          error={problems.teamId}
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
