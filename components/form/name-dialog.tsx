'use client';

import { useState } from 'react';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/action';
import { FormDialog } from './form-dialog';
import { useForm } from './use-form';

type NameDialogProps = {
  title: string;
  /** What the button says. */
  act: string;
  /** As it is; '' of what is new. */
  name: string;
  send: (name: string) => Promise<ActionResult<unknown>>;
  /** What is told once it is done. */
  done: (name: string) => string;
  onClose: () => void;
};

/** Gives something a name. */
export function NameDialog({ title, act, name: before, send, done, onClose }: NameDialogProps) {
  const toast = useToast();
  const [name, setName] = useState(before);
  const form = useForm({
    fields: ['name'],
    send: () => send(name),
    done: () => {
      toast({ message: done(name.trim()), tone: 'good' });
      onClose();
    },
  });
  return (
    <FormDialog title={title} act={{ label: act }} use={form} production={[]} onClose={onClose}>
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
