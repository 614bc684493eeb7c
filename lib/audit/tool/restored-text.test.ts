import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { planSlots } from '@/lib/dispatch/slots/planner';
import { makeSchedule, makeTeam, ROLE_ARN, TARGETS } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { dueRuns, runOf } from '@/lib/local/test-runs';
import { run } from './run';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct({
    env: { ROTA_DISPATCH_QUEUE_ARN: TARGETS.sqs.arn, ROTA_DISPATCH_ROLE_ARN: ROLE_ARN },
  });
});
afterAll(() => product?.stop());

it('keeps back all that the backup would send, whatever schedules say of late runs', async () => {
  const { id } = await makeSchedule(await makeTeam(), {
    expression: 'cron(* * * * ? *)',
    timeZone: 'UTC',
    delivery: 'through',
    targets: [TARGETS.sqs],
  });
  await sql(product.database, "UPDATE schedule SET if_late = 'all', grace_seconds = 86400");
  await sql(
    product.database,
    "UPDATE schedule_clock SET planned_to = now() - interval '1 hour', plan_at = now() - interval '1 hour'",
  );
  const [waiting = ''] = await dueRuns(id, 1);
  const [out, err]: [string[], string[]] = [[], []];
  const code = await run(
    ['restored', '--reason', 'The disk was lost', '--by', 'Dora Klein'],
    { write: (text) => out.push(text) },
    { write: (text) => err.push(text) },
  );
  expect([code, err]).toEqual([0, []]);
  expect(out.join('')).toContain('none of them is sent by itself');
  expect(await runOf(waiting)).toMatchObject({ state: 'unknown' });
  const now = new Date();
  await planSlots();
  const past = await db().run.findMany({ where: { slotAt: { lt: now } } });
  expect(past.length).toBeGreaterThan(58);
  expect(new Set(past.map(({ state }) => state))).toEqual(new Set(['unknown']));
});
