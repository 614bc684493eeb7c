'use client';

import * as actions from '@/app/(main)/drift/actions';
import { productionIn } from '@/components/environments/prod-note';
import { ActButton } from '@/components/form/act-button';
import { told } from '@/components/form/told';

type Place = { id: string; name: string; production: boolean };

/** Ends a recovery. */
export function EndRecoveryButton({ environment, disabled }: { environment: Place; disabled: boolean }) {
  const { id, name } = environment;
  return (
    <ActButton
      disabled={disabled}
      act={{
        label: 'End recovery',
        icon: 'play_arrow',
        variant: 'primary',
        title: `End the recovery of ${name}?`,
        consequence:
          'Rota writes to AWS again what was decided, completes what has run for the last time, ends pauses that are over, and goes on with bulk acts.',
        reasonNeeded: true,
        production: productionIn(environment),
        run: (reason) =>
          told(
            actions.endRecovery({ environmentId: id, reason }),
            `${name}: the recovery has ended. Rota writes to AWS again.`,
          ),
      }}
    />
  );
}
