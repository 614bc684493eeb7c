import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { startChild } from '@/lib/local/test-child';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { signedIn } from '@/lib/local/test-session';
import { pauseSchedule } from '@/lib/schedules/state-commands';
import { startBulk } from './commands';
import { prepareBulk } from './prepare';
import { affected, getJob, listItems } from './queries';
import { runRows } from './run';

let product: TestProduct;
let operator: Awaited<ReturnType<typeof signedIn>>;
const reason = 'Month end';

beforeAll(async () => {
  product = await startTestProduct({});
  operator = await signedIn('operator');
});
afterAll(() => product?.stop());

/** Copies of a schedule, each with its clock and its sync. */
const FILL = `
  WITH copy AS (
    INSERT INTO schedule (id, environment_id, team_id, name, owner, tags, expression, time_zone, created_by, updated_by)
    SELECT substr(md5(random()::text), 1, 16), environment_id, team_id, name || ' ' || i, owner,
      tags, expression, time_zone, created_by, updated_by
    FROM schedule, generate_series(1, $2::int) i WHERE id = $1 RETURNING id
  ), clock AS (INSERT INTO schedule_clock (schedule_id, next_run_at) SELECT id, now() + interval '1 hour' FROM copy)
  INSERT INTO schedule_sync (schedule_id, status, due_at) SELECT id, 'live', NULL FROM copy`;

/** A team with so many schedules that are on, and a draft that pauses them. */
async function draft(count: number) {
  const teamId = await makeTeam();
  const { id: model } = await makeSchedule(teamId);
  await sql(product.database, FILL, [model, count - 1]);
  const began = performance.now();
  const { id } = await prepareBulk(operator, {
    action: 'pause',
    selection: { by: 'filter', filter: { team: teamId } },
  });
  return { id, model, teamId, milliseconds: performance.now() - began };
}

const runAll = async () => {
  while ((await runRows()) > 0);
};

/** Schedules of a team by how often its job changed them, by their generation and by the audit. */
const changes = (teamId: string) =>
  sql<{ generation: number; audited: number; schedules: number }>(
    product.database,
    `SELECT generation, audited, count(*)::int AS schedules FROM (
       SELECT s.generation, (SELECT count(*)::int FROM schedule_audit a
         WHERE a.schedule_id = s.id AND a.request_id = $2 AND a.action = 'schedule.pause') AS audited
       FROM schedule s WHERE s.team_id = $1) x GROUP BY 1, 2`,
    [teamId, operator.requestId],
  );

it('does each row once, however many workers there are', async () => {
  const { id, teamId } = await draft(60);
  await startBulk(operator, { id, reason });
  await Promise.all([runAll(), runAll(), runAll(), runAll()]);
  expect(await changes(teamId)).toEqual([{ generation: 2, audited: 1, schedules: 60 }]);
  expect(await getJob(operator, id)).toMatchObject({ status: 'done', counts: { done: 60, skipped: 0 } });
});

it('goes on where a worker was killed between rows or in one, and still does each once', async () => {
  const { id, teamId } = await draft(400);
  await startBulk(operator, { id, reason });
  const env = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== undefined));
  for (let crash = 1; crash <= 3; crash += 1) {
    const worker = startChild('lib/local/test-bulk-runner.ts', env as Record<string, string>);
    await worker.until((_, all) => all.length === crash * 2);
    await worker.kill();
    expect((await getJob(operator, id)).status).toBe('running');
    await sql(
      product.database,
      `UPDATE bulk_item SET lease_until = now() - interval '1 second' WHERE lease_until > now()`,
    );
  }
  const { counts } = await getJob(operator, id);
  expect(counts.done).toBeGreaterThan(0);
  expect(counts.queued).toBeGreaterThan(0);
  await Promise.all([runAll(), runAll()]);
  expect(await changes(teamId)).toEqual([{ generation: 2, audited: 1, schedules: 400 }]);
  expect(await getJob(operator, id)).toMatchObject({ status: 'done', counts: { done: 400, skipped: 0 } });
}, 300_000);

it('knows what it had done itself when it died before it could say so', async () => {
  const { id, model } = await draft(2);
  await startBulk(operator, { id, reason });
  await pauseSchedule(operator, { id: model, reason, generation: 1 });
  await runAll();
  const { rows } = await listItems(operator, id, { status: '', after: '', before: '' });
  expect(rows.map(({ status }) => status)).toEqual(['done', 'done']);
  expect((await db().schedule.findUniqueOrThrow({ where: { id: model } })).generation).toBe(2);
});

it('takes rows of every job in turn, so that a large one holds up no small one', async () => {
  const [large, small] = [await draft(60), await draft(6)];
  await startBulk(operator, { id: large.id, reason });
  await startBulk(operator, { id: small.id, reason });
  await runRows();
  expect((await getJob(operator, small.id)).counts).toMatchObject({ done: 6, queued: 0 });
  expect((await getJob(operator, large.id)).counts).toMatchObject({ done: 6, queued: 54 });
  await runAll();
  expect((await getJob(operator, large.id)).counts).toMatchObject({ done: 60, queued: 0 });
});

it('finishes a job whose process died after the last row, before it could say so', async () => {
  const { id } = await draft(2);
  await startBulk(operator, { id, reason });
  await runAll();
  await sql(product.database, `UPDATE bulk_job SET status = 'running', finished_at = NULL WHERE id = $1`, [
    id,
  ]);
  await runAll();
  expect(await getJob(operator, id)).toMatchObject({ status: 'done', counts: { done: 2, queued: 0 } });
});

it('leaves rows alone that another process holds', async () => {
  const { id } = await draft(5);
  await startBulk(operator, { id, reason });
  await sql(
    product.database,
    `UPDATE bulk_item SET lease_until = now() + interval '1 minute' WHERE job_id = $1`,
    [id],
  );
  expect(await runRows()).toBe(0);
  expect(await getJob(operator, id)).toMatchObject({ status: 'running', counts: { queued: 5 } });
  await sql(product.database, 'UPDATE bulk_item SET lease_until = NULL WHERE job_id = $1', [id]);
  await runAll();
});

it('shows what 10,000 rows would be, prepared in one transaction', async () => {
  const { id, milliseconds } = await draft(10_000);
  const began = performance.now();
  const [counted, job, page] = await Promise.all([
    affected(operator, id),
    getJob(operator, id),
    listItems(operator, id, { status: 'queued', after: '', before: '' }),
  ]);
  const shown = performance.now() - began;
  expect([counted.groups[0]?.count, job.counts.queued, page.rows.length]).toEqual([10_000, 10_000, 50]);
  process.stdout.write(
    `10,000 rows prepared in ${Math.round(milliseconds)} ms, shown in ${Math.round(shown)} ms\n`,
  );
});
