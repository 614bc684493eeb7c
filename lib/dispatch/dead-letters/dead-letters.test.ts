import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { queueUrl } from '@/lib/aws/send/sqs';
import { db } from '@/lib/db';
import { currentEnvironment, type EnvironmentRow } from '@/lib/environments/bootstrap';
import { fire } from '@/lib/local/test-fire';
import { makeSchedule, makeTeam, ROLE_ARN, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { attemptsOf, deliveriesOf, drain, SUCCEEDED } from '@/lib/local/test-runs';
import { log } from '@/lib/log';
import { redriveRun } from '@/lib/runs/commands/redrive';
import { MASK } from '@/lib/targets/mask';
import { takeThenRemove } from '../intake/taking';
import { deadLetterTurns } from './turn';

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${TEST_PLACE.region}:${TEST_PLACE.accountId}:${resource}`;
const QUEUE = arn('sqs', 'dead-letters');
const MINUTE = 60_000;

let product: TestProduct<{ aws: true }>;
let environment: EnvironmentRow;
let teamId: string;
let sqs: SQSClient;
let turn: () => Promise<number>;

beforeAll(async () => {
  product = await startTestProduct({
    aws: true,
    env: {
      ROTA_DEAD_LETTER_QUEUE_ARN: QUEUE,
      ROTA_DISPATCH_QUEUE_ARN: arn('sqs', 'missing'),
      ROTA_DISPATCH_ROLE_ARN: ROLE_ARN,
    },
  });
  environment = await currentEnvironment();
  teamId = await makeTeam();
  sqs = new SQSClient({ region: TEST_PLACE.region, useQueueUrlAsEndpoint: false });
});
beforeEach(() => {
  turn = deadLetterTurns(environment.id, new AbortController().signal);
});
afterAll(async () => {
  sqs.destroy();
  await product?.stop();
});

/** The minute that began so many minutes ago. */
const minute = (ago: number) => new Date(Math.floor(Date.now() / MINUTE - ago) * MINUTE);
const seconds = (at: Date) => at.toISOString().slice(0, 19);
const LOST = {
  ...TARGETS.lambda,
  arn: arn('lambda', 'function:gone'),
  retryAttempts: 0,
  deadLetterArn: QUEUE,
};

const runs = (scheduleId: string) => db().run.findMany({ where: { scheduleId }, orderBy: { slotAt: 'asc' } });
const countOf = async (name: 'ApproximateNumberOfMessages' | 'ApproximateNumberOfMessagesNotVisible') => {
  const asked = { QueueUrl: queueUrl(QUEUE), AttributeNames: [name] };
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked));
  return Number(Attributes?.[name]);
};
/** How many messages were read and left. */
const hidden = () => countOf('ApproximateNumberOfMessagesNotVisible');
const waiting = async () => (await countOf('ApproximateNumberOfMessages')) + (await hidden());
/** Posts a letter as EventBridge Scheduler does. */
function post(attributes: Record<string, string>, MessageBody = '{}') {
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  return sqs.send(new SendMessageCommand({ QueueUrl: queueUrl(QUEUE), MessageBody, MessageAttributes }));
}

describe('what EventBridge Scheduler gave up', () => {
  it('becomes a run that failed, with its last attempt and AWS’s own words, and leaves the queue', async () => {
    const { id } = await makeSchedule(teamId, { timeZone: 'UTC', second: 20, targets: [LOST] });
    const at = minute(2);
    await fire(product, id, at);
    expect(await waiting()).toBe(1);
    expect(await turn()).toBe(0);
    const slotAt = new Date(at.getTime() + 20_000);
    const reason = expect.stringMatching(
      /^ResourceNotFoundException: .*function:gone.* \(after 0 retries\)$/,
    );
    const [run, ...others] = await runs(id);
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      origin: 'direct',
      state: 'failed',
      slotAt,
      reason,
      attempts: 1,
      startedAt: slotAt,
    });
    expect(await attemptsOf(run?.id ?? '')).toEqual([
      expect.objectContaining({
        attempt: 1,
        outcome: 'failed',
        reason,
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        startedAt: slotAt,
        endedAt: run?.endedAt,
      }),
    ]);
    expect(await waiting()).toBe(0);
  });

  it('counts its retries, once where the letter comes twice, and can be sent again', async () => {
    const { id, letter } = await posted(LOST, {
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      RETRY_ATTEMPTS: '3',
    });
    await post(letter);
    await turn();
    const [run, ...others] = await runs(id);
    expect(others).toEqual([]);
    expect(run?.reason).toBe('Broken: It is broken. (after 3 retries, MaximumRetryAttempts)');
    await redriveRun(contextOf('operator'), { id: run?.id ?? '' });
    await drain(deliveriesOf(environment.id, async () => SUCCEEDED));
    expect(await runs(id)).toMatchObject([{ state: 'succeeded', attempts: 5 }]);
    expect(await attemptsOf(run?.id ?? '')).toMatchObject([
      { attempt: 4, outcome: 'failed' },
      { attempt: 5, outcome: 'succeeded' },
    ]);
  });

  it('shows no secret of the input', async () => {
    const secret = { ...LOST, input: '{"token":"hunter2-hunter2"}', secretFields: ['/token'] };
    const { id } = await posted(secret, { ERROR_MESSAGE: 'No hunter2-hunter2 here.' });
    await turn();
    expect((await runs(id))[0]?.reason).toBe(`Broken: No ${MASK} here. (after 1 retry)`);
  });

  it('says nothing but the code where nobody knows what is secret', async () => {
    const { id } = await posted(
      { ...LOST, input: '{"token":"x"}', secretFields: ['/token'] },
      {},
      async () => {
        await sql(product.database, `UPDATE target SET input = '{"token":"rota:sealed:v1:AAAA"}'`);
      },
    );
    await turn();
    expect((await runs(id))[0]?.reason).toBe('Broken (after 1 retry)');
  });
});

/** A schedule with a letter of a slot of it in the queue; `then` comes between the two. */
async function posted(
  target: object,
  more: Record<string, string>,
  then: () => Promise<void> = async () => {},
): Promise<{ id: string; letter: Record<string, string> }> {
  const { id } = await makeSchedule(teamId, { timeZone: 'UTC', targets: [target] });
  const { id: targetId } = await db().target.findFirstOrThrow({ where: { scheduleId: id } });
  await then();
  const letter = letterOf(`${environment.groupName}/${targetId}-${id}`, more);
  await post(letter);
  return { id, letter };
}

const letterOf = (resource: string, more: Record<string, string> = {}) => ({
  ERROR_CODE: 'Broken',
  ERROR_MESSAGE: 'It is broken.',
  EXECUTION_ID: 'ad06616e51cdf74a',
  RETRY_ATTEMPTS: '1',
  SCHEDULED_TIME: `${seconds(minute(1))}Z`,
  SCHEDULE_ARN: arn('scheduler', `schedule/${resource}`),
  TARGET_ARN: LOST.arn,
  ...more,
});

it('takes a slot that could not be posted to the dispatch queue as if it had come through', async () => {
  const timing = { expression: 'cron(* * * * ? *)', timeZone: 'UTC' };
  const { id } = await makeSchedule(teamId, {
    ...timing,
    delivery: 'through',
    targets: [TARGETS.sqs, TARGETS.lambda],
  });
  for (const change of [
    "schedule SET updated_at = now() - interval '1 hour', state_at = now() - interval '1 hour' WHERE id",
    "schedule_clock SET planned_to = now() - interval '1 hour' WHERE schedule_id",
  ])
    await sql(product.database, `UPDATE ${change} = $1`, [id]);
  const slotAt = minute(2);
  await fire(product, id, slotAt);
  expect(await waiting()).toBe(1);
  await turn();
  expect(await runs(id)).toMatchObject([
    { origin: 'message', state: null, slotAt },
    { origin: 'message', state: null, slotAt },
  ]);
  expect(await waiting()).toBe(0);
});

describe('what is not Rota’s', () => {
  it('is left in the queue and said once, and the next look waits', async () => {
    const warn = vi.spyOn(log, 'warn');
    const foreign = letterOf('default/somebody-elses');
    const unknown = letterOf(`${environment.groupName}/0000000000000000-0000000000000000`);
    await Promise.all([foreign, foreign, unknown].map((letter) => post(letter)));
    const before = await db().run.count();
    while ((await hidden()) < 3) expect(await turn()).toBe(10_000);
    const said = warn.mock.calls.map(([fields]) => (fields as unknown as { from: string }).from);
    warn.mockRestore();
    expect(said.sort()).toEqual([foreign.SCHEDULE_ARN, unknown.SCHEDULE_ARN].sort());
    expect(await db().run.count()).toBe(before);
    expect(await waiting()).toBe(3);
  });
});

it('stays in the queue where its run could not be stored', async () => {
  const before = await waiting();
  const { id } = await posted(LOST, {}, async () => {
    await sql(
      product.database,
      "ALTER TABLE run ADD CONSTRAINT disk_full CHECK (origin <> 'direct') NOT VALID",
    );
  });
  await expect(turn()).rejects.toThrow(/violates check constraint "disk_full"/);
  await sql(product.database, 'ALTER TABLE run DROP CONSTRAINT disk_full');
  expect(await runs(id)).toEqual([]);
  expect(await waiting()).toBe(before + 1);
});

describe('a letter of an instant that its schedule can’t have had', () => {
  it.each([
    ['in the far future', '2199-01-01T00:00:00Z'],
    ['from before SQS could keep it', '2020-01-01T00:00:00Z'],
  ])('%s is refused, flagged and removed, without what the target was sent', async (_, SCHEDULED_TIME) => {
    const before = await waiting();
    const { id, letter } = await posted(LOST, { SCHEDULED_TIME, ERROR_MESSAGE: 'hunter2' });
    await turn();
    expect(await runs(id)).toEqual([]);
    expect(await waiting()).toBe(before);
    expect(await db().refusedMessage.findFirst({ where: { scheduleId: id } })).toMatchObject({
      reason: 'It is a dead letter, and its instant is too long ago, or in the future.',
      body: JSON.stringify({ SCHEDULE_ARN: letter.SCHEDULE_ARN, SCHEDULED_TIME }),
    });
  });
});

describe('while the environment is in recovery', () => {
  const recovery = (since: Date | null) =>
    db().environmentSync.upsert({
      where: { environmentId: environment.id },
      create: { environmentId: environment.id, recoverySince: since },
      update: { recoverySince: since },
    });

  it('no letter is read', async () => {
    const { id } = await posted(LOST, {});
    await recovery(new Date());
    expect(await turn()).toBe(10_000);
    await recovery(null);
    expect(await runs(id)).toEqual([]);
    await turn();
    expect(await runs(id)).toHaveLength(1);
  });

  it('what was read before it began is not taken, and comes again', async () => {
    const remove = vi.fn(async () => []);
    const take = vi.fn(async () => []);
    await recovery(new Date());
    await takeThenRemove(environment.id, { remove }, take);
    await recovery(null);
    expect(take).not.toHaveBeenCalled();
    expect(remove).toHaveBeenCalledWith([]);
  });
});

describe('a look at the queue', () => {
  const looking = async (stop: AbortSignal) => {
    const error = vi.spyOn(log, 'error');
    const nap = await deadLetterTurns(environment.id, stop)();
    const errors = error.mock.calls.length;
    error.mockRestore();
    return { nap, errors };
  };

  it('ends at once and quietly when the worker stops', async () => {
    const stop = new AbortController();
    const looked = looking(stop.signal);
    stop.abort();
    expect(await looked).toEqual({ nap: 0, errors: 0 });
  });

  it('comes again after a minute where it can’t be read, and not before there is one', async () => {
    const name = async (queue: string | null) =>
      db().environment.update({ where: { id: environment.id }, data: { deadLetterQueueArn: queue } });
    const { signal } = new AbortController();
    await name(arn('sqs', 'missing'));
    expect(await looking(signal)).toEqual({ nap: 60_000, errors: 1 });
    await name(null);
    expect(await looking(signal)).toEqual({ nap: 10_000, errors: 0 });
  });

  it('is not taken where Rota never had a schedule', async () => {
    const id = '0000000000000000';
    const { name: _, groupName: _group, ...place } = environment;
    const data = {
      ...place,
      id,
      name: 'Empty',
      groupName: 'empty',
      deadLetterQueueArn: arn('sqs', 'missing'),
    };
    await db().environment.create({ data });
    expect(await deadLetterTurns(id, new AbortController().signal)()).toBe(10_000);
  });
});
