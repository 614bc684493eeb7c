import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DeleteScheduleCommand } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { adopt } from '@/lib/adopt/commands';
import { giveBack } from '@/lib/adopt/return-commands';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { outsider, scanNow, settleAdoptions } from '@/lib/local/test-adoption';
import { makeTeam, ROLE_ARN } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { settle } from '@/lib/local/test-sync';

type Policy = { Statement: { Action: string[]; Resource: string[] }[] };

const template = path.resolve(import.meta.dirname, '../../infra/terraform/policies/adopt.json.tftpl');
const PLACE: Record<string, string> = {
  partition: 'aws',
  region: TEST_PLACE.region,
  account: TEST_PLACE.accountId,
};
const filled = readFileSync(template, 'utf8').replaceAll(/\$\{(\w+)\}/g, (_, name) => PLACE[name] ?? name);
const policy = JSON.parse(filled) as Policy;

const scheduler = (resource: string) =>
  `arn:aws:scheduler:${TEST_PLACE.region}:${TEST_PLACE.accountId}:${resource}`;

/** `*` stands for any characters (IAM JSON policy elements: Resource). */
const fits = (pattern: string, arn: string) =>
  new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(arn);

const allows = (action: string, arn: string) =>
  policy.Statement.some(
    ({ Action, Resource }) => Action.includes(action) && Resource.some((pattern) => fits(pattern, arn)),
  );

const ORIGINAL = 'payroll-nightly';
const BY_METHOD: Record<string, string> = {
  GET: 'scheduler:GetSchedule',
  POST: 'scheduler:CreateSchedule',
  PUT: 'scheduler:UpdateSchedule',
  DELETE: 'scheduler:DeleteSchedule',
};

/** The action and the resource of a call (EventBridge Scheduler API reference); null of one to a schedule of Rota. */
function permissionOf({ method, path: address }: { method: string; path: string }): [string, string] | null {
  const { pathname } = new URL(address, 'http://aws');
  const [first, rest = ''] = pathname.slice(1).split(/\/(.*)/);
  if (first === 'tags') return rest ? ['scheduler:ListTagsForResource', decodeURIComponent(rest)] : null;
  if (first === 'schedule-groups') return rest ? null : ['scheduler:ListScheduleGroups', scheduler('*')];
  if (!rest) return ['scheduler:ListSchedules', scheduler('*')];
  if (rest !== ORIGINAL) return null;
  return [BY_METHOD[method] ?? method, scheduler(`schedule/default/${ORIGINAL}`)];
}

let product: TestProduct<{ aws: true }>;
beforeAll(async () => {
  product = await startTestProduct({ aws: true });
});
afterAll(() => product?.stop());

it('the policy of adoption allows each call that is made of an original, on that very original', async () => {
  const hands = outsider(product.aws);
  const context = contextOf('administrator');
  const { id: environmentId } = await currentEnvironment();
  const mapping = { teamId: await makeTeam(), owner: 'Finance', roleArn: ROLE_ARN };
  const arn = await hands.makeSchedule(ORIGINAL);
  await scanNow();
  const [one] = await adopt(context, { environmentId, arns: [arn], mapping, reason: 'Moved' });
  if (!one?.ok) throw new Error(one?.message);
  await settleAdoptions(product.database);
  await settle(product.database);
  await hands.scheduler.send(new DeleteScheduleCommand({ Name: ORIGINAL }));
  await giveBack(context, { id: one.id, reason: 'Not yet' });
  await settleAdoptions(product.database);
  expect(await hands.stateOf('schedule', ORIGINAL)).toBe('ENABLED');

  const asked = product.network.calls.flatMap((call) => [permissionOf(call)].filter((one) => one !== null));
  expect([...new Set(asked.map(([action]) => action))].sort()).toEqual([
    'scheduler:CreateSchedule',
    'scheduler:GetSchedule',
    'scheduler:ListScheduleGroups',
    'scheduler:ListSchedules',
    'scheduler:ListTagsForResource',
    'scheduler:UpdateSchedule',
  ]);
  expect(asked.filter(([action, resource]) => !allows(action, resource))).toEqual([]);
});
