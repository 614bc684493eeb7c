import type { State } from '@/lib/schedules/schema';

/** What saving means for whether a schedule runs. `state` is that of the stored one, if there is one. */
export function stateSentence(state: State | undefined, startPaused: boolean): string {
  if (state === undefined)
    return startPaused
      ? 'It starts paused: nothing runs until somebody resumes it.'
      : 'It is on at once, and tells you whether it is live in AWS.';
  switch (state) {
    case 'paused':
      return 'It stays paused: the change takes effect when somebody resumes it.';
    case 'disabled':
      return 'It stays off: the change takes effect when somebody enables it.';
    case 'completed':
      return 'It was completed; saving turns it on again.';
    default:
      return 'The change takes effect in AWS at once, and this page tells you whether it did.';
  }
}
