/** Whether and when a failed attempt is repeated. */
export type Verdict =
  | { retryAt: number }
  /** Retrying cannot help. */
  | { exhausted: undefined }
  | { exhausted: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' };

const LONGEST_WAIT = 3_600_000;

/** Exponential: 1 s, 2 s, 4 s, … up to an hour, of which up to half is taken off by `jitter` (0 to 1). */
export const backoff = (attempts: number, jitter: number) =>
  Math.round(Math.min(1000 * 2 ** (attempts - 1), LONGEST_WAIT) * (1 - jitter / 2));

/**
 * Judges a failed attempt. Times are epoch milliseconds.
 * @param event attempts so far, and when the first one was due
 */
export function judge(
  event: { attempts: number; beginsAt: number },
  policy: { MaximumRetryAttempts: number; MaximumEventAgeInSeconds: number },
  failure: { permanent: boolean; at: number; jitter: number },
): Verdict {
  if (failure.permanent) return { exhausted: undefined };
  if (event.attempts > policy.MaximumRetryAttempts) return { exhausted: 'MaximumRetryAttempts' };
  const retryAt = failure.at + backoff(event.attempts, failure.jitter);
  if (retryAt > event.beginsAt + policy.MaximumEventAgeInSeconds * 1000)
    return { exhausted: 'MaximumEventAgeInSeconds' };
  return { retryAt };
}
