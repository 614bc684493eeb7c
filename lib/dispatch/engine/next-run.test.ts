import { afterAll, beforeAll, expect, it } from 'vitest';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { stopClock } from '@/lib/local/test-clock';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { dueRuns } from '@/lib/local/test-runs';
import { claimRuns, nextRun } from './claim';

let product: TestProduct;
let setClock: (at: Date) => Promise<void>;

const NOON = new Date('2031-02-03T12:00:00Z');
const after = (ms: number) => new Date(NOON.getTime() + ms);

beforeAll(async () => {
  product = await startTestProduct({});
  setClock = await stopClock(product.database);
  await setClock(after(-1_000));
});
afterAll(() => product?.stop());

it('does not oversleep a run that comes due between a claim and the look at what is next', async () => {
  const environmentId = (await currentEnvironment()).id;
  await dueRuns((await makeSchedule(await makeTeam())).id, 1, { slotAt: NOON, nominalAt: NOON, dueAt: NOON });
  const claim = () => claimRuns({ environmentId, worker: 'worker-1', leaseMs: 30_000 }, 1);
  const asked = await nextRun(environmentId, new Date(0));
  expect(asked).toEqual({ inMs: 1_000, asOf: after(-1_000) });

  await setClock(after(-1));
  expect(await claim()).toEqual([]);
  await setClock(after(1));
  const again = await nextRun(environmentId, asked.asOf);
  expect(again).toEqual({ inMs: -1, asOf: after(1) });

  // Looked at once more and not taken, it would be one that is kept back.
  expect(await nextRun(environmentId, again.asOf)).toEqual({ inMs: null, asOf: after(1) });
  expect(await claim()).toHaveLength(1);
});
