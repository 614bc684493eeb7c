'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/schedules/actions';
import { ProdNote, productionIn } from '@/components/environments/prod-note';
import { FormDialog } from '@/components/form/form-dialog';
import { REASON_MISSING, ReasonField } from '@/components/form/reason-field';
import { rememberReason } from '@/components/form/recent-reasons';
import { useForm } from '@/components/form/use-form';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ShownSecret, ShownSecretFooter } from './shown-secret';

type Secret = {
  scheduleId: string;
  targetId: string;
  /** A JSON pointer; null is what a webhook is signed with. */
  field: string | null;
  environment: { name: string; production: boolean };
};

/** Shows what one secret field holds, once a reason is given, until the dialog is closed. */
export function ShowSecret({ secret }: { secret: Secret }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        small
        variant="text"
        icon="visibility"
        aria-haspopup="dialog"
        aria-label={`Show ${nameOf(secret)}`}
        onClick={() => setOpen(true)}
      >
        Show
      </Button>
      {open && <SecretDialog secret={secret} onClose={() => setOpen(false)} />}
    </>
  );
}

const nameOf = ({ field }: Secret): string => field ?? 'the signing secret';

type SecretDialogProps = { secret: Secret; onClose: () => void };

/** What it shows is kept nowhere but in itself. */
function SecretDialog({ secret, onClose }: SecretDialogProps) {
  const { scheduleId, targetId, field, environment } = secret;
  const [reason, setReason] = useState('');
  const [value, setValue] = useState<string | null>(null);
  const form = useForm({
    fields: ['reason'],
    check: () => (reason.trim() ? {} : { reason: REASON_MISSING }),
    send: () => {
      const asked = { id: scheduleId, targetId, reason };
      return field === null ? actions.signingSecret(asked) : actions.secret({ ...asked, field });
    },
    done: (shown) => {
      rememberReason(reason.trim());
      setValue(shown.value);
    },
  });

  if (value !== null)
    return (
      <Dialog
        open
        onClose={onClose}
        title={`Value of ${nameOf(secret)}`}
        footer={<ShownSecretFooter value={value} onClose={onClose} />}
      >
        <ProdNote environment={environment} />
        <ShownSecret value={value} />
      </Dialog>
    );
  return (
    <FormDialog
      title={`Show ${nameOf(secret)}?`}
      act={{ label: 'Show', icon: 'visibility' }}
      use={form}
      production={productionIn(environment)}
      onClose={onClose}
    >
      <ReasonField
        value={reason}
        onChange={setReason}
        error={form.problems.reason}
        hint="That you saw this secret, and why, is kept in the activity."
        first
      />
    </FormDialog>
  );
}
