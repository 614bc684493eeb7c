import type { Tone } from '@/components/ui/chip';
import type { ProgressView } from '@/lib/adopt/views';

type Look = { label: string; tone: Tone; icon: string; text: string };

/** What each step of taking over and giving back is called, and what happens in it. */
export const STEP_LOOKS: Record<ProgressView['step'], Look> = {
  prepare: {
    label: 'Preparing',
    tone: 'info',
    icon: 'hourglass_empty',
    text: "Rota's AWS schedules are made, disabled. The original still runs.",
  },
  disable: {
    label: 'Switching',
    tone: 'info',
    icon: 'hourglass_empty',
    text: 'The original is disabled between two of its runs.',
  },
  enable: {
    label: 'Switching',
    tone: 'info',
    icon: 'hourglass_empty',
    text: "The original is disabled, Rota's schedule is turned on.",
  },
  adopted: { label: 'Taken over', tone: 'good', icon: 'check_circle', text: 'The original is disabled.' },
  release: {
    label: 'Giving back',
    tone: 'info',
    icon: 'hourglass_empty',
    text: "Rota's AWS schedules are disabled.",
  },
  restore: {
    label: 'Giving back',
    tone: 'info',
    icon: 'hourglass_empty',
    text: 'The original is made what it was.',
  },
  remove: {
    label: 'Giving back',
    tone: 'info',
    icon: 'hourglass_empty',
    text: "Rota's schedule is deleted.",
  },
  returned: { label: 'Given back', tone: 'neutral', icon: 'undo', text: 'The original is what it was.' },
};

/** Whether a worker has nothing left to do. */
export const isAtRest = ({ step }: Pick<ProgressView, 'step'>): boolean =>
  step === 'adopted' || step === 'returned';
