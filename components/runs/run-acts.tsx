'use client';

import * as actions from '@/app/(main)/runs/actions';
import { type Act, Acts } from '@/components/form/act-button';
import { told } from '@/components/form/told';
import { isBad, type RunState } from '@/lib/runs/filter';
import { GOES_ON, stoppedText } from './stopped-text';

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

type Of = Pick<RunActsProps, 'run' | 'production'>;

/** What can be done about one run as it stands. */
export function RunActs({ run, production, may }: RunActsProps) {
  const { state, stoppable, awaited, gone } = run;
  const over = !['planned', 'waiting', 'running'].includes(state);
  const of = { run, production };
  return (
    <Acts
      acts={{
        redrive: may.redrive && isBad(state) && !gone && redrive(of),
        rerun: may.rerun && over && !gone && rerun(of),
        cancel: may.cancel && (state === 'planned' || state === 'waiting') && cancel(of),
        stop: may.stop && stoppable && stop(of),
        end: may.stop && awaited && end(of),
      }}
    />
  );
}

const redrive = ({ run: { id, scheduleName }, production }: Of): Act => ({
  label: 'Send again',
  icon: 'replay',
  variant: 'primary',
  title: `Send this run of ${scheduleName} again?`,
  consequence:
    'The same run goes out once more, with all of its attempts anew. What came through before may be done twice.',
  reasonNeeded: false,
  production,
  run: (reason) => told(actions.redrive({ id, reason }), 'It is sent again.'),
});

const rerun = ({ run: { id, scheduleName }, production }: Of): Act => ({
  label: 'Run this slot again',
  icon: 'event_repeat',
  title: `Run this slot of ${scheduleName} again?`,
  consequence:
    'A new run with the target as it is now. Its payload names the slot of this one. This run stays as it is.',
  reasonNeeded: false,
  production,
  run: (reason, requestId) =>
    told(actions.rerun({ id, reason, requestId }), 'The slot runs again, as a run of its own.'),
});

const ending = { variant: 'danger', reasonNeeded: true } as const;

const cancel = ({ run: { id, scheduleName }, production }: Of): Act => ({
  ...ending,
  label: 'Cancel it',
  icon: 'cancel',
  title: `Cancel this run of ${scheduleName}?`,
  consequence: 'It is not sent any more. Its slot is not made up for.',
  production,
  run: (reason) => told(actions.cancel({ id, reason }), 'It is cancelled.'),
});

const stopping = ({ run: { id }, production }: Of) => ({
  ...ending,
  icon: 'stop_circle',
  production,
  run: (reason: string) => told(actions.stop({ id, reason }), stoppedText),
});

const stop = (of: Of): Act => ({
  ...stopping(of),
  label: 'Stop it',
  title: `Stop this run of ${of.run.scheduleName}?`,
  consequence: 'ECS is told to stop its tasks. What they have done stays done.',
});

const end = (of: Of): Act => ({
  ...stopping(of),
  label: 'End it',
  title: `End this run of ${of.run.scheduleName}?`,
  consequence: `Rota waits for its call-back no longer, and the run ends as cancelled. ${GOES_ON}`,
});
