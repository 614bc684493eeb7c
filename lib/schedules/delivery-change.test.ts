import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readableDifference } from '@/lib/audit/readable-difference';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows } from '@/lib/local/test-rows';
import { awsOf, syncOf } from '@/lib/local/test-sync';
import { reconcile } from '@/lib/sync/reconcile';
import { MASK } from '@/lib/targets/mask';
import { updateSchedule } from './commands';
import { formFromSchedule, toInput } from './form';
import { getSchedule } from './queries';
import { restoreVersion } from './restore-version';

let product: TestProduct<{ aws: true }>;
let teamId: string;
let id: string;
const editor = contextOf('editor');
const QUEUE = 'arn:aws:sqs:eu-central-1:000000000000:statements';
const POSTING = 'arn:aws:iam::000000000000:role/rota-dispatch';
const targets = [TARGETS.lambda, { ...TARGETS.sqs, deadLetterArn: TARGETS.sns.deadLetterArn }, TARGETS.ecs];

beforeAll(async () => {
  product = await startTestProduct({
    aws: true,
    env: { ROTA_DISPATCH_QUEUE_ARN: QUEUE, ROTA_DISPATCH_ROLE_ARN: POSTING },
  });
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
beforeEach(async () => {
  ({ id } = await makeSchedule(teamId, { targets }));
  await reconcile(id);
});

/** Saves it with some fields of its form changed. */
async function change(fields: object) {
  const schedule = await getSchedule(editor, id);
  const form = { ...formFromSchedule(schedule), ...fields };
  await updateSchedule(editor, { id, generation: schedule.generation, schedule: toInput(form) });
  await reconcile(id);
}
const inAws = async () => {
  expect(await syncOf(id)).toMatchObject({ status: 'live' });
  return Object.fromEntries((await awsOf(product.database, id)).map(({ name, body }) => [name, body]));
};
const planned = () => db().scheduleClock.findUniqueOrThrow({ where: { scheduleId: id } });

describe('a change of the delivery', () => {
  it('to through Rota reuses the AWS schedule of the first target, once the others are gone', async () => {
    const before = await inAws();
    const [first] = (await getSchedule(editor, id)).targets;
    const name = first?.awsName ?? '';
    product.network.calls.length = 0;
    await change({ delivery: 'through' });
    const after = await inAws();
    expect(Object.keys(before)).toHaveLength(3);
    expect(Object.keys(after)).toEqual([name]);
    expect(after[name]?.Target).toMatchObject({ Arn: QUEUE, RoleArn: POSTING });
    expect((await planned()).planAt).not.toBeNull();
    const writes = product.network.calls.filter(({ method }) => method !== 'GET').map(({ method }) => method);
    expect(writes).toEqual(['DELETE', 'DELETE', 'PUT']);
  });

  it('and back makes the others again, under the names that they had, and nothing is planned any more', async () => {
    const before = await inAws();
    await change({ delivery: 'through' });
    await change({ delivery: 'direct' });
    const after = await inAws();
    expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
    for (const [name, { Target }] of Object.entries(after)) expect(Target.Arn).toBe(before[name]?.Target.Arn);
    expect((await planned()).planAt).toBeNull();
  });

  it('is one difference of the history, with what only the new one has', async () => {
    await change({ delivery: 'through', overlap: 'skip' });
    const row = (await auditRows(product.database, 'schedule')).findLast(
      ({ action }) => action === 'schedule.update',
    );
    const { before, after } = JSON.parse(row?.body ?? '') as { before: object; after: object };
    const said = readableDifference({ ...before }, { ...after }).map((one) =>
      one.kind === 'value' ? `${one.label}: ${one.before?.text ?? ''} → ${one.after?.text ?? ''}` : one.label,
    );
    expect(said).toEqual([
      'Delivery: direct → through Rota',
      'Target 2, SQS queue statements: dead-letter queue: arn:aws:sqs:eu-central-1:000000000000:dead-letters → none',
      'Overlap:  → left out while one is running',
      'After a pause:  → left out',
      'If late:  → asks',
      'Grace (seconds):  → 300',
      'Pauses itself after failures:  → none',
    ]);
  });

  it('asks for no secret again: nobody new is given it', async () => {
    ({ id } = await makeSchedule(teamId, {
      targets: [{ ...targets[1], input: '{"token":"s3cret"}', secretFields: ['/token'] }],
    }));
    const stored = () => db().target.findFirstOrThrow({ where: { scheduleId: id } });
    const { input } = await stored();
    await change({ delivery: 'through' });
    expect(await stored()).toMatchObject({ input, deadLetterArn: null });
    expect((await getSchedule(editor, id)).targets[0]?.input).toContain(MASK);
  });

  it('comes back with an earlier version, and so do its policies', async () => {
    const policies = { overlap: 'queue', ifLate: 'last', graceSeconds: '90', pauseAfterFailures: '3' };
    await change({ delivery: 'through', ...policies });
    await change({ delivery: 'direct' });
    await restoreVersion(editor, { id, version: 2, reason: 'As it was' });
    expect(await getSchedule(editor, id)).toMatchObject({
      delivery: 'through',
      overlap: 'queue',
      ifLate: 'last',
      afterPause: 'skip',
      graceSeconds: 90,
      pauseAfterFailures: 3,
    });
    await restoreVersion(editor, { id, version: 1, reason: 'As it was' });
    expect(await getSchedule(editor, id)).toMatchObject({ delivery: 'direct', overlap: 'allow' });
  });
});
