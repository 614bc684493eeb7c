/** Codes of audited actions as people read them. */
export const SCHEDULE_ACTIONS: Readonly<Record<string, string>> = {
  'schedule.create': 'Created',
  'schedule.update': 'Changed',
  'schedule.pause': 'Paused',
  'schedule.resume': 'Resumed',
  'schedule.disable': 'Disabled',
  'schedule.enable': 'Enabled',
  'schedule.delete': 'Deleted',
  'schedule.complete': 'Completed',
  'schedule.end-pause': 'Pause ended',
  'schedule.sync': 'Synced with AWS',
};

export const ACTIVITY_ACTIONS: Readonly<Record<string, string>> = {
  'sign-in': 'Sign-in',
  'sign-out': 'Sign-out',
  denied: 'Denied',
  'team.create': 'Team created',
  'team.rename': 'Team renamed',
  'schedule.retry-sync': 'Sync retried',
  'freeze.start': 'Frozen',
  'freeze.lift': 'Freeze lifted',
};

/** The words for an action's code; the code itself where it is unknown. */
export const actionName = (code: string): string => SCHEDULE_ACTIONS[code] ?? ACTIVITY_ACTIONS[code] ?? code;
