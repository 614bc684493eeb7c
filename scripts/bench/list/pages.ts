import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEMO_PASSWORD } from '@/lib/local/directory/accounts';
import { freePort } from '@/lib/local/postgres/port';
import { listFilter } from '@/lib/schedules/filter';
import { listSchedules, PAGE_SIZE } from '@/lib/schedules/queries';
import { buildOnce } from '@/scripts/demo/build-once';
import { inherited } from '@/scripts/demo/settings';
import { Supervisor } from '@/scripts/demo/supervisor';
import type { Measurement, Options } from '../benchmark';
import { interleave } from '../interleave';
import { median, p95, ratio } from '../statistics';
import { untilUp } from '../until-up';
import { VIEWER } from './queries';
import { signIn } from './sign-in';

const BARE_PAGE = path.join(import.meta.dirname, '..', 'bare-page');
const NEXT = path.resolve('node_modules/next/dist/bin/next');
const PAGES = ['/schedules', '/schedules?sort=next', '/schedules?state=paused', '/schedules?q=zanzibar'];

/**
 * The product's list as a signed-in person gets it, as a multiple of a bare Next page that renders fifty such rows
 * from a constant at each request. Time to the last byte, over one kept-alive connection each.
 */
export async function measurePages(
  folder: string,
  env: Record<string, string>,
  { say }: Options,
): Promise<Measurement[]> {
  buildOnce(say);
  const supervisor = new Supervisor(path.join(folder, 'logs'));
  try {
    say('Building the bare page …');
    const bare = await startBarePage(folder, supervisor);
    supervisor.launch({ name: 'web', command: [process.execPath, 'dist/web.js'], env });
    const web = env.ROTA_URL ?? '';
    await Promise.race([Promise.all([untilUp(`${web}/healthz`), untilUp(bare)]), supervisor.failure]);
    const cookie = await signIn(web, 'viewer', DEMO_PASSWORD);
    const measurements: Measurement[] = [];
    for (const page of PAGES) {
      say(`  ${page}`);
      measurements.push(await measurePage(page, `${web}${page}`, cookie, bare));
    }
    return measurements;
  } finally {
    await supervisor.stop();
  }
}

async function measurePage(name: string, url: string, cookie: string, bare: string): Promise<Measurement> {
  const bytes = (await load(url, cookie)).length;
  const timings = await interleave(
    () => load(url, cookie),
    () => load(bare, ''),
    { rounds: 60, warmUp: 30 },
  );
  return {
    name: `page: ${name}`,
    ratio: ratio(timings.measured, timings.baseline),
    goal: { atMost: 3 },
    figures: {
      'page ms': median(timings.measured),
      'p95 ms': p95(timings.measured),
      'bare ms': median(timings.baseline),
      'page KB': bytes / 1024,
    },
  };
}

async function load(url: string, cookie: string): Promise<string> {
  const response = await fetch(url, { headers: { cookie } });
  const text = await response.text();
  if (response.status !== 200 || !text.includes('<table'))
    throw new Error(`${url} answered ${response.status} without a table.`);
  return text;
}

async function startBarePage(folder: string, supervisor: Supervisor): Promise<string> {
  const place = path.join(folder, 'bare-page');
  cpSync(BARE_PAGE, place, { recursive: true });
  const { rows } = await listSchedules(VIEWER, listFilter.parse({}));
  if (rows.length !== PAGE_SIZE) throw new Error(`The list has ${rows.length} rows, not ${PAGE_SIZE}.`);
  writeFileSync(path.join(place, 'app', 'rows.json'), JSON.stringify(rows));
  const env = { ...inherited(), NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
  await supervisor.run({ name: 'bare-build', command: [process.execPath, NEXT, 'build', place], env });
  const port = await freePort();
  const command = [process.execPath, NEXT, 'start', place, '-H', '127.0.0.1', '-p', String(port)];
  supervisor.launch({ name: 'bare', command, env });
  return `http://127.0.0.1:${port}/`;
}
