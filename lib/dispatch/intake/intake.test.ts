import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openQueue } from '@/lib/aws/queue';
import { queueUrl } from '@/lib/aws/send/sqs';
import { db } from '@/lib/db';
import { currentEnvironment, type EnvironmentRow } from '@/lib/environments/bootstrap';
import { makeSchedule, makeTeam, ROLE_ARN, scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { type Network, networkTo } from '@/lib/local/test-network';
import {
  contextOf,
  REFUSED_ROLE,
  startTestProduct,
  TEST_PLACE,
  type TestProduct,
} from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { updateSchedule } from '@/lib/schedules/commands';
import { pauseSchedule } from '@/lib/schedules/state-commands';
import { planSlots } from '../slots/planner';
import { intakeTurns } from './intake';
import { readSlotMessage, slotMessage } from './message';
import { messageRemovalTurn } from './removal';

const QUEUE = `arn:aws:sqs:${TEST_PLACE.region}:${TEST_PLACE.accountId}:rota-dispatch`;
const MINUTE = 60_000;

let product: TestProduct<{ aws: true }>;
let environment: EnvironmentRow;
let teamId: string;
let id: string;
let turn: () => Promise<number>;
let sqs: SQSClient;

beforeAll(async () => {
  product = await startTestProduct({
    aws: true,
    env: { ROTA_DISPATCH_QUEUE_ARN: QUEUE, ROTA_DISPATCH_ROLE_ARN: ROLE_ARN },
  });
  environment = await currentEnvironment();
  teamId = await makeTeam();
  turn = intakeTurns(environment.id, new AbortController().signal);
  sqs = new SQSClient({ region: TEST_PLACE.region, useQueueUrlAsEndpoint: false });
  await sqs.send(new CreateQueueCommand({ QueueName: 'rota-dispatch' }));
});
beforeEach(async () => {
  const targets = [TARGETS.sqs, TARGETS.sns];
  const saved = await makeSchedule(teamId, { expression: 'cron(* * * * ? *)', timeZone: 'UTC', targets });
  ({ id } = saved);
  await sql(product.database, "UPDATE schedule SET delivery = 'through' WHERE id = $1", [id]);
});
afterAll(async () => {
  sqs.destroy();
  await product?.stop();
});

/** The minute that began so many minutes ago. */
const minute = (ago: number) => new Date(Math.floor(Date.now() / MINUTE - ago) * MINUTE);
const since = (interval: string) =>
  Promise.all([
    sql(
      product.database,
      `UPDATE schedule SET updated_at = now() - interval '${interval}', state_at = now() - interval '${interval}' WHERE id = $1`,
      [id],
    ),
    sql(
      product.database,
      `UPDATE schedule_clock SET planned_to = now() - interval '${interval}', plan_at = now() WHERE schedule_id = $1`,
      [id],
    ),
  ]);
const post = (...bodies: string[]) =>
  Promise.all(
    bodies.map((MessageBody) => sqs.send(new SendMessageCommand({ QueueUrl: queueUrl(QUEUE), MessageBody }))),
  );
const slot = (at: Date, scheduleId = id) =>
  slotMessage(scheduleId).replace('<aws.scheduler.scheduled-time>', at.toISOString().replace('.000', ''));
const runs = () => db().run.findMany({ where: { scheduleId: id }, orderBy: { slotAt: 'asc' } });
const refusals = async () =>
  (await db().refusedMessage.findMany({ orderBy: { at: 'asc' } })).map(({ reason }) => reason);
const left = async () => {
  const queue = openQueue(QUEUE, environment);
  const messages = await queue.receive(0, new AbortController().signal);
  queue.destroy();
  return messages.length;
};
/** How many messages are there, those among them that were read and not removed. */
const waiting = async () => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl(QUEUE),
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
};

describe('a message of a slot', () => {
  it('makes the runs that the clock did not make, once, and is then removed', async () => {
    await since('30 minutes');
    await post(slot(minute(2)), slot(minute(2)), slot(minute(1)));
    await turn();
    expect((await runs()).map(({ slotAt, origin, state }) => [slotAt, origin, state])).toEqual([
      [minute(2), 'message', null],
      [minute(2), 'message', null],
      [minute(1), 'message', null],
      [minute(1), 'message', null],
    ]);
    expect(await left()).toBe(0);
  });

  it('says nothing new where the clock was there before', async () => {
    await since('2 minutes');
    await planSlots();
    const before = await runs();
    await post(slot(minute(1)), slot(minute(0)));
    await turn();
    expect(await runs()).toEqual(before);
    expect(before.every(({ origin }) => origin === 'clock')).toBe(true);
  });

  it('that is later than its grace follows the policy of the schedule', async () => {
    await since('1 hour');
    await post(slot(minute(30)));
    await turn();
    expect((await runs()).map(({ state }) => state)).toEqual(['missed', 'missed']);
  });

  it('counts with the second of the schedule', async () => {
    await sql(product.database, 'UPDATE schedule SET second = 20 WHERE id = $1', [id]);
    await since('30 minutes');
    await post(slot(minute(2)));
    await turn();
    expect((await runs())[0]?.slotAt).toEqual(new Date(minute(2).getTime() + 20_000));
  });

  it('is one with the run that the clock made at its second, whether AWS names the minute or the second', async () => {
    await sql(product.database, 'UPDATE schedule SET second = 20 WHERE id = $1', [id]);
    await since('2 minutes');
    await planSlots();
    const before = await runs();
    const refused = (await refusals()).length;
    const second = new Date(minute(1).getTime() + 20_000);
    expect(before.map(({ slotAt }) => slotAt)).toContainEqual(second);
    await post(slot(minute(1)), slot(second));
    await turn();
    expect(await runs()).toEqual(before);
    expect(await refusals()).toHaveLength(refused);
  });

  it('counts with a second before which, and after which, the schedule was changed within the minute', async () => {
    const at = new Date(minute(-1).getTime() + 30_000);
    const expression = `at(${at.toISOString().slice(0, 19)})`;
    const once = await makeSchedule(teamId, { expression, timeZone: 'UTC', delivery: 'through' });
    await pauseSchedule(contextOf('operator'), { id: once.id, reason: 'Broken.', until: { kind: 'open' } });
    const refused = (await refusals()).length;
    const secondsFrom = (seconds: number) => new Date(at.getTime() + seconds * 1_000).toISOString();
    await sql(
      product.database,
      `BEGIN; SET LOCAL session_replication_role = replica;
       UPDATE schedule_audit SET occurred_at = CASE generation WHEN 1 THEN '${secondsFrom(-20)}' ELSE '${secondsFrom(20)}' END::timestamptz
       WHERE schedule_id = '${once.id}';
       UPDATE schedule SET updated_at = '${secondsFrom(20)}' WHERE id = '${once.id}'; COMMIT`,
    );
    await post(slot(minute(-1), once.id));
    await turn();
    const made = await db().run.findMany({ where: { scheduleId: once.id } });
    expect(made.map(({ slotAt }) => slotAt)).toEqual([at]);
    expect(await refusals()).toHaveLength(refused);
  });

  it('is refused of a schedule that AWS delivers and always did: its targets were started by then', async () => {
    const direct = await makeSchedule(teamId, { expression: 'cron(* * * * ? *)', timeZone: 'UTC' });
    await sql(
      product.database,
      `BEGIN; SET LOCAL session_replication_role = replica;
       UPDATE schedule_audit SET occurred_at = now() - interval '1 hour' WHERE schedule_id = '${direct.id}';
       UPDATE schedule SET updated_at = now() - interval '1 hour' WHERE id = '${direct.id}'; COMMIT`,
    );
    const refused = (await refusals()).length;
    await post(slot(minute(1), direct.id), slot(minute(30), direct.id));
    await turn();
    expect(await db().run.count({ where: { scheduleId: direct.id } })).toBe(0);
    expect((await refusals()).slice(refused)).toEqual(
      Array(2).fill('AWS started the targets of the schedule itself then.'),
    );
  });

  it('is believed for a day of one that AWS is to deliver again, and for as long as AWS is not in step', async () => {
    const fields = scheduleFields(teamId, { expression: 'cron(* * * * ? *)', timeZone: 'UTC' });
    const back = await makeSchedule(teamId, { ...fields, delivery: 'through' });
    await updateSchedule(contextOf('editor'), { id: back.id, generation: 1, schedule: fields });
    const changed = (ago: string) =>
      sql(
        product.database,
        `BEGIN; SET LOCAL session_replication_role = replica;
         UPDATE schedule_audit SET occurred_at = now() - interval '${ago}' WHERE schedule_id = '${back.id}';
         UPDATE schedule SET updated_at = now() - interval '${ago}' WHERE id = '${back.id}'; COMMIT`,
      );
    const made = async (at: Date) => {
      await post(slot(at, back.id));
      await turn();
      return db().run.count({ where: { scheduleId: back.id, slotAt: at } });
    };
    await sql(product.database, `UPDATE schedule_sync SET status = 'live' WHERE schedule_id = '${back.id}'`);
    await changed('1 hour');
    expect(await made(minute(1))).toBe(1);
    await changed('2 days');
    expect(await made(minute(2))).toBe(0);
    await sql(
      product.database,
      `UPDATE schedule_sync SET status = 'failed' WHERE schedule_id = '${back.id}'`,
    );
    expect(await made(minute(3))).toBe(1);
  });

  it('is believed of one that Rota delivers since the very minute: AWS may have been told before it began', async () => {
    const fields = scheduleFields(teamId, { expression: 'cron(* * * * ? *)', timeZone: 'UTC' });
    const through = await makeSchedule(teamId, fields);
    await updateSchedule(contextOf('editor'), {
      id: through.id,
      generation: 1,
      schedule: { ...fields, delivery: 'through' },
    });
    const at = minute(2);
    await sql(
      product.database,
      `BEGIN; SET LOCAL session_replication_role = replica;
       UPDATE schedule_audit SET occurred_at = CASE generation WHEN 1 THEN now() - interval '1 day'
         ELSE '${at.toISOString()}'::timestamptz + interval '10 seconds' END WHERE schedule_id = '${through.id}';
       UPDATE schedule SET updated_at = '${at.toISOString()}'::timestamptz + interval '10 seconds' WHERE id = '${through.id}'; COMMIT`,
    );
    await sql(
      product.database,
      `UPDATE schedule_clock SET planned_to = NULL WHERE schedule_id = '${through.id}'`,
    );
    const refused = (await refusals()).length;
    await post(slot(at, through.id));
    await turn();
    expect(await db().run.count({ where: { scheduleId: through.id, slotAt: at } })).toBe(1);
    expect(await refusals()).toHaveLength(refused);
  });

  it('is believed by what the schedule was then, where it was changed since', async () => {
    await sql(product.database, 'UPDATE schedule_clock SET plan_at = NULL');
    const fields = scheduleFields(teamId, { expression: 'cron(0 9 1 1 ? *)', timeZone: 'UTC' });
    const next = new Date(minute(0).getTime() + MINUTE);
    const { generation } = await db().schedule.findUniqueOrThrow({ where: { id } });
    await updateSchedule(contextOf('editor'), { id, generation, schedule: fields });
    await post(slot(next));
    await turn();
    expect(await runs()).toEqual([]);
    expect((await refusals()).at(-1)).toBe('The schedule never had a slot at this instant.');
  });

  it('of a time at which the schedule was off makes no run', async () => {
    await pauseSchedule(contextOf('operator'), { id, reason: 'Broken.', until: { kind: 'open' } });
    const refused = (await refusals()).length;
    await post(slot(new Date(minute(0).getTime() + MINUTE)));
    await turn();
    expect(await runs()).toEqual([]);
    expect(await refusals()).toHaveLength(refused);
  });
});

describe('a message that is refused, flagged and removed', () => {
  it.each([
    [
      'names no schedule',
      () => slot(minute(1), '0000000000000000'),
      'There is no such schedule in this environment.',
    ],
    [
      'names a slot that never was',
      () => slot(new Date('2020-01-01T00:00:00Z')),
      'Its instant is too long ago, or in the future.',
    ],
    ['is no JSON', () => 'hello', 'It is no message that EventBridge Scheduler posts for Rota.'],
    [
      'asks for something else',
      () => JSON.stringify({ rota: 'run', schedule: id, slot: minute(1) }),
      'It is no message that EventBridge Scheduler posts for Rota.',
    ],
  ])('%s', async (_, body, reason) => {
    await post(body());
    await turn();
    expect((await refusals()).at(-1)).toBe(reason);
    expect(await runs()).toEqual([]);
    expect(await left()).toBe(0);
  });
});

it('reads as whom the environment is managed now', async () => {
  await post(slot(minute(1)));
  await turn();
  const manageAs = (roleArn: string | null) =>
    db().environment.update({
      where: { id: environment.id },
      data: { roleArn, externalId: roleArn && 'rota-test' },
    });
  await manageAs(REFUSED_ROLE);
  onTestFinished(async () => void (await manageAs(null)));
  await post(slot(minute(1)));
  expect(await turn()).toBe(2_000);
  expect(await waiting()).toBe(1);
  await manageAs(null);
  expect(await turn()).toBe(0);
  expect(await waiting()).toBe(0);
});

describe('where the first call brought all that it can', () => {
  /** Does something at each call but the first that asks for messages. */
  async function atOthers(act: (nth: number) => void): Promise<Network> {
    const network = await networkTo(product.aws.endpoints.sqs);
    process.env.AWS_ENDPOINT_URL_SQS = network.url;
    onTestFinished(async () => {
      process.env.AWS_ENDPOINT_URL_SQS = product.aws.endpoints.sqs;
      await network.close();
    });
    let calls = 0;
    network.hold = async ({ headers }) => {
      if (headers['x-amz-target'] !== 'AmazonSQS.ReceiveMessage') return;
      calls += 1;
      if (calls > 1) act(calls);
    };
    return network;
  }

  it('more are made, and what they bring is taken though one of them fails', async () => {
    await atOthers((nth) => {
      if (nth === 3) throw new Error('It breaks.');
    });
    await post(...Array<string>(25).fill(slot(minute(1))));
    expect(await turn()).toBe(0);
    expect(await waiting()).toBe(0);
  });

  it('that is taken though Rota stops just then', async () => {
    const stop = new AbortController();
    const network = await atOthers(() => {
      stop.abort();
      throw new Error('It stops.');
    });
    await post(...Array<string>(12).fill(slot(minute(1))));
    await intakeTurns(environment.id, stop.signal)();
    expect(await waiting()).toBe(2);
    network.hold = undefined;
    await turn();
  });
});

it('a refused message is removed once it is 90 days old', async () => {
  const refused = (messageId: string, at: Date) => ({
    environmentId: environment.id,
    messageId,
    reason: 'Old.',
    body: '',
    at,
  });
  const days = (ago: number) => new Date(Date.now() - ago * 24 * 60 * MINUTE);
  await db().refusedMessage.createMany({ data: [refused('old', days(91)), refused('young', days(89))] });
  expect(await messageRemovalTurn()).toBe(24 * 60 * MINUTE);
  expect(await db().refusedMessage.findMany({ where: { reason: 'Old.' } })).toMatchObject([
    { messageId: 'young' },
  ]);
});

it('reads what it tells EventBridge Scheduler to post, once that filled in the time', () => {
  expect(readSlotMessage(slot(new Date('2027-01-01T09:00:00Z')))).toEqual({
    scheduleId: id,
    at: new Date('2027-01-01T09:00:00Z'),
  });
});
