import { PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { adoptionOf, outsider, scanNow, settleAdoptions } from '@/lib/local/test-adoption';
import { makeTeam, ROLE_ARN } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { awsOf, settle } from '@/lib/local/test-sync';
import { adopt } from './commands';
import { findFilter } from './filter';
import { listFinds, preview } from './queries';
import { giveBack } from './return-commands';
import { openText } from './sealed';

const SECRET = 'hunter2-and-more';
const INPUT = JSON.stringify({ customer: { id: 7, token: SECRET }, password: SECRET });

let product: TestProduct<{ aws: true }>;
let hands: ReturnType<typeof outsider>;
let teamId: string;
let environmentId: string;
let made = 0;
const admin = () => contextOf('administrator');
const reason = 'Moved to Rota';

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  hands = outsider(product.aws);
  teamId = await makeTeam();
  environmentId = (await currentEnvironment()).id;
});
afterAll(() => product?.stop());

/** An original whose target is sent a secret. @returns its name and its ARN */
async function make(kind: 'rule' | 'schedule', input = INPUT): Promise<{ name: string; arn: string }> {
  made += 1;
  const name = `original-${made}`;
  const queue = `arn:aws:sqs:${TEST_PLACE.region}:${TEST_PLACE.accountId}:statements`;
  if (kind === 'schedule') {
    const Target = { Arn: queue, RoleArn: ROLE_ARN, Input: input };
    return { name, arn: await hands.makeSchedule(name, { Target }) };
  }
  const arn = await hands.makeRule(name);
  const Targets = [{ Id: 't0', Arn: queue, Input: input }];
  await hands.events.send(new PutTargetsCommand({ Rule: name, Targets }));
  return { name, arn };
}

const mapping = (fields: object) => ({ teamId, owner: 'Finance', roleArn: ROLE_ARN, ...fields });
const previewOf = async (arn: string, fields: object) =>
  (await preview(admin(), { environmentId, arns: [arn], mapping: mapping(fields) }))[0];
async function taken(arn: string, fields: object): Promise<string> {
  await scanNow();
  const [one] = await adopt(admin(), { environmentId, arns: [arn], mapping: mapping(fields), reason });
  if (!one?.ok) throw new Error(one?.message);
  await settleAdoptions(product.database);
  await settle(product.database);
  return one.id;
}

/** Every row of the database's own tables, as text; the stand-ins for AWS are left out. */
async function everything(): Promise<string> {
  const tables = await sql<{ name: string }>(
    product.database,
    `SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const rows = await Promise.all(
    tables.map(({ name }) => sql(product.database, `SELECT row_to_json(t)::text AS row FROM ${name} t`)),
  );
  return JSON.stringify(rows);
}

describe.each(['rule', 'schedule'] as const)('what a %s sends', (kind) => {
  it.each([
    ['named fields', { secretFields: ['/customer/token', '/password', '/nowhere'] }],
    ['all of it', { secretInputs: true }],
  ])('is sent on to the letter and stands nowhere in the database in the clear: %s', async (_, fields) => {
    const { name, arn } = await make(kind);
    const id = await taken(arn, fields);
    expect((await awsOf(product.database, id))[0]?.body).toMatchObject({
      State: 'ENABLED',
      Target: { Input: INPUT },
    });
    expect(await everything()).not.toContain(SECRET);
    const audit = (await auditRows(product.database, 'schedule')).find((row) => row.schedule_id === id);
    expect(JSON.parse(audit?.body ?? '').after.targets[0].input).toContain('••••');
    await giveBack(admin(), { id, reason });
    await settleAdoptions(product.database);
    expect(await hands.stateOf(kind, name)).toBe('ENABLED');
    if (kind === 'schedule') expect((await hands.schedule(name)).Target?.Input).toBe(INPUT);
  });
});

it('the review says which fields are kept secret, and names none that the input does not have', async () => {
  const { arn } = await make('schedule');
  await scanNow();
  const secretFields = ['/password', '/nowhere'];
  expect((await previewOf(arn, { secretFields }))?.notes).toContain(
    'Kept secret of what it sends: /password.',
  );
  expect((await previewOf(arn, { secretInputs: true }))?.notes).toContain(
    'Kept secret of what it sends: /customer, /password.',
  );
  expect((await previewOf(arn, {}))?.notes.join()).not.toContain('secret');
});

it('an input that can not be kept secret as asked is refused, with the reason', async () => {
  const { arn } = await make('schedule', `"${SECRET}"`);
  await scanNow();
  expect(await previewOf(arn, { secretInputs: true })).toMatchObject({
    verdict: 'refused',
    reasons: [expect.stringContaining('single value')],
  });
  expect((await previewOf(arn, {}))?.verdict).toBe('ready');
});

it('a field that is no JSON pointer is refused at the mapping', async () => {
  const { arn } = await make('schedule');
  await scanNow();
  await expect(previewOf(arn, { secretFields: ['password'] })).rejects.toMatchObject({
    fields: [{ path: 'mapping.secretFields.0', message: expect.stringContaining('JSON pointer') }],
  });
});

it('what an earlier release stored in the clear is found, taken over and given back all the same', async () => {
  const { name, arn } = await make('schedule');
  await scanNow();
  const clear = async () => {
    for (const { arn, content } of await db().adoptionItem.findMany())
      await db().adoptionItem.update({
        where: { environmentId_arn: { environmentId, arn } },
        data: { content: openText(content) },
      });
  };
  await clear();
  const { rows } = await listFinds(admin(), await currentEnvironment(), findFilter.parse({ q: name }));
  expect(rows).toMatchObject([{ name, standing: 'ready' }]);
  const [one] = await adopt(admin(), { environmentId, arns: [arn], mapping: mapping({}), reason });
  if (!one?.ok) throw new Error(one?.message);
  const { content } = await adoptionOf(one.id);
  expect(content).not.toContain(name);
  await db().adoption.update({ where: { scheduleId: one.id }, data: { content: openText(content) } });
  await settleAdoptions(product.database);
  await giveBack(admin(), { id: one.id, reason });
  await settleAdoptions(product.database);
  expect(await hands.stateOf('schedule', name)).toBe('ENABLED');
});
