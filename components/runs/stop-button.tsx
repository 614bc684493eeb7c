'use client';

import * as actions from '@/app/(main)/runs/actions';
import { productionIn } from '@/components/environments/prod-note';
import { type Act, Acts } from '@/components/form/act-button';
import { told } from '@/components/form/told';
import { runsText } from './run-looks';
import { stoppedText } from './stopped-text';

type Of = {
  schedule: { id: string; name: string; environment: { name: string; production: boolean } };
  /** How many runs of it can be stopped; without any there is no button. */
  count: number;
};

/** Stops the running tasks of a schedule, and what waits for another attempt or a call-back. */
export const StopButton = (of: Of) => <Acts acts={{ stop: of.count > 0 && stopAct(of) }} />;

const stopAct = ({ schedule: { id, name, environment }, count }: Of): Act => ({
  label: `Stop ${runsText(count)}`,
  icon: 'stop_circle',
  variant: 'danger',
  title: `Stop ${runsText(count)} of ${name}?`,
  consequence:
    'ECS is told to stop their tasks, what waits for another attempt is cancelled, and so is what waits for a call-back, though its receiver may go on. What was done stays done. The schedule itself goes on.',
  reasonNeeded: true,
  production: productionIn(environment),
  run: (reason) => told(actions.stopAll({ id, reason }), stoppedText),
});
