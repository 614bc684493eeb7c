import * as actions from '@/app/(main)/schedules/actions';
import type { ButtonVariant } from '@/components/ui/button';
import type { Permission } from '@/lib/auth/roles';
import type { State } from '@/lib/schedules/schema';

export type ActName = 'pause' | 'resume' | 'disable' | 'enable';

/** An act on the state of a schedule, as buttons, dialogs and messages name it. */
export type Act = {
  permission: Permission;
  /** Acts of one switch take turns in one button, which so keeps the focus. */
  switch: 'pause' | 'power';
  from: readonly State[];
  label: string;
  icon: string;
  variant: ButtonVariant;
  /** What follows from it, for the dialog. */
  consequence: string;
  done: string;
  reasonNeeded: boolean;
  run: typeof actions.pause;
  /** What takes it back with one click. */
  undo?: ActName;
};

export const ACTS: Record<ActName, Act> = {
  pause: {
    permission: 'schedule.pause',
    switch: 'pause',
    from: ['on'],
    label: 'Pause',
    icon: 'pause',
    variant: 'secondary',
    consequence:
      'It stops running, until then or until somebody resumes it. Runs that fall into the pause are not made up for.',
    done: 'is paused',
    reasonNeeded: true,
    run: actions.pause,
    undo: 'resume',
  },
  resume: {
    permission: 'schedule.resume',
    switch: 'pause',
    from: ['paused'],
    label: 'Resume',
    icon: 'play_arrow',
    variant: 'primary',
    consequence: 'It runs again from its next time on.',
    done: 'is on again',
    reasonNeeded: false,
    run: actions.resume,
    undo: 'pause',
  },
  disable: {
    permission: 'schedule.disable',
    switch: 'power',
    from: ['on', 'paused'],
    label: 'Disable',
    icon: 'power_settings_new',
    variant: 'secondary',
    consequence: 'It is off until an editor enables it again.',
    done: 'is off',
    reasonNeeded: true,
    run: actions.disable,
  },
  enable: {
    permission: 'schedule.enable',
    switch: 'power',
    from: ['disabled'],
    label: 'Enable',
    icon: 'power_settings_new',
    variant: 'primary',
    consequence: 'It runs again from its next time on.',
    done: 'is on again',
    reasonNeeded: false,
    run: actions.enable,
  },
};

export const ACT_NAMES = Object.keys(ACTS) as ActName[];
