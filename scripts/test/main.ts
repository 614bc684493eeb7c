import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { sambaProblem } from '@/lib/local/samba/availability';
import {
  type Counts,
  playwrightCounts,
  type RunnerResult,
  summarise,
  summaryLine,
  vitestCounts,
} from './summary';
import { ensureTools } from './tools';

const repository = path.resolve(import.meta.dirname, '..', '..');
const reports = mkdtempSync(path.join(tmpdir(), 'rota-reports-'));
const flags = new Set(process.argv.slice(2));
const ci = process.env.CI === 'true' || process.env.CI === '1';

type RunOptions = {
  env?: Record<string, string>;
  /** Begins each line that it says; without a name it says them as they are. */
  name?: string | undefined;
  /** Leaves the processor to whoever else wants it. */
  yielding?: boolean | undefined;
};

async function run(
  command: string,
  args: string[],
  { env, name, yielding }: RunOptions = {},
): Promise<number> {
  const child = spawn(command, args, {
    cwd: repository,
    stdio: name ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  if (yielding && child.pid) setPriority(child.pid, 5);
  for (const stream of [child.stdout, child.stderr])
    if (stream) createInterface({ input: stream }).on('line', (line) => console.log(`${name} | ${line}`));
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}

function readReport(file: string, counts: (report: unknown) => Counts): Counts | undefined {
  try {
    return counts(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    console.error(`The report ${file} cannot be read: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

async function runVitest(name?: string): Promise<RunnerResult> {
  const problem = sambaProblem();
  if (problem) console.log(`Skipped: the tests with Samba as a real domain controller, because ${problem}.`);
  const file = path.join(reports, 'vitest.json');
  const args = ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const exitCode = await run('npx', args, { name, yielding: name !== undefined });
  return { name: 'vitest', exitCode, counts: readReport(file, vitestCounts) };
}

async function runPlaywright(name?: string): Promise<RunnerResult> {
  const file = path.join(reports, 'playwright.json');
  const args = ['playwright', 'test', '--reporter=list,json'];
  const exitCode = await run('npx', args, { name, env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file } });
  return { name: 'playwright', exitCode, counts: readReport(file, playwrightCounts) };
}

function hasSpecs(): boolean {
  const folder = path.join(repository, 'e2e');
  return (
    existsSync(folder) && readdirSync(folder, { recursive: true }).some((f) => String(f).endsWith('.spec.ts'))
  );
}

/**
 * Beside each other: a browser test leaves half of two cores idle, waiting for pages and for what they tell. Pages come
 * first, so that they are as fast as for a person.
 */
const runBoth = (): Promise<RunnerResult[]> =>
  Promise.all([runVitest('vitest    '), runPlaywright('playwright')]);

/** With --unit only Vitest runs, with --e2e only Playwright, without those the checks and both; --full goes all rounds of long tests. */
async function main(): Promise<boolean> {
  const everything = !flags.has('--unit') && !flags.has('--e2e');
  const [unit, e2e] = [everything || flags.has('--unit'), flags.has('--e2e') || (everything && hasSpecs())];
  if (flags.has('--full')) process.env.ROTA_TEST_ROUNDS = 'full';
  const failedSteps: string[] = [];
  const runners: RunnerResult[] = [];
  if (!ensureTools()) failedSteps.push('set-up');
  if ((await run('npx', ['prisma', 'generate'])) !== 0) failedSteps.push('prisma generate');
  if (everything && (await run('npm', ['run', 'check'])) !== 0) failedSteps.push('check');
  if (unit && e2e) runners.push(...(await runBoth()));
  else if (unit) runners.push(await runVitest());
  else if (e2e) runners.push(await runPlaywright());

  const summary = summarise(runners, failedSteps, ci);
  for (const problem of summary.problems) console.log(`Problem: ${problem}.`);
  console.log(summaryLine(summary));
  return summary.ok;
}

process.exitCode = (await main()) ? 0 : 1;
rmSync(reports, { recursive: true, force: true });
