'use client';

import { type ReactNode, useState } from 'react';
import { Button, type ButtonVariant } from '@/components/ui/button';
import type { ActionError, ActionResult } from '@/lib/action';
import { ReasonedDialog } from './reasoned-dialog';
import type { Told } from './told';

/** Something that is done for a reason, as its button and its dialog name it. */
export type Act = {
  label: string;
  /** What the dialog's button says, where that is more than the label. */
  confirm?: string;
  icon: string;
  variant?: ButtonVariant;
  title: string;
  /** What follows from it. */
  consequence: ReactNode;
  reasonNeeded: boolean;
  /** Where the reason stands afterwards; by default the activity. */
  kept?: 'history' | 'activity';
  /** The names of the production environments that it reaches. */
  production: readonly string[];
  /** @param request names this opening of the dialog */
  run(reason: string, request: string): Promise<ActionResult<Told>>;
  /** How a refusal is shown that is about more than the reason. */
  refusal?: (error: ActionError) => ReactNode;
};

type ActButtonProps = {
  act: Act;
  small?: boolean;
  disabled?: boolean;
  /** What it acts on, for whoever hears the button among others. */
  of?: string;
};

/** A button for an act, behind a dialog that says what follows and asks why. */
export function ActButton({ act, small, disabled, of }: ActButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        icon={act.icon}
        variant={act.variant}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        {...{ small, disabled }}
      >
        {act.label}
        {of && <span className="visually-hidden"> {of}</span>}
      </Button>
      {open && <ActDialog act={act} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Says what follows from an act, asks why, and does it. */
export function ActDialog({ act, onClose }: { act: Act; onClose: () => void }) {
  const { title, label, confirm = label, icon, variant, production, kept, reasonNeeded, refusal } = act;
  return (
    <ReasonedDialog
      title={title}
      act={{ label: confirm, icon, variant }}
      production={production}
      kept={kept}
      optional={!reasonNeeded}
      onConfirm={act.run}
      refusal={refusal}
      onClose={onClose}
    >
      {typeof act.consequence === 'string' ? <p className="muted">{act.consequence}</p> : act.consequence}
    </ReasonedDialog>
  );
}
