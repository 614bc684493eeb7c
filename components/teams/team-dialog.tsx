'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/teams/actions';
import { FormDialog } from '@/components/form/form-dialog';
import { useForm } from '@/components/form/use-form';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/action';

type TeamDialogProps = { team: { id: string; name: string } | null; onClose: () => void };

/** Names a team: a new one, or one that exists. */
export function TeamDialog({ team, onClose }: TeamDialogProps) {
  const toast = useToast();
  const [name, setName] = useState(team?.name ?? '');
  const form = useForm({
    fields: ['name'],
    send: (): Promise<ActionResult<unknown>> =>
      team ? actions.rename({ id: team.id, name }) : actions.create({ name }),
    done: () => {
      toast({ message: team ? `The team is now called ${name}.` : `Team ${name} is created.`, tone: 'good' });
      onClose();
    },
  });
  return (
    <FormDialog
      title={team ? `Rename ${team.name}` : 'New team'}
      act={{ label: team ? 'Rename' : 'Create the team' }}
      use={form}
      production={[]}
      onClose={onClose}
    >
      <TextField
        name="name"
        label="Name"
        value={name}
        onChange={setName}
        error={form.problems.name}
        required
        autoComplete="off"
        data-autofocus=""
      />
    </FormDialog>
  );
}
