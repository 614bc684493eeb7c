import { describe, expect, it } from 'vitest';
import { playwrightCounts, summarise, summaryLine, vitestCounts } from './summary';

const good = { name: 'vitest', exitCode: 0, counts: { passed: 3, failed: 0, skipped: 0 } };

describe('summarise', () => {
  it('adds up all runners', () => {
    const second = { name: 'playwright', exitCode: 1, counts: { passed: 1, failed: 2, skipped: 1 } };
    const summary = summarise([good, second], [], false);
    expect(summary).toMatchObject({ passed: 4, failed: 2, skipped: 1, ok: false });
    expect(summaryLine(summary)).toBe('4 passed, 2 failed, 1 skipped');
  });

  it('is content when everything passed', () => {
    expect(summarise([good], [], true)).toEqual({ passed: 3, failed: 0, skipped: 0, ok: true, problems: [] });
  });

  it('counts a runner without a report, without a test or with a bad exit code as one failure', () => {
    const none = { name: 'a', exitCode: 0, counts: undefined };
    const empty = { name: 'a', exitCode: 0, counts: { passed: 0, failed: 0, skipped: 0 } };
    for (const bad of [none, empty, { ...good, exitCode: 1 }]) {
      expect(summarise([good, bad], [], false)).toMatchObject({ failed: 1, ok: false });
    }
    expect(summarise([], [], false).ok).toBe(false);
  });

  it('counts a failed step', () => {
    expect(summarise([good], ['check'], false)).toMatchObject({
      failed: 1,
      ok: false,
      problems: ['check failed'],
    });
  });

  it('accepts a skipped test, but not in CI', () => {
    const skipping = { ...good, counts: { passed: 3, failed: 0, skipped: 1 } };
    expect(summarise([skipping], [], false).ok).toBe(true);
    expect(summarise([skipping], [], true).ok).toBe(false);
  });
});

describe('reports', () => {
  it('reads Vitest', () => {
    const report = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 3 };
    expect(vitestCounts(report)).toEqual({ passed: 5, failed: 1, skipped: 5 });
    expect(() => vitestCounts({})).toThrow();
  });

  it('reads Playwright, where flaky is failed', () => {
    const report = { stats: { expected: 5, unexpected: 1, flaky: 2, skipped: 3 } };
    expect(playwrightCounts(report)).toEqual({ passed: 5, failed: 3, skipped: 3 });
  });
});
