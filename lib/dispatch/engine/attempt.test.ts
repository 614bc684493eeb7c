import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { deliveriesOf, dueRuns, runOf } from '@/lib/local/test-runs';
import { attemptIn } from './attempt';

let product: TestProduct<{ aws: true }>;
beforeAll(async () => {
  product = await startTestProduct({ aws: true });
});
afterAll(() => product?.stop());

const ALL = 2;

it.each([
  ['all of which were started', ALL, 5, { state: 'succeeded', reason: null }],
  ['not all of which were started', 1, 1, { state: 'failed', reason: 'Of 2 tasks 1 were not started.' }],
])(
  'a run has the tasks that it asked for, %s, whatever its target asks for by now',
  async (_, started, taskCount, ended) => {
    const { id } = await makeSchedule(await makeTeam(), {
      targets: [{ ...TARGETS.ecs, taskCount: ALL, retryAttempts: 0 }],
    });
    const { environmentId } = await db().schedule.findUniqueOrThrow({ where: { id } });
    const [run = ''] = await dueRuns(id, 1);
    const deliveries = deliveriesOf(environmentId, attemptIn(environmentId));
    const turn = async () => {
      await db().runQueue.updateMany({ data: { visibleAt: new Date(0) } });
      await deliveries.turn();
      await deliveries.ended();
    };
    await turn();
    const { tasks } = await runOf(run);
    expect(tasks).toHaveLength(ALL);
    await db().runQueue.updateMany({ data: { tasks: tasks.slice(0, started) } });
    const { settings } = await db().target.findFirstOrThrow({ where: { scheduleId: id } });
    await db().target.updateMany({
      where: { scheduleId: id },
      data: { settings: { ...(settings as object), taskCount } },
    });
    while ((await runOf(run)).state === null) await turn();
    expect(await runOf(run)).toMatchObject(ended);
  },
);
