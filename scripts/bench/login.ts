import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'ldapts';
import { createDirectory, type DirectoryConfig } from '@/lib/auth/directory';
import type { ContractDomain } from '@/lib/auth/directory/contract/domain';
import { startEmbeddedDomain } from '@/lib/local/directory/test-domain';
import { sambaProblem } from '@/lib/local/samba/availability';
import { startSambaDomain } from '@/lib/local/samba/test-domain';
import type { Benchmark, Measurement, Options, Result } from './benchmark';
import { interleave } from './interleave';
import { median, quantile, ratio } from './statistics';

const FOLDER = path.resolve('.rota', 'bench', 'login');
const GOAL = { atMost: 2.5 };
const WARM_UP = 10;
const AT_ONCE = 4;

type Domain = ContractDomain & { stop(): Promise<void> };
type Work = () => Promise<unknown>;

/** Signing in with the directory, without the session: names, groups and the proof of the password. */
export const login: Benchmark = {
  name: 'login',
  about:
    'a sign-in at the directory as a multiple of a bare bind of ldapts: Samba and the embedded directory',
  rows: 300,
  run,
};

async function run({ rows, say }: Options): Promise<Result> {
  const measurements: Measurement[] = [];
  mkdirSync(FOLDER, { recursive: true });
  try {
    const problem = sambaProblem();
    if (problem) say(`Samba is left out: ${problem}.`);
    else measurements.push(await measure('sign-in at Samba', () => startSambaDomain(FOLDER), rows, say));
    measurements.push(await measure('sign-in at the embedded directory', startEmbeddedDomain, rows, say));
  } finally {
    rmSync(FOLDER, { recursive: true, force: true });
  }
  return { benchmark: login.name, measurements };
}

async function measure(
  name: string,
  start: () => Promise<Domain>,
  rounds: number,
  say: Options['say'],
): Promise<Measurement> {
  say(`${name}: starting the directory …`);
  const domain = await start();
  try {
    const { user, password } = domain.accounts;
    const directory = createDirectory(domain.config);
    const { dn } = await directory.signIn(user.sam, password);
    const signIn = () => directory.signIn(user.sam, password);
    const bare = () => bareBind(domain.config, dn, password);
    say(`${name}: ${rounds} sign-ins and as many bare binds, in turns …`);
    const { measured, baseline } = await interleave(signIn, bare, { rounds, warmUp: WARM_UP });
    say(`${name}: as many again, ${AT_ONCE} at once …`);
    return {
      name,
      ratio: ratio(measured, baseline),
      goal: GOAL,
      figures: {
        'p50 ms': median(measured),
        'p99 ms': quantile(measured, 0.99),
        'bare p50 ms': median(baseline),
        'bare p99 ms': quantile(baseline, 0.99),
        'sign-ins/s': await perSecond(signIn, rounds),
        'bare binds/s': await perSecond(bare, rounds),
      },
    };
  } finally {
    await domain.stop();
  }
}

async function bareBind(config: DirectoryConfig, dn: string, password: string): Promise<void> {
  const client = new Client({ url: config.urls[0] ?? '', tlsOptions: { ca: config.ca ?? '' } });
  await client.bind(dn, password);
  await client.unbind();
}

/** How often a second something is done, several at once. */
async function perSecond(work: Work, times: number): Promise<number> {
  let left = times;
  const start = performance.now();
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return (times * 1000) / (performance.now() - start);
}
