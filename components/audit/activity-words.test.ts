import { expect, it } from 'vitest';
import { activityWords } from './activity-words';

const row = {
  action: 'team.create',
  subject: 'Finance',
  subjectName: null,
  reason: null,
  details: {},
  names: { s1: 'Invoice run' },
};

it('names a person, and what else was done something to as it was called', () => {
  expect(activityWords(row)).toEqual({ subject: 'Finance', reason: null });
  expect(activityWords({ ...row, action: 'session.end', subject: 'id', subjectName: 'Ada Marsh' })).toEqual({
    subject: 'Ada Marsh',
    reason: null,
  });
});

it('says what somebody may not do, instead of its code', () => {
  const denied = { ...row, action: 'denied', reason: 'Sign in to do this.' };
  expect(activityWords({ ...denied, subject: 'schedule.create' })).toEqual({
    subject: 'Create a schedule',
    reason: 'Sign in to do this.',
  });
  expect(
    activityWords({ ...denied, subject: 'schedule.delete', details: { scheduleId: 's1' } }).subject,
  ).toBe('Delete a schedule: Invoice run');
  expect(activityWords({ ...denied, subject: 'of.an.older.release' }).subject).toBe('of.an.older.release');
});

it('says why a sign-in failed, and that it was a session only once', () => {
  const signIn = { ...row, action: 'sign-in', subject: 'session' };
  expect(activityWords(signIn)).toEqual({ subject: null, reason: null });
  expect(activityWords({ ...signIn, reason: 'no-role' }).reason).toBe(
    'The password was right, but none of their groups has a role.',
  );
  expect(activityWords({ ...signIn, action: 'sign-out' }).subject).toBeNull();
});
