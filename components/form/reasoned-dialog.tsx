'use client';

import { type ReactNode, useState } from 'react';
import type { ButtonVariant } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';
import type { ActionError, ActionResult } from '@/lib/action';
import { FormDialog } from './form-dialog';
import { type Kept, REASON_MISSING, ReasonField } from './reason-field';
import { rememberReason } from './recent-reasons';
import { RecentReasons } from './recent-reasons-list';
import { requestId } from './request-id';
import type { Told } from './told';
import { useForm } from './use-form';

type ReasonedDialogProps = {
  title: string;
  act: { label: string; icon: string; variant?: ButtonVariant | undefined };
  /** The names of the production environments that it reaches. */
  production: readonly string[];
  /** Where the reason stands afterwards; by default the activity. */
  kept?: Kept | undefined;
  /** Whether it may be left out why. */
  optional?: boolean | undefined;
  /** @param request names this opening of the dialog: what is sent again under it is done once */
  onConfirm: (reason: string, request: string) => Promise<ActionResult<Told>>;
  /** What is said of a refusal that is about more than the reason; by default its message. */
  refusal?: ((error: ActionError) => ReactNode) | undefined;
  onClose: () => void;
  /** What follows from it, and what else there is to enter. */
  children: ReactNode;
};

/** Says what follows from an act, asks why, does it, and tells how it went. The reason has the focus, Enter confirms. */
export function ReasonedDialog(props: ReasonedDialogProps) {
  const { title, act, production, kept, optional = false, onConfirm, refusal, onClose, children } = props;
  const toast = useToast();
  const [request] = useState(requestId);
  const [reason, setReason] = useState('');
  const given = reason.trim();
  const form = useForm({
    fields: ['reason'],
    check: () => (optional || given ? {} : { reason: REASON_MISSING }),
    send: () => onConfirm(given, request),
    done: (told) => {
      if (given) rememberReason(given);
      toast(told);
      onClose();
    },
  });
  return (
    <FormDialog
      title={title}
      act={act}
      cancel="Not now"
      use={form}
      production={production}
      refusal={refusal}
      after={<RecentReasons onChoose={setReason} />}
      onClose={onClose}
    >
      {children}
      <ReasonField
        value={reason}
        onChange={setReason}
        error={form.problems.reason}
        kept={kept}
        optional={optional}
        first
      />
    </FormDialog>
  );
}
