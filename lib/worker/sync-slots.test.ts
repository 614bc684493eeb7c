import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { syncOf } from '@/lib/local/test-sync';
import { loop } from './loops';
import { SyncSlots } from './sync-slots';
import { Wake } from './wake';

let product: TestProduct<{ aws: true }>;
let teamId: string;
let environmentId: string;

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  teamId = await makeTeam();
  environmentId = (await currentEnvironment()).id;
});
afterAll(() => product?.stop());

async function makeDue(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) ids.push((await makeSchedule(teamId)).id);
  await sql(product.database, 'UPDATE schedule_sync SET due_at = now() WHERE due_at IS NOT NULL');
  return ids;
}

async function count(where: string): Promise<number> {
  const rows = await sql<{ count: number }>(
    product.database,
    `SELECT count(*)::int FROM schedule_sync WHERE ${where}`,
  );
  return rows[0]?.count ?? 0;
}

/** Keeps the reconciliation of schedules from going on, until the connection ends: what it is to note is locked. */
async function block(scheduleIds: string[]): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: product.database.superuserUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query(
    `INSERT INTO aws_schedule (name, environment_id, group_name, schedule_id, target_id, generation)
     SELECT t.id || '-' || s.id, s.environment_id, 'rota', s.id, t.id, 1
     FROM schedule s JOIN target t ON t.schedule_id = s.id WHERE s.id = ANY($1)`,
    [scheduleIds],
  );
  return client;
}

describe('the slots of a worker', () => {
  it('go on with all others while one schedule takes long', async () => {
    const [slow = '', ...others] = await makeDue(25);
    const blocker = await block([slow]);
    const stopping = new AbortController();
    const wake = new Wake(stopping.signal);
    const slots = new SyncSlots(environmentId, () => wake.now());
    const looping = loop('test', stopping.signal, wake, () => slots.turn());
    await vi.waitFor(async () => expect(await count(`status = 'live'`)).toBe(others.length), {
      timeout: 60_000,
    });
    expect(await syncOf(slow)).toMatchObject({ status: 'pending', leaseToken: expect.any(String) });
    await blocker.end();
    stopping.abort();
    await looping;
    await slots.ended();
    expect((await syncOf(slow)).status).toBe('live');
  });

  it('take no more than there is room for', async () => {
    const blocker = await block(await makeDue(14));
    const slots = new SyncSlots(environmentId, () => undefined);
    await slots.turn();
    expect(await count('lease_token IS NOT NULL')).toBe(10);
    await slots.turn();
    expect(await count('lease_token IS NOT NULL')).toBe(10);
    await blocker.end();
    await slots.ended();
    await slots.turn();
    await slots.ended();
    expect(await count(`status <> 'live'`)).toBe(0);
  });
});
