'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/schedules/actions';
import { productionIn } from '@/components/environments/prod-note';
import { ActDialog } from '@/components/form/act-button';
import { told } from '@/components/form/told';
import { Button } from '@/components/ui/button';

type ReplaceSigningProps = {
  scheduleId: string;
  targetId: string;
  environment: { name: string; production: boolean };
};

/** Gives a webhook another signing secret at once, where somebody may know the present one who should not. */
export function ReplaceSigning({ scheduleId, targetId, environment }: ReplaceSigningProps) {
  const [open, setOpen] = useState(false);
  const act = {
    label: 'Replace at once',
    icon: 'lock_reset',
    variant: 'danger' as const,
    title: 'Replace the signing secret at once?',
    consequence:
      'For a secret that leaked: it stops signing now, and a new one signs. The receiver must take the new one at once, and accept the leaked one no more. Until it has the new one it refuses what Rota sends, unless it still uses the one of before a rotation in the last 24 hours: that signs on until these are over.',
    reasonNeeded: true,
    production: productionIn(environment),
    run: (reason: string) =>
      told(
        actions.replaceSigning({ id: scheduleId, targetId, reason }),
        () => 'There is a new signing secret. Show it, and give it to the receiver now.',
      ),
  };
  return (
    <>
      <Button small variant="text" icon={act.icon} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {act.label}
      </Button>
      {open && <ActDialog act={act} onClose={() => setOpen(false)} />}
    </>
  );
}
