import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { deliveriesOf, drain, dueRuns, failed, SUCCEEDED } from '@/lib/local/test-runs';
import { resumeSchedule } from '@/lib/schedules/state-commands';
import type { Claimed } from './engine/claim';
import { pauseFailing } from './failing';

let product: TestProduct;
let environmentId: string;
let id: string;

beforeAll(async () => {
  product = await startTestProduct({});
  environmentId = (await currentEnvironment()).id;
});
beforeEach(async () => {
  id = (await makeSchedule(await makeTeam())).id;
  await sql(
    product.database,
    "UPDATE schedule SET delivery = 'through', pause_after_failures = 3 WHERE id = $1",
    [id],
  );
});
afterAll(() => product?.stop());

/** Runs one after the other, each as it is said. */
async function ended(...outcomes: ('failed' | 'succeeded')[]): Promise<void> {
  return endedWith('It answered 400.', ...outcomes);
}

async function endedWith(reason: string, ...outcomes: ('failed' | 'succeeded')[]): Promise<void> {
  for (const outcome of outcomes) {
    await dueRuns(id, 1, { slotAt: new Date(), dueAt: new Date() });
    const answer = outcome === 'failed' ? failed(reason, { permanent: true }) : SUCCEEDED;
    await drain(deliveriesOf(environmentId, async () => answer));
  }
}
const state = async () => (await db().schedule.findUniqueOrThrow({ where: { id } })).state;

it('pauses a schedule after so many failures in a row, as the system, with the reason', async () => {
  await ended('failed', 'failed');
  expect(await pauseFailing()).toEqual([]);
  await ended('failed');
  expect(await pauseFailing()).toEqual([id]);
  expect(await state()).toBe('paused');
  expect((await auditRows(product.database, 'schedule')).at(-1)).toMatchObject({
    action: 'schedule.pause',
    actor_id: 'system:failures',
    reason: '3 slots in a row failed. The last: It answered 400.',
  });
  expect(await pauseFailing()).toEqual([]);
});

it('counts anew after a run that came through, and after somebody resumed it', async () => {
  await ended('failed', 'failed', 'succeeded', 'failed', 'failed');
  expect(await pauseFailing()).toEqual([]);
  await ended('failed');
  expect(await pauseFailing()).toEqual([id]);
  await resumeSchedule(contextOf('operator'), { id, reason: 'Mended.' });
  expect(await pauseFailing()).toEqual([]);
  await ended('failed');
  expect(await pauseFailing()).toEqual([]);
});

it('pauses none that does not ask for it', async () => {
  await sql(product.database, 'UPDATE schedule SET pause_after_failures = NULL WHERE id = $1', [id]);
  await ended('failed', 'failed', 'failed', 'failed');
  expect(await pauseFailing()).toEqual([]);
  expect(await state()).toBe('on');
});

it('pauses whatever the target said: what no reason may hold, or is too long for one, stops nothing', async () => {
  await endedWith(`a\u0007b ${'🦊'.repeat(400)}`, 'failed', 'failed', 'failed');
  expect(await pauseFailing()).toEqual([id]);
  const { reason } = (await auditRows(product.database, 'schedule')).at(-1) ?? {};
  expect(reason).toContain('The last: a b 🦊');
  expect(reason?.length).toBeLessThanOrEqual(500);
});

it('counts slots, of which each failed where one of its targets did', async () => {
  const { id: both } = await makeSchedule(await makeTeam(), { targets: [TARGETS.sqs, TARGETS.sns] });
  await sql(
    product.database,
    "UPDATE schedule SET delivery = 'through', pause_after_failures = 2 WHERE id = $1",
    [both],
  );
  const [good, bad] = await db().target.findMany({
    where: { scheduleId: both },
    orderBy: { position: 'asc' },
  });
  const slot = async () => {
    const at = new Date();
    for (const target of [good, bad])
      await dueRuns(both, 1, { targetId: target?.id ?? '', slotAt: at, nominalAt: at, dueAt: at });
    const deliver = async ({ targetId }: Claimed) =>
      targetId === good?.id ? SUCCEEDED : failed('It answered 400.', { permanent: true });
    await drain(deliveriesOf(environmentId, deliver));
  };
  await slot();
  expect(await pauseFailing()).toEqual([]);
  await slot();
  expect(await pauseFailing()).toEqual([both]);
});

it('counts neither what was run by hand nor what a person ended', async () => {
  for (const origin of ['manual', 'extra', 'rerun'] as const) {
    const at = new Date();
    await dueRuns(id, 1, { slotAt: at, dueAt: at, origin });
  }
  await drain(deliveriesOf(environmentId, async () => failed('It answered 400.', { permanent: true })));
  expect(await pauseFailing()).toEqual([]);
  await ended('failed', 'failed', 'failed');
  const stopped = "SET LOCAL session_replication_role = replica; UPDATE run SET ended_by = 'somebody'";
  await sql(product.database, `BEGIN; ${stopped} WHERE schedule_id = '${id}'; COMMIT`);
  expect(await pauseFailing()).toEqual([]);
});
