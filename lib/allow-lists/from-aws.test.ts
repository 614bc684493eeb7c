import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { adopt } from '@/lib/adopt/commands';
import { type AwsTarget, createScheduler } from '@/lib/aws/scheduler';
import { db } from '@/lib/db';
import { acceptTheirs } from '@/lib/drift/accept';
import { decideLost } from '@/lib/drift/lost';
import { seenOf } from '@/lib/drift/theirs';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { outsider, scanNow } from '@/lib/local/test-adoption';
import { makeSchedule, makeTeam, ROLE_ARN, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { awsOf, settle } from '@/lib/local/test-sync';
import { requestFrom } from '@/lib/sync/drift';
import { reconcile } from '@/lib/sync/reconcile';
import { scanPage } from '@/lib/sync/scan';
import { addEntry } from './commands';

let product: TestProduct<{ aws: true }>;
let teamId: string;
let environmentId: string;
const editor = contextOf('editor');
const admin = contextOf('administrator');
const reason = 'As AWS has it';

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  teamId = await makeTeam();
  environmentId = (await currentEnvironment()).id;
});
afterAll(() => product?.stop());
afterEach(() => db().allowedArn.deleteMany());

const allow = (pattern: string) =>
  addEntry(admin, { kind: 'role', pattern, teamId, environmentId, reason: 'Asked for' });

/** A target is changed in AWS, and an editor would have Rota take that over. */
async function accepting(target: object, change: Partial<AwsTarget>): Promise<() => Promise<unknown>> {
  const { id } = await makeSchedule(teamId, { targets: [target] });
  await settle(product.database);
  const aws = createScheduler({ region: TEST_PLACE.region });
  const found = await aws.get('rota', (await awsOf(product.database, id))[0]?.name ?? '');
  if (!found) throw new Error('It is not there.');
  await aws.update({ ...requestFrom(found), Target: { Arn: '', RoleArn: '', ...found.Target, ...change } });
  await reconcile(id);
  const seen = seenOf(await db().drift.findMany({ where: { scheduleId: id } }));
  return () => acceptTheirs(editor, { id, reason, seen });
}

it('what somebody made of a target in AWS is taken over only where it is allowed', async () => {
  const accept = await accepting(TARGETS.sqs, { RoleArn: `${ROLE_ARN}-2` });
  await allow(ROLE_ARN);
  await expect(accept()).rejects.toThrow(/^Target 1: This role is not in the allow-list/);
  await allow(`${ROLE_ARN}-?`);
  await accept();
});

it('a role or a command that somebody overrode in AWS is not taken over by whoever may not', async () => {
  const role = await accepting(TARGETS.ecs, { Input: '{"taskRoleArn":"x"}' });
  await expect(role()).rejects.toThrow(/may not override the role of the task/);
  const command = '{"containerOverrides":[{"name":"app","command":["run"]}]}';
  const overridden = await accepting(TARGETS.ecs, { Input: command });
  await expect(overridden()).rejects.toMatchObject({ code: 'forbidden' });
});

it('what exists in AWS is taken over only where it is allowed, and never with another task role', async () => {
  const hands = outsider(product.aws);
  const { arn: Arn, taskDefinition: TaskDefinitionArn } = TARGETS.ecs;
  const fine = await hands.makeSchedule('listed');
  const task = await hands.makeSchedule('with-a-role', {
    Target: { Arn, RoleArn: ROLE_ARN, EcsParameters: { TaskDefinitionArn }, Input: '{"taskRoleArn":"x"}' },
  });
  await scanNow();
  await allow(`${ROLE_ARN}-2`);
  const mapping = { teamId, owner: 'Finance' };
  expect(await adopt(admin, { environmentId, arns: [fine, task], mapping, reason })).toEqual([
    { arn: fine, ok: false, message: expect.stringMatching(/^This role is not in the allow-list/) },
    {
      arn: task,
      ok: false,
      message: expect.stringMatching(/^Target 1: The input may not override the role/),
    },
  ]);
});

it('what the database lost and AWS still has comes back only where it is allowed', async () => {
  const { id } = await makeSchedule(teamId);
  await settle(product.database);
  for (const table of ['aws_schedule', 'schedule_sync', 'schedule_clock', 'target'])
    await sql(product.database, `DELETE FROM ${table} WHERE schedule_id = $1`, [id]);
  await sql(product.database, 'DELETE FROM schedule WHERE id = $1', [id]);
  await sql(product.database, 'UPDATE environment_scan SET due_at = now()');
  for (let going = true; going; ) going = await scanPage(environmentId);
  const found = await db().drift.findMany({ where: { name: { endsWith: id }, kind: 'extra' } });
  const lost = { environmentId, id, teamId, owner: 'Finance', reason, seen: seenOf(found) };
  await allow(`${ROLE_ARN}-2`);
  await expect(decideLost(admin, { ...lost, decision: 'accept' })).rejects.toThrow(
    /^Target 1: This role is not in the allow-list/,
  );
  await allow(ROLE_ARN);
  await decideLost(admin, { ...lost, decision: 'accept' });
  expect(await db().target.count({ where: { scheduleId: id } })).toBe(1);
});
