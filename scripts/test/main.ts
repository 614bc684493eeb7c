import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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

function run(command: string, args: string[], env: Record<string, string> = {}): number {
  const options = { cwd: repository, stdio: 'inherit', env: { ...process.env, ...env } } as const;
  return spawnSync(command, args, { ...options, shell: process.platform === 'win32' }).status ?? 1;
}

function readReport(file: string, counts: (report: unknown) => Counts): Counts | undefined {
  try {
    return counts(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    console.error(`The report ${file} cannot be read: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

function runVitest(): RunnerResult {
  const problem = sambaProblem();
  if (problem) console.log(`Skipped: the tests with Samba as a real domain controller, because ${problem}.`);
  const file = path.join(reports, 'vitest.json');
  const args = ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return { name: 'vitest', exitCode: run('npx', args), counts: readReport(file, vitestCounts) };
}

function runPlaywright(): RunnerResult {
  const file = path.join(reports, 'playwright.json');
  const args = ['playwright', 'test', '--reporter=list,json'];
  const exitCode = run('npx', args, { PLAYWRIGHT_JSON_OUTPUT_FILE: file });
  return { name: 'playwright', exitCode, counts: readReport(file, playwrightCounts) };
}

function hasSpecs(): boolean {
  const folder = path.join(repository, 'e2e');
  return (
    existsSync(folder) && readdirSync(folder, { recursive: true }).some((f) => String(f).endsWith('.spec.ts'))
  );
}

/** With --unit only Vitest runs, with --e2e only Playwright, without flags the checks and both. */
function main(): boolean {
  const everything = !flags.has('--unit') && !flags.has('--e2e');
  const failedSteps: string[] = [];
  const runners: RunnerResult[] = [];
  if (!ensureTools()) failedSteps.push('set-up');
  if (run('npx', ['prisma', 'generate']) !== 0) failedSteps.push('prisma generate');
  if (everything && run('npm', ['run', 'check']) !== 0) failedSteps.push('check');
  if (everything || flags.has('--unit')) runners.push(runVitest());
  if (flags.has('--e2e') || (everything && hasSpecs())) runners.push(runPlaywright());

  const summary = summarise(runners, failedSteps, ci);
  for (const problem of summary.problems) console.log(`Problem: ${problem}.`);
  console.log(summaryLine(summary));
  return summary.ok;
}

process.exitCode = main() ? 0 : 1;
rmSync(reports, { recursive: true, force: true });
