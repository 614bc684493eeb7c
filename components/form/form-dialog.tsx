'use client';

import type { ReactNode } from 'react';
import { ProdNames } from '@/components/environments/prod-note';
import { Button, type ButtonVariant } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import type { ActionError } from '@/lib/action';
import { Failure } from './failure';
import type { UsedForm } from './use-form';

type FormDialogProps = {
  title: string;
  act: {
    label: string;
    icon?: string | undefined;
    variant?: ButtonVariant | undefined;
    disabled?: boolean | undefined;
  };
  /** What leaves it undone. */
  cancel?: string | undefined;
  use: UsedForm;
  /** The names of the production environments that it reaches. */
  production: readonly string[];
  /** What follows from it. */
  intro?: ReactNode;
  /** What is said of a refusal that is about none of its fields; by default its message. */
  refusal?: ((error: ActionError) => ReactNode) | undefined;
  /** What stands below the fields and is not one. */
  after?: ReactNode;
  onClose: () => void;
  /** The fields. */
  children: ReactNode;
};

/** A form in a dialog: Enter sends it. What has the focus first carries `data-autofocus`. */
export function FormDialog(props: FormDialogProps) {
  const { title, act, cancel = 'Cancel', use, production, intro, refusal, after, onClose, children } = props;
  const { busy, failure, refused, form } = use;
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            {cancel}
          </Button>
          <Button
            type="submit"
            form={form.id}
            variant={act.variant ?? 'primary'}
            icon={act.icon}
            disabled={act.disabled}
            busy={busy}
          >
            {act.label}
          </Button>
        </>
      }
    >
      <ProdNames names={production} />
      {intro}
      <Failure>{failure && refused && refusal ? refusal(refused) : failure}</Failure>
      <form {...form} className="stack">
        {children}
      </form>
      {after}
    </Dialog>
  );
}
