import * as actions from '@/app/(main)/drift/actions';
import { productionIn } from '@/components/environments/prod-note';
import type { Act } from '@/components/form/act-button';
import { told } from '@/components/form/told';
import { syncSentence } from '@/components/schedules/sync-sentence';

export type Decision = 'restore' | 'accept';

const LOOKS = {
  restore: {
    label: 'Restore ours',
    icon: 'restore',
    variant: 'primary',
    run: actions.restore,
    consequence: () =>
      'Rota writes over what AWS has. What somebody changed or switched off there is undone.',
    done: 'is restored',
  },
  accept: {
    label: 'Accept theirs',
    icon: 'download',
    variant: 'secondary',
    run: actions.accept,
    consequence: (gone: boolean) =>
      gone
        ? 'AWS has it no more: it is deleted in Rota as well. Its history stays.'
        : 'Rota takes over what AWS has, as a new version. What is switched off there is paused here; a target that is missing there is removed.',
    done: 'has what AWS has',
  },
} as const;

type Decided = {
  schedule: { id: string; name: string; environment: { name: string; production: boolean } };
  seen: string[];
  /** Whether nothing of it is left in AWS. */
  gone: boolean;
};

/** A decision on what AWS has of a schedule. */
export function decideAct(decision: Decision, { schedule, seen, gone }: Decided): Act {
  const { label, icon, variant, run, consequence, done } = LOOKS[decision];
  return {
    label,
    icon,
    variant,
    title: `${label}: ${schedule.name}?`,
    consequence: consequence(gone),
    reasonNeeded: true,
    kept: 'history',
    production: productionIn(schedule.environment),
    run: (reason) =>
      told(run({ id: schedule.id, reason, seen }), ({ sync }) => ({
        message: `${schedule.name} ${done}. ${syncSentence(sync)}`,
        tone: sync.status === 'live' ? 'good' : 'warn',
      })),
  };
}
