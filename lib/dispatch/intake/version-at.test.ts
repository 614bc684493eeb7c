import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam, scheduleFields } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { updateSchedule } from '@/lib/schedules/commands';
import { versionsAt } from './version-at';

const EXPRESSIONS = ['rate(7 minutes)', 'rate(8 minutes)', 'rate(9 minutes)'];

let product: TestProduct;
let teamId: string;
beforeAll(async () => {
  product = await startTestProduct({});
  teamId = await makeTeam();
});
afterAll(() => product?.stop());

/** A schedule of three versions. @returns its id, and when each version had been written, to the millisecond that JavaScript knows */
async function changedTwice(): Promise<{ id: string; times: Date[] }> {
  const { id } = await makeSchedule(teamId, { expression: EXPRESSIONS[0] });
  for (const [i, expression] of EXPRESSIONS.slice(1).entries())
    await updateSchedule(contextOf('editor'), {
      id,
      generation: i + 1,
      schedule: scheduleFields(teamId, { expression }),
    });
  const rows = await db().scheduleAudit.findMany({ where: { scheduleId: id }, orderBy: { seq: 'asc' } });
  return { id, times: rows.map(({ occurredAt }) => new Date(occurredAt.getTime() + 1)) };
}

/** Takes the first versions of a schedule away, as the archive does with the months that are over. */
const archive = (id: string, upTo: number) =>
  sql(
    product.database,
    `BEGIN; SET LOCAL session_replication_role = replica;
     DELETE FROM schedule_audit WHERE schedule_id = '${id}' AND generation <= ${upTo}; COMMIT`,
  );

const seen = async (id: string, at: Date, count: number) =>
  (await versionsAt(db(), id, at, count)).map(({ expression, generation }) => [expression, generation]);

it('a schedule is known as it was at an instant, and before', async () => {
  const { id, times } = await changedTwice();
  const [first = new Date(), second = new Date()] = times;
  expect(await seen(id, second, 2)).toEqual([
    ['rate(8 minutes)', 2],
    ['rate(7 minutes)', 1],
  ]);
  expect(await seen(id, first, 2)).toEqual([['rate(7 minutes)', 1]]);
  expect(await seen(id, new Date(first.getTime() - 1_000), 1)).toEqual([]);
});

it('a version that is archived is known by the change that ended it', async () => {
  const { id, times } = await changedTwice();
  const [first = new Date(), second = new Date()] = times;
  await archive(id, 1);
  expect(await seen(id, first, 1)).toEqual([['rate(7 minutes)', 1]]);
  expect(await seen(id, second, 2)).toEqual([
    ['rate(8 minutes)', 2],
    ['rate(7 minutes)', 1],
  ]);
  await db().schedule.update({ where: { id }, data: { createdAt: new Date('2026-03-01T10:00:30Z') } });
  const [version] = await versionsAt(db(), id, first);
  expect(version).toMatchObject({ state: 'on', delivery: 'direct', targets: [{ kind: 'sqs' }] });
  expect(version?.rateAnchor).toEqual(new Date('2026-03-01T10:01:00Z'));
  await archive(id, 2);
  expect(await seen(id, first, 2)).toEqual([['rate(8 minutes)', 2]]);
});
