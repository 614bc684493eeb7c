import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { db } from '@/lib/db';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { addressKey, ThrottledError } from './attempts';
import { countRefusal } from './refusals';

const BUDGET = 3;

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct({ env: { ROTA_SIGN_IN_FAILURES_PER_ADDRESS: String(BUDGET) } });
});
afterAll(() => product?.stop());
beforeEach(() => sql(product.database, 'TRUNCATE sign_in_attempt'));

const counted = (ip: string) =>
  countRefusal(ip, 'callback').then(
    () => 'counted',
    (error: unknown) => {
      if (error instanceof ThrottledError) return 'throttled';
      throw error;
    },
  );

/** Keeps everybody from counting until it is called, or the test ends. */
async function holdCounts(): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: product.database.superuserUrl });
  await client.connect();
  await client.query('BEGIN; LOCK TABLE sign_in_attempt IN ACCESS EXCLUSIVE MODE');
  onTestFinished(() => client.end());
  return async () => void (await client.query('COMMIT'));
}

it('counts as many of one address as its budget has, and tells the rest so without the database', async () => {
  const answers = [];
  for (let n = 0; n <= BUDGET; n += 1) answers.push(await counted('203.0.113.1'));
  expect(answers).toEqual(['counted', 'counted', 'counted', 'throttled']);
  const rows = () => sql(product.database, 'SELECT FROM sign_in_attempt');
  expect(await rows()).toHaveLength(BUDGET);
  await holdCounts();
  expect(await counted('203.0.113.1')).toBe('throttled');
});

it('has its budget back when the time has passed, by the clock of the database', async () => {
  const key = addressKey('203.0.113.2', 'callback');
  const old = `INSERT INTO sign_in_attempt (account_key, address_key, known, failed, at)
    SELECT '', $1, false, true, now() - interval '1 day' FROM generate_series(1, 5)`;
  await sql(product.database, old, [key]);
  expect(await counted('203.0.113.2')).toBe('counted');
  expect(await sql(product.database, 'SELECT FROM sign_in_attempt')).toHaveLength(1);
});

it('leaves the database to others in a flood from everywhere', async () => {
  const release = await holdCounts();
  const flood = Array.from({ length: 300 }, (_, n) => counted(`198.51.${n >> 8}.${n & 255}`));
  const turned = Promise.all(flood.slice(52));
  expect(new Set(await turned)).toEqual(new Set(['throttled']));
  const others = Array.from({ length: 8 }, () => db().$queryRaw`SELECT 1 AS one`);
  expect(await Promise.all(others)).toHaveLength(8);
  await release();
  expect(new Set(await Promise.all(flood.slice(0, 52)))).toEqual(new Set(['counted']));
});
