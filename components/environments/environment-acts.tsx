'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import * as actions from '@/app/(main)/environments/actions';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { Button, ButtonLink } from '@/components/ui/button';
import type { EnvironmentDetail } from '@/lib/environments/queries';
import { ProdNote } from './prod-note';

const ACTS = {
  disable: {
    label: 'Disable',
    icon: 'block',
    run: actions.disable,
    done: 'is disabled',
    what: 'Rota makes no calls there any more and takes no changes of its schedules. What is in AWS stays as it is and goes on running.',
  },
  enable: {
    label: 'Enable',
    icon: 'play_circle_outline',
    run: actions.enable,
    done: 'is enabled',
    what: 'Rota brings AWS there in line with what the database says.',
  },
  remove: {
    label: 'Remove',
    icon: 'delete',
    run: actions.remove,
    done: 'is removed',
    what: 'Only Rota forgets it: nothing is changed in AWS.',
  },
} as const;

type Act = keyof typeof ACTS;

/** What an administrator can do with an environment, each behind a dialog that says what follows. */
export function EnvironmentActs({ environment }: { environment: EnvironmentDetail }) {
  const [asking, setAsking] = useState<Act | null>(null);
  const { id, disabledAt, schedules, fromVariables } = environment;
  const possible: Act[] = [
    disabledAt ? 'enable' : 'disable',
    ...(schedules === 0 && !fromVariables ? (['remove'] as const) : []),
  ];
  return (
    <>
      {!fromVariables && (
        <ButtonLink href={`/environments/${id}/edit`} icon="edit">
          Change
        </ButtonLink>
      )}
      {possible.map((act) => (
        <Button key={act} icon={ACTS[act].icon} aria-haspopup="dialog" onClick={() => setAsking(act)}>
          {ACTS[act].label}
        </Button>
      ))}
      {asking && <ActDialog act={asking} environment={environment} onClose={() => setAsking(null)} />}
    </>
  );
}

type ActDialogProps = { act: Act; environment: EnvironmentDetail; onClose: () => void };

function ActDialog({ act, environment, onClose }: ActDialogProps) {
  const { id, name, version, schedules } = environment;
  const { label, icon, run, done, what } = ACTS[act];
  const router = useRouter();
  const leave = () => {
    onClose();
    if (act === 'remove') router.push('/environments');
  };
  return (
    <ConfirmDialog
      title={`${label} ${name}?`}
      act={{ label, icon, variant: act === 'enable' ? 'primary' : 'danger' }}
      onConfirm={() => run({ id, version })}
      done={`${name} ${done}.`}
      onDone={leave}
      onClose={onClose}
    >
      <ProdNote environment={environment} />
      <p>
        {what}
        {schedules > 0 &&
          ` ${schedules.toLocaleString('en')} ${schedules === 1 ? 'schedule is' : 'schedules are'} kept there.`}
      </p>
    </ConfirmDialog>
  );
}
