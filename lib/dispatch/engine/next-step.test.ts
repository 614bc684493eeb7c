import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../answer';
import { nextStep, type Policy, type Standing } from './next-step';

const TOLD = { status: null, requestId: null, excerpt: null, links: [] };
const failed = (more: Partial<Extract<Answer, { outcome: 'failed' }>> = {}): Answer => ({
  outcome: 'failed',
  reason: 'It answered 503.',
  permanent: false,
  ran: false,
  retryAfterMs: null,
  ...TOLD,
  ...more,
});
const lost: Answer = { outcome: 'unanswered', reason: 'No answer came.', ...TOLD };
const policy: Policy = {
  retryAttempts: 3,
  maxAgeSeconds: 3_600,
  safeToRepeat: false,
  oneCall: false,
  callbackMs: null,
};
const first: Standing = { attempt: 1, ageMs: 0, step: 'send', stopping: null, redriven: false };

const policies = fc.record({
  retryAttempts: fc.integer({ min: 0, max: 185 }),
  maxAgeSeconds: fc.integer({ min: 60, max: 86_400 }),
  safeToRepeat: fc.boolean(),
  oneCall: fc.boolean(),
  callbackMs: fc.constantFrom(null, 3_600_000),
});
const standings = fc.record({
  attempt: fc.integer({ min: 1, max: 200 }),
  ageMs: fc.integer({ min: 0, max: 100_000_000 }),
  step: fc.constantFrom<'send' | 'watch'>('send', 'watch'),
  stopping: fc.constant(null),
  redriven: fc.boolean(),
});
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('what follows from an answer', () => {
  it.each<[string, Answer, Partial<Policy>, Partial<Standing>, object]>([
    ['succeeded', { outcome: 'succeeded', ...TOLD }, {}, {}, { done: 'succeeded' }],
    [
      'accepted: delivered is not succeeded',
      { outcome: 'delivered', ...TOLD },
      {},
      {},
      { done: 'delivered' },
    ],
    [
      'tasks that run are looked after',
      { outcome: 'running', tasks: ['t'], ...TOLD },
      {},
      {},
      { step: 'watch', afterMs: 5_000 },
    ],
    [
      'a receiver that calls back is waited for',
      { outcome: 'running', tasks: [], calledBackWithinMs: 7_200_000, ...TOLD },
      {},
      {},
      { step: 'watch', afterMs: 7_200_000, reason: 'It was sent, and its receiver will call back.' },
    ],
    ['a refusal that passes', failed(), {}, {}, { step: 'send' }],
    ['a refusal that stays', failed({ permanent: true }), {}, {}, { done: 'failed' }],
    ['work that failed, where it must not be repeated', failed({ ran: true }), {}, {}, { done: 'failed' }],
    [
      'work that failed, where it may be',
      failed({ ran: true }),
      { safeToRepeat: true },
      {},
      { step: 'send' },
    ],
    ['no answer, where it must not be repeated', lost, {}, {}, { done: 'unknown' }],
    [
      'no answer, where it must not be repeated and its receiver may still call back',
      lost,
      { callbackMs: 7_200_000 },
      {},
      { step: 'watch', afterMs: 7_200_000, reason: 'No answer came. Its receiver may still call back.' },
    ],
    [
      'no call-back either',
      lost,
      { callbackMs: 7_200_000 },
      { step: 'watch' },
      { done: 'unknown', reason: 'No answer came.' },
    ],
    [
      'no answer, where it may be repeated and its receiver may still call back',
      lost,
      { safeToRepeat: true, callbackMs: 7_200_000 },
      {},
      { step: 'send' },
    ],
    [
      'no answer to the last retry either, and its receiver may still call back',
      lost,
      { safeToRepeat: true, callbackMs: 7_200_000 },
      { attempt: 4 },
      {
        step: 'watch',
        afterMs: 7_200_000,
        reason:
          'No answer came. It was tried 4 times, as often as it may be. Its receiver may still call back.',
      },
    ],
    [
      'the last retry was refused, whatever came of those before',
      failed(),
      { safeToRepeat: true, callbackMs: 7_200_000 },
      { attempt: 4 },
      { done: 'gave_up' },
    ],
    [
      'the last retry was refused, of a run that was sent again: those before do not count, and are not told',
      failed(),
      {},
      { attempt: 4, redriven: true },
      {
        done: 'gave_up',
        reason: 'It answered 503. It was tried 4 times since it was sent again, as often as it may be.',
      },
    ],
    [
      'another attempt would be too late',
      failed({ retryAfterMs: 60_000 }),
      { maxAgeSeconds: 60 },
      { ageMs: 1_000, redriven: true },
      {
        done: 'gave_up',
        reason:
          'It answered 503. It was tried once since it was sent again; its target asked to wait 60 s, and another attempt would be later than 60 s after that.',
      },
    ],
    [
      'another attempt would be too late, though its target asked for no wait',
      failed(),
      { maxAgeSeconds: 60 },
      { ageMs: 60_000 },
      {
        done: 'gave_up',
        reason:
          'It answered 503. It was tried once; another attempt would be later than 60 s after its time.',
      },
    ],
    ['no answer, where it may be', lost, { safeToRepeat: true }, {}, { step: 'send' }],
    [
      'tasks that nobody knows of any more are not started again',
      lost,
      { safeToRepeat: true },
      { step: 'watch' },
      { done: 'unknown' },
    ],
    [
      'tasks that a person stops are looked after until they have stopped',
      { outcome: 'running', tasks: ['t'], ...TOLD },
      {},
      { step: 'watch', stopping: 'Wrong data' },
      { step: 'watch', reason: 'Stopping: Wrong data' },
    ],
    [
      'tasks that a person stopped are not started again',
      failed({ ran: true }),
      { safeToRepeat: true },
      { step: 'watch', stopping: 'Wrong data' },
      { done: 'failed', reason: 'Stopped: Wrong data' },
    ],
    [
      'tasks that a person stopped, where nobody knows whether they did: they may still run',
      lost,
      { safeToRepeat: true },
      { step: 'watch', stopping: 'Wrong data' },
      { done: 'unknown', reason: 'It was to be stopped (Wrong data). No answer came.' },
    ],
    [
      'tasks that had ended well before they were to be stopped',
      { outcome: 'succeeded', ...TOLD },
      {},
      { step: 'watch', stopping: 'Wrong data' },
      { done: 'succeeded' },
    ],
    ['the last retry', failed(), {}, { attempt: 4 }, { done: 'gave_up' }],
    ['no retries', failed(), { retryAttempts: 0 }, {}, { done: 'gave_up' }],
    ['too late for another', failed(), {}, { ageMs: 3_600_001 }, { done: 'gave_up' }],
  ])('%s', (_, answer, allowed, standing, expected) => {
    expect(nextStep(answer, { ...policy, ...allowed }, { ...first, ...standing }, () => 0.5)).toMatchObject(
      expected,
    );
  });

  it('waits with full jitter up to twice as long each time, 15 minutes at the most', () => {
    const longest = [1, 2, 3, 4, 9, 10, 11, 100].map((attempt) => {
      const lenient = { ...policy, retryAttempts: 185, maxAgeSeconds: 86_400 };
      const next = nextStep(failed(), lenient, { ...first, attempt }, () => 1 - Number.EPSILON);
      return 'afterMs' in next ? Math.ceil(next.afterMs / 1_000) : null;
    });
    expect(longest).toEqual([2, 4, 8, 16, 512, 900, 900, 900]);
  });

  it('waits at least as long as the target asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000_000 }), chance, (retryAfterMs, random) => {
        const next = nextStep(failed({ retryAfterMs }), policy, first, () => random);
        expect('afterMs' in next && next.afterMs).toBeGreaterThanOrEqual(retryAfterMs);
      }),
    );
  });

  it('never sends again what is beyond its retries or its age, nor what may have come through and must not be repeated', () => {
    fc.assert(
      fc.property(
        policies,
        standings,
        fc.constantFrom<Answer>(failed(), failed({ ran: true }), failed({ permanent: true }), lost),
        chance,
        (allowed, standing, answer, random) => {
          const next = nextStep(answer, allowed, standing, () => random);
          if (!('step' in next) || next.step === 'watch') return;
          expect(standing.attempt).toBeLessThanOrEqual(allowed.retryAttempts);
          expect(standing.ageMs + next.afterMs).toBeLessThanOrEqual(allowed.maxAgeSeconds * 1_000);
          const worked = answer.outcome === 'failed' && answer.ran;
          const borne = allowed.safeToRepeat || (allowed.oneCall && !worked);
          expect(borne || !(worked || answer.outcome === 'unanswered')).toBe(true);
        },
      ),
    );
  });
});
