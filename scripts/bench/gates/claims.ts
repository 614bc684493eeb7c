import { db } from '@/lib/db';
import { claimGated } from '@/lib/dispatch/engine/gated-claim';
import type { Measurement, Options } from '../benchmark';
import { interleave } from '../interleave';
import { ENVIRONMENT, makeRuns, type Place } from '../runs/database';
import { quantile, ratio } from '../statistics';
import { putBehindGates } from './workers';

const ROUNDS = 300;
const WAITING = 20_000;

/** One claim behind a gate with a backlog, beside a bare one of the same run from the same queue. */
export async function measureClaims(place: Place, { say }: Options): Promise<Measurement[]> {
  say(`Claiming behind a gate where ${WAITING} runs wait …`);
  await putBehindGates(place, 1, { rate: 10_000, burst: 100_000 });
  await makeRuns(place.superuserUrl, WAITING);
  const claimant = { environmentId: ENVIRONMENT, worker: 'bench', leaseMs: 30_000 };
  const gated = async () => {
    const { claimed } = await claimGated(claimant, 'gate1', 1);
    if (claimed.length !== 1) throw new Error('The gate let nothing pass.');
  };
  const bare = () => db().$queryRaw`
    UPDATE run_queue SET worker = 'bare' WHERE run_id = (
      SELECT run_id FROM run_queue WHERE gate_id = 'gate1' AND step = 'send' AND NOT held AND worker IS NULL AND priority = 1
        AND visible_at <= now() ORDER BY visible_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING run_id`;
  const { measured, baseline } = await interleave(gated, bare, { rounds: ROUNDS, warmUp: 20 });
  return [
    {
      name: 'a claim behind a gate, × SELECT … FOR UPDATE SKIP LOCKED',
      ratio: ratio(measured, baseline),
      goal: { atMost: 5 },
      figures: {
        'p50 ms': quantile(measured, 0.5),
        'p99 ms': quantile(measured, 0.99),
        'bare p50 ms': quantile(baseline, 0.5),
        'bare p99 ms': quantile(baseline, 0.99),
      },
    },
  ];
}
