'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { may, type Role } from '@/lib/auth/roles';
import { ACT_NAMES, ACTS, type ActName } from './acts';
import { ReasonDialog } from './reason-dialog';
import { type ActedOn, useAct } from './use-act';

type StateButtonsProps = {
  schedule: ActedOn;
  role: Role;
  /** Which acts are offered where the state and the role allow them; all by default. */
  offered?: readonly ActName[];
  small?: boolean;
};

/** The acts that a person may do on a schedule's state, each behind a dialog that asks why. */
export function StateButtons({ schedule, role, offered = ACT_NAMES, small }: StateButtonsProps) {
  const [asking, setAsking] = useState<ActName | null>(null);
  const { perform, busy } = useAct(schedule);
  const possible = offered.filter(
    (name) => ACTS[name].from.includes(schedule.state) && may(role, ACTS[name].permission),
  );
  return (
    <>
      {possible.map((name) => (
        <Button
          key={ACTS[name].switch}
          icon={ACTS[name].icon}
          small={small}
          onClick={() => setAsking(name)}
          aria-haspopup="dialog"
        >
          {ACTS[name].label}
          {small && <span className="visually-hidden"> {schedule.name}</span>}
        </Button>
      ))}
      {asking && (
        <ReasonDialog
          act={asking}
          schedule={schedule}
          busy={busy}
          onClose={() => setAsking(null)}
          onConfirm={(reason, until) => perform(asking, reason, until)}
        />
      )}
    </>
  );
}
