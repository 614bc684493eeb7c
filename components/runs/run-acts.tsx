'use client';

import * as actions from '@/app/(main)/runs/actions';
import { isBad, type RunState } from '@/lib/runs/filter';
import { ActButton } from './act-button';
import { GOES_ON, stoppedText } from './stopped-text';
import { told } from './told';

type RunActsProps = {
  run: {
    id: string;
    scheduleName: string;
    state: RunState;
    stoppable: boolean;
    /** Whether it waits for a call-back. */
    awaited: boolean;
    gone: boolean;
  };
  production: readonly string[];
  may: { cancel: boolean; redrive: boolean; rerun: boolean; stop: boolean };
};

/** What can be done about one run as it stands. */
export function RunActs({ run, production, may }: RunActsProps) {
  const { id, scheduleName, state, stoppable, awaited, gone } = run;
  const over = !['planned', 'waiting', 'running'].includes(state);
  return (
    <>
      {may.redrive && isBad(state) && !gone && (
        <ActButton
          act={{
            label: 'Send again',
            icon: 'replay',
            variant: 'primary',
            title: `Send this run of ${scheduleName} again?`,
            consequence:
              'The same run goes out once more, with all of its attempts anew. What came through before may be done twice.',
            reasonNeeded: false,
            production,
            run: (reason) => told(actions.redrive({ id, reason }), () => 'It is sent again.'),
          }}
        />
      )}
      {may.rerun && over && !gone && (
        <ActButton
          act={{
            label: 'Run this slot again',
            icon: 'event_repeat',
            title: `Run this slot of ${scheduleName} again?`,
            consequence:
              'A new run with the target as it is now. Its payload names the slot of this one. This run stays as it is.',
            reasonNeeded: false,
            production,
            run: (reason, requestId) =>
              told(
                actions.rerun({ id, reason, requestId }),
                () => 'The slot runs again, as a run of its own.',
              ),
          }}
        />
      )}
      {may.cancel && (state === 'planned' || state === 'waiting') && (
        <ActButton
          act={{
            label: 'Cancel it',
            icon: 'cancel',
            variant: 'danger',
            title: `Cancel this run of ${scheduleName}?`,
            consequence: 'It is not sent any more. Its slot is not made up for.',
            reasonNeeded: true,
            production,
            run: (reason) => told(actions.cancel({ id, reason }), () => 'It is cancelled.'),
          }}
        />
      )}
      {may.stop && stoppable && (
        <ActButton
          act={{
            label: 'Stop it',
            icon: 'stop_circle',
            variant: 'danger',
            title: `Stop this run of ${scheduleName}?`,
            consequence: 'ECS is told to stop its tasks. What they have done stays done.',
            reasonNeeded: true,
            production,
            run: (reason) => told(actions.stop({ id, reason }), stoppedText),
          }}
        />
      )}
      {may.stop && awaited && (
        <ActButton
          act={{
            label: 'End it',
            icon: 'stop_circle',
            variant: 'danger',
            title: `End this run of ${scheduleName}?`,
            consequence: `Rota waits for its call-back no longer, and the run ends as cancelled. ${GOES_ON}`,
            reasonNeeded: true,
            production,
            run: (reason) => told(actions.stop({ id, reason }), stoppedText),
          }}
        />
      )}
    </>
  );
}
