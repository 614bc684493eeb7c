import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rounds } from '@/lib/local/rounds';
import { startChild } from '@/lib/local/test-child';
import { makeTeam } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct, testEnv } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { CHAINS } from './chain';
import { checkStored } from './signing/check';
import { headOf } from './signing/rows';

/** So many write at once, in several processes. */
const WRITERS = 200;
const PROCESSES = 4;
const KILLED = rounds(2, 4);

let product: TestProduct;
let teamId: string;
beforeAll(async () => {
  product = await startTestProduct({});
  teamId = await makeTeam();
});
afterAll(() => product?.stop());

const writer = (writers: number) =>
  startChild(path.join(import.meta.dirname, '../local/test-audit-writer.ts'), {
    ...testEnv(product.database),
    TEST_TEAM: teamId,
    TEST_WRITERS: String(writers),
  });

/** Rows of each audit, of schedules and of what was done to them: they must agree. */
const counts = async () =>
  (
    await sql<{ schedules: number; changes: number; rows: number; head: number }>(
      product.database,
      `SELECT (SELECT count(*)::int FROM schedule) AS schedules, (SELECT sum(generation)::int FROM schedule) AS changes,
         (SELECT count(*)::int FROM schedule_audit) AS rows,
         (SELECT seq::int FROM audit_head WHERE chain = 'schedule') AS head`,
    )
  )[0];

it(`keeps one chain of ${WRITERS} clients that write at once`, async () => {
  const children = Array.from({ length: PROCESSES }, () => writer(WRITERS / PROCESSES));
  await Promise.all(children.map((child) => child.until(({ round }) => Number(round) >= 1)));
  await Promise.all(children.map((child) => child.stop()));
  for (const chain of CHAINS) expect((await checkStored(chain, undefined, [])).problem).toBeNull();
  const { seq } = await headOf('schedule');
  expect(seq).toBeGreaterThanOrEqual(2 * WRITERS);
  const found = await counts();
  expect(found).toMatchObject({ rows: seq, head: seq, changes: seq });
}, 420_000);

it('keeps a chain that verifies, and as many rows as changes, whenever a writer is killed', async () => {
  for (let i = 0; i < KILLED; i += 1) {
    const child = writer(10);
    await child.until(({ round }) => Number(round) >= 1 + (i % 3));
    await child.kill();
    expect((await checkStored('schedule', undefined, [])).problem).toBeNull();
    const { rows = 0, changes, head } = (await counts()) ?? {};
    expect({ changes, head }).toEqual({ changes: rows, head: rows });
  }
}, 420_000);
