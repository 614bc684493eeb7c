import { afterAll, beforeAll, expect, it } from 'vitest';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { makeGate } from '@/lib/local/test-gates';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { getGate } from './queries';
import { addWindow, removeWindow } from './window-commands';

let product: TestProduct;
let environmentId: string;

const operator = contextOf('operator');

beforeAll(async () => {
  product = await startTestProduct({});
  environmentId = (await currentEnvironment()).id;
});
afterAll(() => product?.stop());

it('is not closed by plan for good, and says so where it was', async () => {
  const gateId = await makeGate(product.database, environmentId);
  const plan = (expression: string, minutes: number) =>
    addWindow(operator, {
      id: gateId,
      window: { kind: 'recurring', expression, timeZone: 'UTC', minutes },
      reason: 'Hourly',
    });
  const never = (who: string) => ({
    fields: [{ path: 'window.minutes', message: expect.stringMatching(`^${who} follow one another`) }],
  });
  await expect(plan('cron(0 * * * ? *)', 60)).rejects.toMatchObject(never('These windows'));
  const { windowId } = await plan('cron(0 * * * ? *)', 40);
  await expect(plan('cron(40 * * * ? *)', 20)).rejects.toMatchObject(
    never('With what is planned already, these windows'),
  );
  // As an earlier release let it be planned.
  await sql(product.database, 'UPDATE gate_window SET minutes = 60 WHERE id = $1', [windowId]);
  await sql(
    product.database,
    "UPDATE gate_state SET window_from = '2020-01-01', window_until = '2099-01-01' WHERE gate_id = $1",
    [gateId],
  );
  expect(await getGate(operator, gateId)).toMatchObject({
    closedBy: 'window',
    closedReason: 'Hourly',
    closedUntil: null,
  });
  await removeWindow(operator, { windowId });
});
