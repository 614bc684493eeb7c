'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import * as actions from '@/app/(main)/teams/actions';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';

/** Names a team: a new one, or one that exists. */
export function TeamDialog({
  team,
  onClose,
}: {
  team: { id: string; name: string } | null;
  onClose: () => void;
}) {
  const toast = useToast();
  const form = useRef<HTMLFormElement>(null);
  const formId = useId();
  const [name, setName] = useState(team?.name ?? '');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const problem = await save(team, name);
    setBusy(false);
    setError(problem);
    if (problem) return form.current?.querySelector('input')?.focus();
    toast({ message: team ? `The team is now called ${name}.` : `Team ${name} is created.`, tone: 'good' });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={team ? `Rename ${team.name}` : 'New team'}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" busy={busy}>
            {team ? 'Rename' : 'Create the team'}
          </Button>
        </>
      }
    >
      <form id={formId} ref={form} onSubmit={submit} noValidate>
        <TextField
          name="name"
          label="Name"
          value={name}
          onChange={setName}
          error={error}
          required
          autoComplete="off"
          data-autofocus=""
        />
      </form>
    </Dialog>
  );
}

/** @returns what is wrong, or null */
async function save(team: { id: string } | null, name: string): Promise<string | null> {
  try {
    const result = await (team ? actions.rename({ id: team.id, name }) : actions.create({ name }));
    return result.ok ? null : result.error.message;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return 'Rota did not answer. Look at the list before you try again.';
  }
}
