import { z } from 'zod';

/** Numbers of tests by outcome. */
export type Counts = { passed: number; failed: number; skipped: number };

/** How a runner ended; `counts` is undefined when it left no readable report. */
export type RunnerResult = { name: string; exitCode: number; counts: Counts | undefined };

export type Summary = Counts & { ok: boolean; problems: string[] };

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});
const playwrightReport = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
});

/** Counts of Vitest's JSON report. @throws ZodError when it is none */
export function vitestCounts(report: unknown): Counts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = vitestReport.parse(report);
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
}

/** Counts of Playwright's JSON report; a test that passed only when repeated counts as failed. @throws ZodError */
export function playwrightCounts(report: unknown): Counts {
  const { expected, unexpected, flaky, skipped } = playwrightReport.parse(report).stats;
  return { passed: expected, failed: unexpected + flaky, skipped };
}

/**
 * Adds up what all runners found. A runner that crashed, ran no test or failed without a failed test counts as one
 * failure; so does a failed step without tests of its own.
 *
 * @param ci whether a skipped test is a failure of the whole
 */
export function summarise(
  runners: readonly RunnerResult[],
  failedSteps: readonly string[],
  ci: boolean,
): Summary {
  const total: Counts = { passed: 0, failed: failedSteps.length, skipped: 0 };
  const problems = failedSteps.map((step) => `${step} failed`);
  for (const { name, exitCode, counts } of runners) {
    total.passed += counts?.passed ?? 0;
    total.failed += counts?.failed ?? 0;
    total.skipped += counts?.skipped ?? 0;
    const problem = runnerProblem(exitCode, counts);
    if (!problem) continue;
    problems.push(`${name} ${problem}`);
    if (!counts?.failed) total.failed += 1;
  }
  if (ci && total.skipped > 0) problems.push(`${total.skipped} skipped, which CI does not accept`);
  if (runners.length === 0 && problems.length === 0) problems.push('no runner ran');
  return { ...total, ok: problems.length === 0, problems };
}

/** The one line that ends the output. */
export function summaryLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function runnerProblem(exitCode: number, counts: Counts | undefined): string | undefined {
  if (!counts) return `left no report (exit code ${exitCode})`;
  if (counts.failed > 0) return `has ${counts.failed} failed`;
  if (counts.passed + counts.skipped === 0) return 'ran no test';
  return exitCode === 0 ? undefined : `ended with exit code ${exitCode}`;
}
