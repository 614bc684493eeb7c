'use client';

import * as actions from '@/app/(main)/runs/actions';
import { type Act, Acts } from '@/components/form/act-button';
import { told } from '@/components/form/told';
import type { RunSelection } from '@/lib/runs/filter';
import type { Actable } from '@/lib/runs/queries';
import { runsText } from './run-looks';
import { GOES_ON } from './stopped-text';

type ManyActsProps = { filter: RunSelection; counts: Actable };

type Of = {
  filter: RunSelection;
  /** How many runs there are now: it is done to no more. */
  atMost: number;
  production: readonly string[];
};

/** What can be done to all runs of a filter: the count stands in each button. */
export function ManyActs({ filter, counts }: ManyActsProps) {
  const { cancel, end, redrive, production } = counts;
  return (
    <Acts
      variant="secondary"
      acts={{
        redrive: redrive > 0 && redriveAct({ filter, atMost: redrive, production: production.redrive }),
        cancel: cancel > 0 && cancelAct({ filter, atMost: cancel, production: production.cancel }),
        end: end > 0 && endAct({ filter, atMost: end, production: production.end }),
      }}
    />
  );
}

const redriveAct = ({ production, ...some }: Of): Act => ({
  label: `Send ${runsText(some.atMost)} again`,
  icon: 'replay',
  title: `Send ${runsText(some.atMost)} again?`,
  consequence:
    'Each run of the filter that failed, was given up, is unknown or was missed goes out once more, with all of its attempts anew. What came through before may be done twice.',
  reasonNeeded: false,
  production,
  run: (reason) =>
    told(actions.redriveAll({ ...some, reason }), ({ count }) => `${runsText(count)}: sent again.`),
});

const cancelAct = ({ production, ...some }: Of): Act => ({
  label: `Cancel ${runsText(some.atMost)}`,
  icon: 'cancel',
  variant: 'danger',
  title: `Cancel ${runsText(some.atMost)}?`,
  consequence:
    'Each run of the filter that nothing was sent for yet, or that waits for another attempt, ends. It is not made up for.',
  reasonNeeded: true,
  production,
  run: (reason) =>
    told(actions.cancelAll({ ...some, reason }), ({ count }) => `${runsText(count)}: cancelled.`),
});

const endAct = ({ production, ...some }: Of): Act => ({
  label: `End ${runsText(some.atMost)} awaiting a call-back`,
  icon: 'stop_circle',
  variant: 'danger',
  title: `End ${runsText(some.atMost)} awaiting a call-back?`,
  consequence: `Rota waits for the call-backs of the filter’s runs no longer, and they end as cancelled. ${GOES_ON}`,
  reasonNeeded: true,
  production,
  run: (reason) =>
    told(
      actions.endAll({ ...some, reason }),
      ({ count }) => `${runsText(count)}: no call-back is waited for any more.`,
    ),
});
