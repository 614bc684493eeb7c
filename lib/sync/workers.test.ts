import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { awsOf, awsSchedules, gate, settle, syncOf, workerTurn } from '@/lib/local/test-sync';
import * as states from '@/lib/schedules/state-commands';
import { reconcile } from './reconcile';

let product: TestProduct<{ aws: true }>;
let teamId: string;
const editor = contextOf('editor');

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  teamId = await makeTeam();
});
afterAll(() => product?.stop());

describe('two workers', () => {
  it('share what is due: each schedule exactly once, each call made by one of them', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 15; i += 1) ids.push((await makeSchedule(teamId)).id);
    await sql(product.database, 'UPDATE schedule_sync SET due_at = now() WHERE due_at IS NOT NULL');
    const before = product.network.calls.length;
    await Promise.all([workerTurn(), workerTurn(), workerTurn()]);
    await settle(product.database);
    const mine = (await awsSchedules(product.database)).filter(({ scheduleId }) => ids.includes(scheduleId));
    expect(new Set(mine.map(({ scheduleId }) => scheduleId)).size).toBe(15);
    expect(mine).toHaveLength(15);
    const created = product.network.calls
      .slice(before)
      .filter(({ method, path }) => method === 'POST' && path.startsWith('/schedules/'));
    expect(created).toHaveLength(15);
  });

  it('take no more than they asked for', async () => {
    for (let i = 0; i < 14; i += 1) await makeSchedule(teamId);
    await sql(product.database, 'UPDATE schedule_sync SET due_at = now() WHERE due_at IS NOT NULL');
    const release = gate();
    product.network.hold = () => release.opened;
    const turn = workerTurn();
    const [held] = await sql<{ count: number }>(
      product.database,
      'SELECT count(*)::int FROM schedule_sync WHERE lease_token IS NOT NULL',
    );
    expect(held?.count ?? 99).toBeLessThanOrEqual(10);
    product.network.hold = undefined;
    release.open();
    await turn;
  });
});

describe('what is not ours', () => {
  const foreign = `INSERT INTO local_aws.schedule (region, group_name, name, body, state, delete_after, created_at, modified_at, anchor)
    SELECT region, group_name, $1, replace(body, 'rota ', 'somebody else '), 'ENABLED', false, 0, 0, 0 FROM local_aws.schedule LIMIT 1`;

  it('a schedule of the same name is left alone, and shown', async () => {
    await reconcile((await makeSchedule(teamId)).id);
    const other = await makeSchedule(teamId, { targets: [TARGETS.sns] });
    const [target] = await sql<{ id: string }>(
      product.database,
      'SELECT id FROM target WHERE schedule_id = $1',
      [other.id],
    );
    await sql(product.database, foreign, [`${target?.id}-${other.id}`]);
    const before = await awsOf(product.database, other.id);
    await reconcile(other.id);
    expect(await syncOf(other.id)).toMatchObject({
      status: 'failed',
      errorCode: 'ForeignSchedule',
      error: expect.stringContaining('left alone'),
    });
    const { name } = await sql<{ name: string }>(
      product.database,
      'SELECT name FROM schedule WHERE id = $1',
      [other.id],
    ).then(([row]) => row ?? { name: '' });
    await states.deleteSchedule(editor, { id: other.id, reason: 'Test', confirmName: name });
    await settle(product.database);
    expect(await awsOf(product.database, other.id)).toEqual(before);
  });
});
