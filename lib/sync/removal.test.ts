import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { awsOf, syncOf } from '@/lib/local/test-sync';
import { deleteSchedule, pauseSchedule, retrySync } from '@/lib/schedules/state-commands';
import { reconcile } from './reconcile';

let product: TestProduct<{ aws: true }>;
let teamId: string;
let id: string;
const editor = contextOf('editor');
const reason = 'It must end';

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
beforeEach(async () => {
  const secret = { ...TARGETS.sqs, input: '{"token":"s3cret"}', secretFields: ['/token'] };
  ({ id } = await makeSchedule(teamId, { targets: [secret] }));
  await reconcile(id);
});

const losesKey = () =>
  sql(
    product.database,
    `UPDATE target SET input = regexp_replace(input, 'v1:[^"]+', 'v1:bG9zdA==') WHERE schedule_id = $1`,
    [id],
  );
const remove = async () => {
  const [row] = await sql<{ name: string }>(product.database, 'SELECT name FROM schedule WHERE id = $1', [
    id,
  ]);
  return deleteSchedule(editor, { id, reason, confirmName: row?.name });
};

it('reaches AWS although the key of the secrets was lost', async () => {
  await losesKey();
  await remove();
  await reconcile(id);
  expect(await awsOf(product.database, id)).toEqual([]);
  expect(await syncOf(id)).toMatchObject({ status: 'live', error: null });
});

it('is told apart from a pause, which needs the secrets and says that they can not be read', async () => {
  await losesKey();
  await pauseSchedule(editor, { id, reason });
  await reconcile(id);
  expect(await syncOf(id)).toMatchObject({ status: 'failed', errorCode: 'SecretsUnreadable' });
});

it('can be asked for again of a tombstone whose removal was refused', async () => {
  await remove();
  await sql(
    product.database,
    `UPDATE schedule_sync SET status = 'failed', due_at = NULL WHERE schedule_id = $1`,
    [id],
  );
  await retrySync(contextOf('operator'), { id });
  await reconcile(id);
  expect(await awsOf(product.database, id)).toEqual([]);
});

it('leaves the clock where it is when only AWS is asked again', async () => {
  await sql(
    product.database,
    `UPDATE schedule_clock SET next_run_at = '2001-01-01Z' WHERE schedule_id = $1`,
    [id],
  );
  await retrySync(contextOf('operator'), { id });
  const [clock] = await sql<{ next_run_at: Date }>(
    product.database,
    'SELECT next_run_at FROM schedule_clock WHERE schedule_id = $1',
    [id],
  );
  expect(clock?.next_run_at.toISOString()).toBe('2001-01-01T00:00:00.000Z');
});
