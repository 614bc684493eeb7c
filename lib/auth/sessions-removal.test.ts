import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { closeSession, openSession, SESSION_HOURS } from './sessions';
import { sessionRemovalTurn } from './sessions-removal';

const PERSON = '00000000-0000-4000-8000-000000000001';
const DAY_MS = 24 * 3_600_000;
let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct({});
  await db().user.create({ data: { id: PERSON, accountName: 'anna', displayName: 'Anna' } });
});
afterAll(() => product?.stop());

/** A session that could last be used so long ago, as the SQL of an interval. */
async function session(ago: string): Promise<string> {
  const id = await db().$transaction((tx) =>
    openSession(tx, PERSON, { role: 'viewer', groups: [], groupSids: [] }),
  );
  await sql(product.database, 'UPDATE session SET expires_at = now() - $2::interval WHERE id = $1', [
    id,
    ago,
  ]);
  return id;
}

const left = async () => (await db().session.findMany({ select: { id: true } })).map(({ id }) => id).sort();

it('removes sessions 90 days after they could last be used, and no other', async () => {
  await session('90 days 1 minute');
  await session('3 years');
  const kept = [
    await session('89 days 23 hours 59 minutes'),
    await session('1 minute'),
    await session(`-${SESSION_HOURS} hours`),
  ];
  const ended = await session('-1 hour');
  await db().$transaction((tx) => closeSession(tx, ended));
  expect(await sessionRemovalTurn()).toBe(DAY_MS);
  expect(await left()).toEqual([...kept, ended].sort());
});

it('goes on at once while there are more than it removes in one go', async () => {
  const before = await left();
  await sql(
    product.database,
    `INSERT INTO session (id, user_id, groups, expires_at)
     SELECT 'old ' || i, $1, '[]', now() - interval '1 year' FROM generate_series(1, 10001) i`,
    [PERSON],
  );
  expect(await sessionRemovalTurn()).toBe(0);
  expect(await left()).toHaveLength(before.length + 1);
  expect(await sessionRemovalTurn()).toBe(DAY_MS);
  expect(await left()).toEqual(before);
});
