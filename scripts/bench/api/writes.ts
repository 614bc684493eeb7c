import { setTimeout as wait } from 'node:timers/promises';
import { db } from '@/lib/db';
import type { Asked, Load } from './load';
import { type Measured, measurePair, type Sides } from './measure';

const ROUNDS = 5;
const REQUESTS = 200;
const PROBE = 100;
/** A connection tells of its rows ten seconds after it fell idle, at the latest (PostgreSQL, pgstat.c). */
const STATISTICS_MS = 11_000;

/** What the bare route writes into: a row has the body of a request. */
export const BENCH_ROW = `
  CREATE TABLE IF NOT EXISTS bench_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, content jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT now());
  GRANT SELECT, INSERT ON bench_row TO rota_app`;

/**
 * Creating and pausing, each until AWS has it (here: the local one, on this machine), as a multiple of a bare route that
 * writes as many rows in one transaction: all that the product writes meanwhile, with its audits, the use of the token
 * and how the schedule stands in AWS.
 */
export async function measureWrites(sides: Sides): Promise<Measured[]> {
  const { name: team } = await db().team.findFirstOrThrow({ orderBy: { name: 'asc' } });
  const created = await measureWrite(sides, 'POST /schedules', (n) => creation(n, team));
  const ids = await db().schedule.findMany({
    where: { name: { startsWith: 'bench-' } },
    select: { id: true },
  });
  const pause = (n: number) => ({
    method: 'POST' as const,
    path: `/api/v1/schedules/${ids[n]?.id}/pause`,
    body: { reason: 'Deployment' },
  });
  return [created, await measureWrite(sides, 'POST /schedules/{id}/pause', pause)];
}

/** @param asked the n-th request to the product, which is made once */
async function measureWrite(sides: Sides, name: string, asked: (n: number) => Asked): Promise<Measured> {
  const probe = await rowsWrittenBy(() => sides.product(PROBE, asked));
  const rows = Math.round(probe.rows / PROBE);
  const { measurement, loads } = await measurePair(sides, {
    name,
    goal: null,
    rounds: ROUNDS,
    requests: REQUESTS,
    product: (n) => asked(PROBE + n),
    bare: (n) => ({ ...asked(n), path: `/write?rows=${rows}` }),
    figures: { 'rows written': rows },
  });
  return { measurement, loads: [probe.load, ...loads] };
}

async function rowsWrittenBy(work: () => Promise<Load>): Promise<{ load: Load; rows: number }> {
  const before = await rowsWritten();
  const load = await work();
  return { load, rows: (await rowsWritten()) - before };
}

async function rowsWritten(): Promise<number> {
  await wait(STATISTICS_MS);
  const [row] = await db().$queryRaw<{ written: number }[]>`
    SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::float8 AS written FROM pg_stat_user_tables`;
  return row?.written ?? 0;
}

const creation = (n: number, team: string): Asked => ({
  method: 'POST',
  path: '/api/v1/schedules',
  body: {
    name: `bench-${String(n).padStart(6, '0')}`,
    team,
    timing: { daily: '03:30' },
    targets: [
      {
        kind: 'sqs',
        arn: 'arn:aws:sqs:eu-central-1:000000000000:statements',
        roleArn: 'arn:aws:iam::000000000000:role/rota-scheduler',
      },
    ],
    payload: { what: 'statements' },
  },
});
