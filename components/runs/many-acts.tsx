'use client';

import * as actions from '@/app/(main)/runs/actions';
import { ActButton } from '@/components/form/act-button';
import { told } from '@/components/form/told';
import type { RunSelection } from '@/lib/runs/filter';
import type { Actable } from '@/lib/runs/queries';
import { runsText } from './run-looks';
import { GOES_ON } from './stopped-text';

type ManyActsProps = {
  filter: RunSelection;
  counts: Actable;
  /** The production environments that the filter reaches. */
  production: readonly string[];
};

/** What can be done to all runs of a filter: the count stands in each button. */
export function ManyActs({ filter, counts, production }: ManyActsProps) {
  const { cancel, end, redrive } = counts;
  return (
    <>
      {redrive > 0 && (
        <ActButton
          act={{
            label: `Send ${runsText(redrive)} again`,
            icon: 'replay',
            title: `Send ${runsText(redrive)} again?`,
            consequence:
              'Each run of the filter that failed, was given up, is unknown or was missed goes out once more, with all of its attempts anew. What came through before may be done twice.',
            reasonNeeded: false,
            production,
            run: (reason) =>
              told(
                actions.redriveAll({ filter, atMost: redrive, reason }),
                ({ count }) => `${runsText(count)}: sent again.`,
              ),
          }}
        />
      )}
      {cancel > 0 && (
        <ActButton
          act={{
            label: `Cancel ${runsText(cancel)}`,
            icon: 'cancel',
            variant: 'danger',
            title: `Cancel ${runsText(cancel)}?`,
            consequence:
              'Each run of the filter that nothing was sent for yet, or that waits for another attempt, ends. It is not made up for.',
            reasonNeeded: true,
            production,
            run: (reason) =>
              told(
                actions.cancelAll({ filter, atMost: cancel, reason }),
                ({ count }) => `${runsText(count)}: cancelled.`,
              ),
          }}
        />
      )}
      {end > 0 && (
        <ActButton
          act={{
            label: `End ${runsText(end)} awaiting a call-back`,
            icon: 'stop_circle',
            variant: 'danger',
            title: `End ${runsText(end)} awaiting a call-back?`,
            consequence: `Rota waits for the call-backs of the filter’s runs no longer, and they end as cancelled. ${GOES_ON}`,
            reasonNeeded: true,
            production,
            run: (reason) =>
              told(
                actions.endAll({ filter, atMost: end, reason }),
                ({ count }) => `${runsText(count)}: no call-back is waited for any more.`,
              ),
          }}
        />
      )}
    </>
  );
}
