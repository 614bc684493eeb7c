import { expect, test } from 'vitest';
import { backoff, judge } from './retry';

const POLICY = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 };
const failure = { permanent: false, at: 0, jitter: 0 };

test('the wait doubles from one second up to an hour, and jitter takes up to half off', () => {
  expect([1, 2, 3, 12, 13, 100].map((attempt) => backoff(attempt, 0))).toEqual([
    1000, 2000, 4000, 2_048_000, 3_600_000, 3_600_000,
  ]);
  expect(backoff(3, 1)).toBe(2000);
});

test('a failure that retrying cannot mend ends the event without an exhausted condition', () => {
  const verdict = judge({ attempts: 1, beginsAt: 0 }, POLICY, { ...failure, permanent: true });
  expect(verdict).toEqual({ exhausted: undefined });
});

test('retries end after their number, or before the event would be too old', () => {
  const none = { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 86_400 };
  expect(judge({ attempts: 1, beginsAt: 0 }, none, failure)).toEqual({ exhausted: 'MaximumRetryAttempts' });
  const young = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 60 };
  expect(judge({ attempts: 1, beginsAt: 0 }, young, { ...failure, at: 59_000 })).toEqual({ retryAt: 60_000 });
  expect(judge({ attempts: 1, beginsAt: 0 }, young, { ...failure, at: 59_001 })).toEqual({
    exhausted: 'MaximumEventAgeInSeconds',
  });
});
