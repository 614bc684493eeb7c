import { parseArgs } from 'node:util';
import { api } from './api';
import { audit } from './audit';
import type { Benchmark, Result } from './benchmark';
import { gates } from './gates';
import { list } from './list';
import { login } from './login';
import { json, table } from './report';
import { runs } from './runs';
import { sync } from './sync';
import { timing } from './timing';

/** Every benchmark. A new one is a file beside these and a line here. */
const BENCHMARKS: Benchmark[] = [api, audit, gates, list, login, runs, sync, timing];

/**
 * `npm run bench -- [name …] [--json] [--rows N] [--rate N] [--keep]`: runs the named benchmarks, or lists and runs all.
 * A goal that is missed is part of the report and no failure; the exit code is 1 where a benchmark cannot run.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      rows: { type: 'string' },
      rate: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  const chosen = choose(positionals);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  if (positionals.length === 0) for (const { name, about } of BENCHMARKS) say(`${name.padEnd(10)} ${about}`);
  const results: Result[] = [];
  for (const benchmark of chosen) {
    const rows = values.rows === undefined ? benchmark.rows : readRows(values.rows);
    const rate = values.rate === undefined ? undefined : readRate(values.rate);
    const result = await benchmark.run({ rows, rate, keep: values.keep, say });
    results.push(result);
    if (!values.json) process.stdout.write(`\n${table(result)}\n`);
  }
  if (values.json) process.stdout.write(`${json(results)}\n`);
}

function choose(names: string[]): Benchmark[] {
  const unknown = names.find((name) => !BENCHMARKS.some((one) => one.name === name));
  if (unknown === undefined)
    return names.length ? BENCHMARKS.filter((one) => names.includes(one.name)) : BENCHMARKS;
  const known = BENCHMARKS.map((one) => one.name).join(', ');
  throw new Error(`There is no benchmark "${unknown}"; there are: ${known}.`);
}

function readRows(text: string): number {
  const rows = Number(text);
  if (Number.isInteger(rows) && rows >= 1_000 && rows <= 10_000_000) return rows;
  throw new Error(`--rows is "${text}"; it must be a whole number from 1000 to 10000000.`);
}

function readRate(text: string): number {
  const rate = Number(text);
  if (rate >= 5 && rate <= 5_000) return rate;
  throw new Error(`--rate is "${text}"; it must be a number of calls a second from 5 to 5000.`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
