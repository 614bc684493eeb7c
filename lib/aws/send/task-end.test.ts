import { expect, it } from 'vitest';
import { type Ended, problemOf } from './task-end';

const container = (exitCode: number | null, more: Partial<Ended> = {}): Ended => ({
  name: 'app',
  exitCode,
  reason: null,
  essential: true,
  ...more,
});
const helper = container(143, { name: 'helper', essential: false });
const stopped = (containers: Ended[], stopCode = 'EssentialContainerExited', stoppedReason = 'Why') =>
  problemOf({ containers, stopCode, stoppedReason });

it('a task whose essential containers exited with 0 succeeded, whatever its helpers exited with', () => {
  expect(stopped([container(0)])).toBeNull();
  expect(stopped([container(0), helper])).toBeNull();
});

it.each([
  ['an exit code', [container(3)], 'Container app ended with exit code 3.'],
  [
    'an exit code with a reason, beside a helper that did well',
    [container(137, { reason: 'OutOfMemoryError' }), { ...helper, exitCode: 0 }],
    'Container app ended with exit code 137 (OutOfMemoryError).',
  ],
  [
    'two of them',
    [container(1), container(2, { name: 'two' })],
    'Container app ended with exit code 1. Container two ended with exit code 2.',
  ],
  [
    'a container that did not start beside one that did',
    [container(0), container(null, { name: 'two', reason: 'CannotPullContainerError' })],
    'Container two did not start (CannotPullContainerError).',
  ],
])('%s fails a task that ran', (_, containers, reason) => {
  expect(stopped(containers)).toEqual({ reason, ran: true });
});

it('a task that did not start has not run', () => {
  expect(stopped([container(null)], 'TaskFailedToStart', 'CannotPullContainerError: no such image')).toEqual({
    reason: 'The task did not start: CannotPullContainerError: no such image.',
    ran: false,
  });
});

it.each(['UserInitiated', 'SpotInterruption', 'TerminationNotice'])(
  'a task that was stopped (%s) has not succeeded, although it exited with 0',
  (stopCode) => {
    expect(stopped([container(0)], stopCode, 'too late')).toEqual({
      reason: 'The task was stopped: too late.',
      ran: true,
    });
  },
);
