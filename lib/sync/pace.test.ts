import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { settle } from '@/lib/local/test-sync';

const RATE = 60;
const BURST = 20;
let product: TestProduct<{ aws: true }>;

beforeAll(async () => {
  product = await startTestProduct({ aws: true, env: { ROTA_AWS_CALLS_PER_SECOND: String(RATE) } });
});
afterAll(() => product?.stop());

it('never makes more calls in any stretch of time than the rate and one burst', async () => {
  const arrivals: number[] = [];
  product.aws.scheduler.intercept = () => {
    arrivals.push(performance.now());
    return undefined;
  };
  const team = await makeTeam();
  for (let i = 0; i < 12; i += 1) await makeSchedule(team, { targets: Object.values(TARGETS).slice(0, 3) });
  await settle(product.database);
  expect(arrivals.length).toBeGreaterThan(100);
  // Calls that left one after another can arrive closer together: a tenth of a second is forgiven.
  const slack = RATE / 10;
  for (const [i, from] of arrivals.entries())
    for (let j = i; j < arrivals.length; j += 1)
      expect(j - i + 1).toBeLessThanOrEqual(BURST + 1 + slack + (RATE * ((arrivals[j] ?? 0) - from)) / 1000);
});
