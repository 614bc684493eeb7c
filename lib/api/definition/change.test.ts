import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { apiBy, tokenOf } from '@/lib/local/test-api';
import { makeSchedule, makeTeam, ROLE_ARN, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { completeSchedule } from '@/lib/schedules/state-commands';

let product: TestProduct;
let api: ReturnType<typeof apiBy>;
let team: string;

beforeAll(async () => {
  product = await startTestProduct({ env: { ROTA_API_RATE: '1000' } });
  team = await makeTeam();
  api = apiBy(await tokenOf('editor'));
});
afterAll(() => product?.stop());

const target = { kind: 'sqs', arn: TARGETS.sqs.arn, roleArn: ROLE_ARN };
const six = <R>(send: (n: number) => Promise<R>) => Promise.all(Array.from({ length: 6 }, (_, n) => send(n)));
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status);

it('Changes that are sent at once are all made, each to what the one before left', async () => {
  const { id } = await makeSchedule(team);
  const at = `/schedules/${id}`;
  expect(statuses(await six((n) => api('PATCH', at, { owner: `Owner ${n}` })))).toEqual(Array(6).fill(200));
  expect(statuses(await six((n) => api('POST', `${at}/targets`, { ...target, input: { n } })))).toEqual(
    Array(6).fill(201),
  );
  const { body, headers } = await api('GET', `${at}/definition`);
  expect([headers.get('etag'), body.targets.length]).toEqual(['"13"', 7]);
  const { id: _, ...first } = body.targets[0];
  const whole = (n: number) => api('PUT', at, { ...body, targets: [first], description: `Say ${n}` });
  expect(statuses(await six(whole))).toEqual(Array(6).fill(200));
});

it('Of changes for one version that are sent at once, one is made', async () => {
  const { id } = await makeSchedule(team);
  const send = (n: number) =>
    api('PATCH', `/schedules/${id}`, { owner: `Owner ${n}` }, { 'if-match': '"1"' });
  expect(statuses(await six(send)).sort()).toEqual([200, 412, 412, 412, 412, 412]);
});

it('What is read is what may be sent back, also an input whose numbers no double would have by themselves', async () => {
  const input = '{"id":9007199254740994}';
  const { id } = await makeSchedule(team, { targets: [{ ...TARGETS.sqs, input }] });
  const { body } = await api('GET', `/schedules/${id}/definition`);
  expect(body.targets[0].input).toBe(input);
  expect(await api('PUT', `/schedules/${id}`, { ...body, description: 'Sent back.' })).toMatchObject({
    status: 200,
  });
});

it('A change of nothing is refused', async () => {
  const { id } = await makeSchedule(team);
  const { status, body } = await api('PATCH', `/schedules/${id}`, {});
  expect([status, body.detail]).toEqual([422, 'Say what to change: the body has no field.']);
  expect((await db().schedule.findUniqueOrThrow({ where: { id } })).generation).toBe(1);
});

it('A change of what is over has to come with a new time', async () => {
  const { id } = await makeSchedule(team, { expression: 'at(2099-03-01T09:00:00)' });
  await sql(product.database, `UPDATE schedule SET expression = 'at(2020-03-01T09:00:00)' WHERE id = $1`, [
    id,
  ]);
  await completeSchedule(contextOf('administrator'), { id, reason: 'Its time has passed' });
  const refused = await api('PATCH', `/schedules/${id}`, { tags: ['x'] });
  expect([refused.status, refused.body.errors]).toEqual([
    422,
    [{ pointer: '#/timing', detail: expect.stringMatching(/is over.*new time/) }],
  ]);
  const timing = { once: '2099-03-01T09:00:00Z' };
  expect((await api('PATCH', `/schedules/${id}`, { tags: ['x'], timing })).status).toBe(200);
});
