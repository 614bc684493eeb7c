import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam, ROLE_ARN, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { dueRuns } from '@/lib/local/test-runs';
import { restoreSchedule, restoreState } from './restore';
import { disableSchedule, enableSchedule, pauseSchedule, resumeSchedule } from './state-commands';

let product: TestProduct;
let teamId: string;
let id: string;
const editor = contextOf('editor');
const reason = 'By mistake';

beforeAll(async () => {
  product = await startTestProduct({
    env: { ROTA_DISPATCH_QUEUE_ARN: TARGETS.sqs.arn, ROTA_DISPATCH_ROLE_ARN: ROLE_ARN },
  });
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
beforeEach(async () => {
  ({ id } = await makeSchedule(teamId, { delivery: 'through', afterPause: 'last' }));
});

const load = () => db().schedule.findUniqueOrThrow({ where: { id } });

/** Takes an act back: brings back what an act on many schedules keeps of one. */
async function takeBack(act: () => Promise<unknown>, restore: typeof restoreState): Promise<void> {
  const { state, stateReason, stateBy, stateById, stateAt, pauseUntil, missedAt, ...rest } = await load();
  await act();
  const { generation } = await load();
  const { owner, tags } = rest;
  const instants = {
    stateAt: stateAt.toISOString(),
    pauseUntil: pauseUntil?.toISOString() ?? null,
    missedAt: missedAt?.toISOString() ?? null,
  };
  const before = { state, stateReason, stateBy, stateById, teamId, owner, tags, ...instants };
  await restore(editor, { id, generation, reason, before });
}

/** A run that waits for another attempt, and an extra run that is planned. */
async function waiting(): Promise<void> {
  const [retried] = await dueRuns(id, 1);
  await sql(product.database, 'UPDATE run_queue SET attempts = 1 WHERE run_id = $1', [retried]);
  const tomorrow = new Date(Date.now() + 86_400_000);
  await dueRuns(id, 1, { origin: 'extra', slotAt: tomorrow, nominalAt: tomorrow, dueAt: tomorrow });
}
const held = async () => (await db().runQueue.findMany({ where: { scheduleId: id } })).map((run) => run.held);

describe.each([
  ['pause', pauseSchedule, resumeSchedule, restoreState],
  ['disable', disableSchedule, enableSchedule, restoreSchedule],
] as const)('taking a %s back', (_, stop, start, restore) => {
  it('lets runs go on that wait', async () => {
    await waiting();
    await takeBack(() => stop(editor, { id, reason }), restore);
    expect(await held()).toEqual([false, false]);
  });

  it('and its end, holds them again', async () => {
    await waiting();
    await stop(editor, { id, reason });
    await takeBack(() => start(editor, { id, reason }), restore);
    expect(await held()).toEqual([true, true]);
  });

  it('makes up for what passed meanwhile as its end would', async () => {
    const hourAgo = new Date(Math.floor(Date.now() / 1_000) * 1_000 - 3_600_000);
    await takeBack(async () => {
      await stop(editor, { id, reason });
      await sql(
        product.database,
        `UPDATE schedule SET state_at = $2, expression = 'cron(* * * * ? *)' WHERE id = $1`,
        [id, hourAgo],
      );
    }, restore);
    expect(await db().scheduleClock.findUniqueOrThrow({ where: { scheduleId: id } })).toMatchObject({
      plannedTo: hourAgo,
      planGap: 'pause',
    });
  });
});
