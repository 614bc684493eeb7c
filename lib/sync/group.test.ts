import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { awsSchedules, settle, syncOf } from '@/lib/local/test-sync';
import { forgetGroups } from './group';
import { reconcile } from './reconcile';

let product: TestProduct<{ aws: true }>;
let id: string;

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
});
afterAll(() => product?.stop());
beforeEach(async () => {
  forgetGroups();
  await sql(product.database, `DELETE FROM local_aws.schedule_group WHERE name = 'rota'`);
  ({ id } = await makeSchedule(await makeTeam()));
});

const makeGroup = (tags: object[]) =>
  sql(
    product.database,
    `INSERT INTO local_aws.schedule_group (region, name, created_at, modified_at, tags) VALUES ('eu-central-1', 'rota', 0, 0, $1)`,
    [JSON.stringify(tags)],
  );

describe('a group that is not this installation’s own', () => {
  it.each([
    ['without a tag', [], 'was not made by Rota'],
    [
      'of another installation',
      [{ Key: 'rota:installation', Value: 'another' }],
      'another Rota installation (another)',
    ],
  ])('%s is refused, nothing is written to it, and the reason is shown', async (_, tags, reason) => {
    await makeGroup(tags);
    await reconcile(id);
    expect(await syncOf(id)).toMatchObject({
      status: 'failed',
      errorCode: 'ForeignGroup',
      error: expect.stringContaining(reason),
    });
    expect(await awsSchedules(product.database)).toEqual([]);
    expect(
      await sql(product.database, `SELECT tags FROM local_aws.schedule_group WHERE name = 'rota'`),
    ).toEqual([{ tags: JSON.stringify(tags) }]);
  });
});

it('is made once by several processes at the same moment', async () => {
  const team = await makeTeam();
  const ids = [id];
  for (let i = 0; i < 4; i += 1) ids.push((await makeSchedule(team)).id);
  await Promise.all(ids.map((each) => reconcile(each)));
  await settle(product.database);
  for (const each of ids) expect(await syncOf(each)).toMatchObject({ status: 'live' });
});
