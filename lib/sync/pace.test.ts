import { afterAll, beforeAll, expect, it } from 'vitest';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { takeCalls } from './pace';

const RATE = 200;
const BURST = 10;
const CALLS = 150;
let product: TestProduct;

beforeAll(async () => {
  product = await startTestProduct({});
});
afterAll(() => product?.stop());

/** When a call may leave, by the database's clock: somewhere between the two. */
type Leave = { earliest: number; latest: number };

async function takeOne(environmentId: string): Promise<Leave> {
  const before = performance.now();
  const wait = await takeCalls(environmentId, RATE);
  return { earliest: before + wait, latest: performance.now() + wait };
}

it('lets no more calls leave in any stretch of time than the rate and one burst', async () => {
  const { id } = await currentEnvironment();
  const leaves: Leave[] = [];
  const lane = async () => {
    while (leaves.length < CALLS) leaves.push(await takeOne(id));
  };
  await Promise.all(Array.from({ length: 10 }, lane));
  expect(leaves.length).toBeGreaterThanOrEqual(CALLS);
  for (const from of leaves)
    for (const to of leaves) {
      const surelyWithin = leaves.filter(
        (call) => call.earliest >= from.latest && call.latest <= to.earliest,
      ).length;
      const longest = to.latest - from.earliest;
      if (surelyWithin > 0) expect(surelyWithin).toBeLessThanOrEqual(BURST + 1 + (RATE * longest) / 1000);
    }
  const span =
    Math.max(...leaves.map(({ latest }) => latest)) - Math.min(...leaves.map(({ earliest }) => earliest));
  expect((span * RATE) / 1000).toBeGreaterThanOrEqual(leaves.length - BURST - 1);
});

it('makes nobody wait for a clock that was set back', async () => {
  const { id } = await currentEnvironment();
  await sql(product.database, `UPDATE environment_pace SET arrival_at = now() + interval '5 minutes'`);
  expect(await takeCalls(id, RATE)).toBeLessThanOrEqual(60_100);
});

it('lets a burst leave at once and makes the next call wait its turn', async () => {
  const { id } = await currentEnvironment();
  await sql(product.database, `UPDATE environment_pace SET arrival_at = now() - interval '1 hour'`);
  const waits: number[] = [];
  for (let i = 0; i < BURST + 2; i += 1) waits.push(await takeCalls(id, 0.01));
  expect(waits.slice(0, BURST)).toEqual(Array(BURST).fill(0));
  expect(waits[BURST]).toBeGreaterThan(0);
  expect(waits[BURST]).toBeLessThanOrEqual(100_000);
  expect((waits[BURST + 1] ?? 0) - (waits[BURST] ?? 0)).toBeGreaterThan(0);
});
