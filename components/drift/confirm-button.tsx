'use client';

import * as actions from '@/app/(main)/drift/actions';
import { ActButton } from '@/components/form/act-button';
import { told } from '@/components/form/told';
import type { ScanView } from '@/lib/drift/queries';

/** Confirms what stopped because it concerned too many. */
export function ConfirmButton({ scan }: { scan: ScanView }) {
  const { environmentId, name, heldMissing, heldSurplus } = scan;
  return (
    <ActButton
      small
      act={{
        label: 'Confirm',
        confirm: `Confirm ${heldMissing + heldSurplus}`,
        icon: 'check',
        title: `${name}: is this so?`,
        consequence: (
          <ul className="muted">
            {heldMissing > 0 && (
              <li>{heldMissing} schedules are marked as missing, and each waits for a decision.</li>
            )}
            {heldSurplus > 0 && <li>{heldSurplus} schedules are deleted in AWS.</li>}
          </ul>
        ),
        reasonNeeded: true,
        production: [],
        run: (reason) => told(actions.confirm({ environmentId, reason }), `${name}: Rota goes on.`),
      }}
    />
  );
}
