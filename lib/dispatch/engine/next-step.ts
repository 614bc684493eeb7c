import type { Answer } from '../answer';
import type { FinalState } from '../states';

/**
 * What a target's owner allows, and whether its service takes a call that is made again with its token as the same one;
 * how many milliseconds its receiver may take to call back, or null where it does not.
 */
export type Policy = {
  retryAttempts: number;
  maxAgeSeconds: number;
  safeToRepeat: boolean;
  oneCall: boolean;
  callbackMs: number | null;
};

/**
 * The attempt that just ended: its number and its age since the run was first due, both since the last redrive, whether
 * it was sent just now or its tasks were looked after, why a person has these stopped, and whether attempts were made
 * before a redrive.
 */
export type Standing = {
  attempt: number;
  ageMs: number;
  step: 'send' | 'watch';
  stopping: string | null;
  redriven: boolean;
};

export type Next =
  | { done: FinalState; reason: string | null }
  | { step: 'send' | 'watch'; afterMs: number; reason: string | null };

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 15 * 60_000;
const WATCH_EVERY_MS = 5_000;
const WAITS = 'It was sent, and its receiver will call back.';

/**
 * What follows from how an attempt ended. Waits grow exponentially with full jitter (Exponential Backoff And Jitter, AWS
 * Architecture Blog), never below what the target itself asked for. What may have come through, or had begun its work, is
 * repeated only where the target is safe to repeat; where it is not, or not any more, its receiver may still call back. What a person stopped never is, though nobody knows whether it has.
 * @param random from 0 up to 1
 */
export function nextStep(answer: Answer, policy: Policy, standing: Standing, random: () => number): Next {
  const { stopping } = standing;
  if (stopping !== null && answer.outcome === 'failed')
    return { done: 'failed', reason: `Stopped: ${stopping}` };
  if (stopping !== null && answer.outcome === 'unanswered')
    return { done: 'unknown', reason: `It was to be stopped (${stopping}). ${answer.reason}` };
  switch (answer.outcome) {
    case 'succeeded':
    case 'delivered':
      return { done: answer.outcome, reason: null };
    case 'running':
      return {
        step: 'watch',
        afterMs: answer.calledBackWithinMs ?? WATCH_EVERY_MS,
        reason: stopping ? stoppingText(stopping) : answer.calledBackWithinMs === undefined ? null : WAITS,
      };
    case 'unanswered': {
      if (standing.step === 'watch') return { done: 'unknown', reason: answer.reason };
      const repeatable = policy.safeToRepeat || policy.oneCall;
      const repeated = repeatable ? again(answer.reason, 0, policy, standing, random) : null;
      if (repeated && 'step' in repeated) return repeated;
      if (policy.callbackMs !== null)
        return {
          step: 'watch',
          afterMs: policy.callbackMs,
          reason: `${repeated?.reason ?? answer.reason} Its receiver may still call back.`,
        };
      return (
        repeated ?? {
          done: 'unknown',
          reason: `${answer.reason} It was not sent again, because the target is not marked as safe to repeat.`,
        }
      );
    }
    case 'failed':
      if (answer.permanent || (answer.ran && !policy.safeToRepeat))
        return { done: 'failed', reason: answer.reason };
      return again(answer.reason, answer.retryAfterMs ?? 0, policy, standing, random);
  }
}

function again(
  reason: string,
  atLeastMs: number,
  { retryAttempts, maxAgeSeconds }: Policy,
  { attempt, ageMs, redriven }: Standing,
  random: () => number,
): Next {
  // Not sent: an attempt may end before anything goes out, as where a role can't be assumed.
  const tried = `${reason} It was tried ${times(attempt)}${redriven ? ' since it was sent again' : ''}`;
  if (attempt > retryAttempts) return { done: 'gave_up', reason: `${tried}, as often as it may be.` };
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  const afterMs = Math.max(atLeastMs, Math.floor(random() * longest));
  if (ageMs + afterMs <= maxAgeSeconds * 1_000) return { step: 'send', afterMs, reason };
  const asked =
    atLeastMs > 0 && afterMs === atLeastMs
      ? `its target asked to wait ${Math.ceil(atLeastMs / 1_000)} s, and `
      : '';
  return {
    done: 'gave_up',
    reason: `${tried}; ${asked}another attempt would be later than ${maxAgeSeconds} s after ${redriven ? 'that' : 'its time'}.`,
  };
}

/** Said of a run whose tasks a person has stopped, until they have. */
export const stoppingText = (reason: string): string => `Stopping: ${reason}`;

const times = (count: number) => (count === 1 ? 'once' : `${count} times`);
