import { afterAll, beforeAll, expect, it } from 'vitest';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { createTeam } from '@/lib/teams/commands';

const BUDGET = 3;

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct({ env: { ROTA_SIGN_IN_FAILURES_PER_ADDRESS: String(BUDGET) } });
});
afterAll(() => product?.stop());

const from = (ip: string) => ({ ...contextOf('anonymous'), ip });
const refused = async (ip: string) =>
  createTeam(from(ip), { name: 'Anybody' }).catch(({ status }: { status: number }) => status);
const denied = async () =>
  (await auditRows(product.database, 'activity')).filter(({ action }) => action === 'denied').length;

it('refuses every act without a session, and records as many of one address as its budget has', async () => {
  for (let n = 0; n < BUDGET + 4; n += 1) expect(await refused('203.0.113.1')).toBe(401);
  expect(await denied()).toBe(BUDGET);
  expect(await refused('203.0.113.2')).toBe(401);
  expect(await denied()).toBe(BUDGET + 1);
});

it('records every refusal of somebody who is signed in', async () => {
  const before = await denied();
  for (let n = 0; n < BUDGET + 4; n += 1)
    await createTeam(contextOf('viewer'), { name: 'Mine' }).catch(() => undefined);
  expect(await denied()).toBe(before + BUDGET + 4);
});

it('keeps no address of them beside the audit', async () => {
  const kept = await sql(product.database, 'SELECT address_key FROM sign_in_attempt');
  expect(JSON.stringify(kept)).not.toContain('203.0.113');
});
