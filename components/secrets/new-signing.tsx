'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import * as actions from '@/app/(main)/schedules/actions';
import { answerOf } from '@/components/form/answer-of';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { Dialog } from '@/components/ui/dialog';
import { useToast } from '@/components/ui/toast';
import { ShownSecret, ShownSecretFooter } from './shown-secret';

type NewSigningProps = {
  scheduleId: string;
  targetId: string;
  /** Whether it is new, and nobody has seen it. */
  unseen: boolean;
};

/** Shows a new signing secret once. It stays on the page while it is shown, though by then it is not new any more. */
export function NewSigning({ scheduleId, targetId, unseen }: NewSigningProps) {
  const router = useRouter();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const [value, setValue] = useState<string | null>(null);

  const show = async () => {
    setBusy(true);
    const result = await answerOf(actions.newSigningSecret({ id: scheduleId, targetId }));
    setBusy(false);
    if (result.ok) return setValue(result.value.value);
    toast({ message: result.error.message, tone: 'bad' });
    router.refresh();
  };
  const close = () => {
    setValue(null);
    router.refresh();
  };

  return (
    <>
      {unseen && (
        <>
          <Chip tone="info">New</Chip>
          <Button small icon="key" busy={busy} aria-haspopup="dialog" onClick={show}>
            Show it once
          </Button>
        </>
      )}
      {value !== null && (
        <Dialog
          open
          onClose={close}
          title="The new signing secret"
          footer={<ShownSecretFooter value={value} onClose={close} />}
        >
          <p>
            Give it to the receiver now, which checks with it that a message is from Rota. Only who may see
            secrets can show it again.
          </p>
          <ShownSecret value={value} />
        </Dialog>
      )}
    </>
  );
}
