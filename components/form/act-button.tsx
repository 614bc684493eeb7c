'use client';

import { type ReactNode, useState } from 'react';
import { Button, type ButtonVariant } from '@/components/ui/button';
import type { ActionError, ActionResult } from '@/lib/action';
import type { Kept } from './reason-field';
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
  kept?: Kept;
  /** The names of the production environments that it reaches. */
  production: readonly string[];
  /** @param request names this opening of the dialog */
  run(reason: string, request: string): Promise<ActionResult<Told>>;
  /** What is said of a refusal that is about more than the reason; by default its message. */
  refusal?: (error: ActionError) => ReactNode;
};

type ButtonsProps = {
  small?: boolean;
  /** How the buttons look where that is not as in their dialogs: one that stands over a whole list is not to shout. */
  variant?: ButtonVariant;
  disabled?: boolean;
  /** What it acts on, for whoever hears the button among others. */
  of?: string;
};

type ActsProps = ButtonsProps & {
  /** In the order of their buttons, by names that stay; false while one can't be done. */
  acts: Readonly<Record<string, Act | false>>;
};

/**
 * A button for each act, behind a dialog that says what follows and asks why. The dialog stays as it was opened, also
 * where the page is drawn anew meanwhile and the act has other words by then, or can't be done any more.
 */
export function Acts({ acts, small, variant, disabled, of }: ActsProps) {
  const [asked, setAsked] = useState<Act | null>(null);
  return (
    <>
      {Object.entries(acts).map(
        ([name, act]) =>
          act && (
            <Button
              key={name}
              icon={act.icon}
              variant={variant ?? act.variant}
              aria-haspopup="dialog"
              onClick={() => setAsked(act)}
              {...{ small, disabled }}
            >
              {act.label}
              {of && <span className="visually-hidden"> {of}</span>}
            </Button>
          ),
      )}
      {asked && <ActDialog act={asked} onClose={() => setAsked((now) => (now === asked ? null : now))} />}
    </>
  );
}

/** The same for one act alone. */
export const ActButton = ({ act, ...rest }: ButtonsProps & { act: Act }) => <Acts acts={{ act }} {...rest} />;

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
