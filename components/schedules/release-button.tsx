'use client';

import * as actions from '@/app/(main)/schedules/actions';
import { productionIn } from '@/components/environments/prod-note';
import { ActButton } from '@/components/form/act-button';
import { told } from '@/components/form/told';

type Held = {
  id: string;
  name: string;
  managedBy: string;
  environment: { name: string; production: boolean };
};

/** Lets a schedule be changed here again that lives in a file. */
export function ReleaseButton({ schedule: { id, name, managedBy, environment } }: { schedule: Held }) {
  return (
    <ActButton
      act={{
        label: 'Release',
        confirm: 'Release the schedule',
        icon: 'lock_open',
        title: `Release ${name}?`,
        consequence: `It is changed here then, as every other schedule. Take it out of ${managedBy} too: whoever applies that again takes it back.`,
        reasonNeeded: true,
        kept: 'history',
        production: productionIn(environment),
        run: (reason) =>
          told(actions.release({ id, reason }), `${name} is released: it is changed here now.`),
      }}
    />
  );
}
