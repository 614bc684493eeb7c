import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queueUrl } from '@/lib/aws/send/sqs';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { currentEnvironment } from './bootstrap';
import { listDeadLetterQueues } from './dead-letter-look';
import { directSight } from './direct-sight';

const queue = (name: string) => `arn:aws:sqs:${TEST_PLACE.region}:${TEST_PLACE.accountId}:${name}`;
const OWN = queue('dead-letters');
const viewer = contextOf('viewer');

let product: TestProduct<{ aws: true }>;
let teamId: string;
let environmentId: string;
beforeAll(async () => {
  product = await startTestProduct({ aws: true, env: { ROTA_DEAD_LETTER_QUEUE_ARN: OWN } });
  teamId = await makeTeam();
  environmentId = (await currentEnvironment()).id;
});
afterAll(() => product?.stop());

const scheduleWith = async (...targets: object[]) => (await makeSchedule(teamId, { targets })).id;

describe('what can be known of direct delivery', () => {
  it('is whose dead letters come to Rota, whose go elsewhere, and whose are lost', async () => {
    const foreign = queue('statements');
    const id = await scheduleWith(
      { ...TARGETS.sqs, deadLetterArn: OWN },
      { ...TARGETS.sns, deadLetterArn: foreign },
      { ...TARGETS.lambda, deadLetterArn: foreign },
      { ...TARGETS.sfn, deadLetterArn: '' },
    );
    expect(await directSight(viewer, { id })).toEqual({
      tasks: null,
      others: 4,
      seen: 1,
      lost: 1,
      foreign: [foreign],
    });
  });

  it('is how ECS tasks ended, once their events come through', async () => {
    const id = await scheduleWith(TARGETS.ecs, TARGETS.sqs);
    const tasks = async () => {
      const sight = await directSight(viewer, { id });
      expect(sight.others).toBe(1);
      return sight.tasks;
    };
    expect(await tasks()).toBe('no-queue');
    const where = { id: environmentId };
    await db().environment.update({ where, data: { taskEventQueueArn: queue('task-events') } });
    expect(await tasks()).toEqual({ lastAt: null });
    const taskEventAt = new Date('2027-01-10T09:00:00Z');
    const create = { environmentId, taskEventAt };
    await db().environmentSync.upsert({ where: { environmentId }, create, update: { taskEventAt } });
    expect(await tasks()).toEqual({ lastAt: taskEventAt });
  });
});

describe('a dead-letter queue that is not Rota’s', () => {
  it('is counted, as of a moment ago, and nothing is taken out of it', async () => {
    const arn = queue('statements');
    const client = new SQSClient({ region: TEST_PLACE.region, useQueueUrlAsEndpoint: false });
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl(arn), MessageBody: 'lost' }));
    const id = await scheduleWith(
      { ...TARGETS.sqs, deadLetterArn: arn },
      { ...TARGETS.sns, deadLetterArn: OWN },
    );
    const [look, ...others] = await listDeadLetterQueues(viewer, { id });
    expect(others).toEqual([]);
    expect(look).toMatchObject({ arn, waiting: 1, finding: { verdict: 'ok' }, at: expect.any(Date) });
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl(arn), MessageBody: 'lost' }));
    client.destroy();
    expect(await listDeadLetterQueues(viewer, { id })).toEqual([look]);
  });

  it('may be missing', async () => {
    const id = await scheduleWith({ ...TARGETS.sqs, deadLetterArn: queue('gone') });
    expect(await listDeadLetterQueues(viewer, { id })).toMatchObject([
      { waiting: null, finding: { verdict: 'missing', subject: 'Dead-letter queue gone' } },
    ]);
  });

  it('is not looked at in a disabled environment', async () => {
    const id = await scheduleWith({ ...TARGETS.sqs, deadLetterArn: queue('gone') });
    await db().environment.update({ where: { id: environmentId }, data: { disabledAt: new Date() } });
    expect(await listDeadLetterQueues(viewer, { id })).toEqual([]);
    await db().environment.update({ where: { id: environmentId }, data: { disabledAt: null } });
  });
});
