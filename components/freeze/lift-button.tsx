'use client';

import * as actions from '@/app/(main)/freeze/actions';
import { ActButton } from '@/components/form/act-button';
import { told } from '@/components/form/told';
import { schedulesText } from '@/lib/bulk/actions';

type Lifted = { id: string; subject: string; schedules: number; production: readonly string[] };

/** Lifts one freeze, after a look at what follows from it. */
export function LiftButton({ freeze: { id, subject, schedules, production } }: { freeze: Lifted }) {
  return (
    <ActButton
      small
      of={`the freeze: ${subject}`}
      act={{
        label: 'Lift',
        confirm: `Lift: ${schedulesText(schedules)}`,
        icon: 'play_arrow',
        title: `Lift the freeze: ${subject}?`,
        consequence:
          'What was on runs again from its next time on; what is paused or off stays so, and so does whatever another freeze covers. A schedule that was to run once, at a time that has passed, stays off and is shown as missed.',
        reasonNeeded: false,
        production,
        run: (reason) =>
          told(
            actions.lift({ id, reason }),
            (lifted) =>
              `${subject}: the freeze is lifted. AWS switches on ${schedulesText(lifted.schedules)}.`,
          ),
      }}
    />
  );
}
