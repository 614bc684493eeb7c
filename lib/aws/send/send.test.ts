import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { networkTo } from '@/lib/local/test-network';
import type { Call } from './call';
import { ACCESS, arnOf, CLUSTER, callTo, REFUSED, startTargets, taskOf } from './fixture';
import { send } from './send';
import { queueUrl } from './sqs';

let targets: Awaited<ReturnType<typeof startTargets>>;
beforeAll(async () => {
  targets = await startTargets();
});
afterAll(() => targets?.stop());

const own: Record<string, string | undefined> = {};
/** Where a service stands for the rest of a test. */
function moveTo(service: string, url: string) {
  const name = `AWS_ENDPOINT_URL_${service}`;
  if (!(name in own)) own[name] = process.env[name];
  process.env[name] = url;
}
afterEach(() => {
  for (const [name, url] of Object.entries(own)) {
    if (url === undefined) delete process.env[name];
    else process.env[name] = url;
    delete own[name];
  }
});

/** A service that answers as it is told, for as long as a test runs. */
async function serving(service: string, listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  moveTo(service, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

/** A place where nobody listens any more. */
async function deserted(service: string) {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  moveTo(service, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await new Promise((resolve) => server.close(resolve));
}

const FUNCTION = (name: string) => arnOf('lambda', `function:${name}`);
const lambda = (name: string, more: Partial<Call> = {}) =>
  send(callTo('lambda', FUNCTION(name), more), ACCESS);

describe('a function', () => {
  it('that is not waited for is delivered, with its request and a link to its logs', async () => {
    const answer = await lambda('add');
    expect(answer).toMatchObject({ outcome: 'delivered', status: 202, excerpt: null });
    expect(answer.links[0]?.url).toContain(answer.requestId);
  });

  it('that is waited for succeeds by its result, of which an excerpt is told with its log', async () => {
    const answer = await lambda('add', { awaitsResult: true, input: '{"a":2,"b":3}' });
    expect(answer).toMatchObject({ outcome: 'succeeded', status: 200 });
    expect(answer.excerpt).toMatch(/^\{"sum":5\}\n\nSTART RequestId: [\s\S]*adding/);
  });

  it('that throws has failed while it ran; only the excerpt says its words', async () => {
    const answer = await lambda('broken', { awaitsResult: true, input: '{"token":"tell-nobody"}' });
    expect(answer).toMatchObject({
      outcome: 'failed',
      permanent: false,
      ran: true,
      reason: 'The function ended with an error: TypeError.',
      excerpt: expect.stringContaining('bad token tell-nobody'),
    });
  });

  it('that is not there is not asked for again', async () => {
    expect(await lambda('nobody')).toMatchObject({ outcome: 'failed', permanent: true, status: 404 });
  });
});

describe('a queue', () => {
  let queues: SQSClient;
  beforeAll(() => {
    queues = new SQSClient({ region: 'eu-west-1', useQueueUrlAsEndpoint: false });
  });
  const received = async (name: string) => {
    const { Messages = [] } = await queues.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl(arnOf('sqs', name)), MaxNumberOfMessages: 10 }),
    );
    return Messages.map(({ Body }) => Body);
  };

  it('gets the payload to the letter', async () => {
    const answer = await send(callTo('sqs', arnOf('sqs', 'inbox'), { input: '{ "a": "ü" }' }), ACCESS);
    expect(answer).toMatchObject({ outcome: 'delivered', status: 200 });
    expect(await received('inbox')).toEqual(['{ "a": "ü" }']);
  });

  it('in order gets what has the same token once', async () => {
    const parameters = { SqsParameters: { MessageGroupId: 'orders' } };
    for (const [token, input] of [
      ['one', '1'],
      ['one', '2'],
      ['two', '1'],
      ['three', '1'],
    ] as const)
      expect(
        await send(callTo('sqs', arnOf('sqs', 'ordered.fifo'), { parameters, token, input }), ACCESS),
      ).toMatchObject({ outcome: 'delivered' });
    const { Attributes } = await queues.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl(arnOf('sqs', 'ordered.fifo')),
        AttributeNames: ['ApproximateNumberOfMessages'],
      }),
    );
    expect(Attributes).toEqual({ ApproximateNumberOfMessages: '3' });
  });

  it('that is not there is not asked for again', async () => {
    expect(await send(callTo('sqs', arnOf('sqs', 'nothing')), ACCESS)).toMatchObject({
      outcome: 'failed',
      permanent: true,
      reason: expect.stringContaining('QueueDoesNotExist'),
    });
  });

  it('is addressed as in its partition', () => {
    expect(queueUrl('arn:aws-cn:sqs:cn-north-1:111122223333:q')).toBe(
      'https://sqs.cn-north-1.amazonaws.com.cn/111122223333/q',
    );
  });
});

it('a topic passes the message on', async () => {
  const subscribe = { TopicArn: arnOf('sns', 'news'), Protocol: 'sqs', Endpoint: arnOf('sqs', 'inbox') };
  await new SNSClient({ region: 'eu-west-1' }).send(new SubscribeCommand(subscribe));
  const answer = await send(callTo('sns', arnOf('sns', 'news'), { input: 'good morning' }), ACCESS);
  expect(answer).toMatchObject({ outcome: 'delivered', status: 200 });
  expect(await send(callTo('sns', arnOf('sns', 'none')), ACCESS)).toMatchObject({ permanent: true });
});

describe('tasks', () => {
  const start = (more: Partial<Call> = {}) =>
    send(callTo('ecs', CLUSTER, { input: null, parameters: taskOf('exits'), ...more }), ACCESS);

  it('run with the overrides of the input, each with a link to it and to its logs', async () => {
    const input = '{"containerOverrides":[{"name":"app","environment":[{"name":"CODE","value":"0"}]}]}';
    const answer = await start({ parameters: taskOf('exits', 2), input });
    expect(answer).toMatchObject({
      outcome: 'running',
      status: 200,
      tasks: { length: 2 },
      links: { length: 4 },
    });
  });

  it('are those of before where the token is, also with another input', async () => {
    const first = await start({ token: 'same' });
    expect(first).toMatchObject({ outcome: 'running', tasks: { length: 1 } });
    const tasks = 'tasks' in first ? first.tasks : [];
    expect(await start({ token: 'same' })).toMatchObject({ outcome: 'running', tasks });
    const input = '{"containerOverrides":[{"name":"app","environment":[{"name":"CODE","value":"1"}]}]}';
    expect(await start({ token: 'same', input })).toMatchObject({ outcome: 'running', status: 400, tasks });
  });

  it.each([
    ['RESOURCE:MEMORY', false],
    ['AGENT', false],
    [
      'Capacity is unavailable at this time. Please try again later or in a different availability zone',
      false,
    ],
    ['ATTRIBUTE', true],
    ['MISSING', true],
  ])('that ECS has no place for (%s) fail, for good: %s', async (reason, permanent) => {
    await serving('ECS', (_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ tasks: [], failures: [{ reason }] }));
    });
    expect(await start()).toMatchObject({
      outcome: 'failed',
      permanent,
      ran: false,
      reason: `ECS started no task: ${reason}.`,
    });
  });

  it.each([
    ['an unknown cluster', { arn: arnOf('ecs', 'cluster/none') }],
    ['an unknown definition', { parameters: taskOf('none') }],
    ['an input that is no JSON', { input: '{' }],
    ['an input that is a list', { input: '[]' }],
  ])('of %s are not asked for again', async (_, more) => {
    expect(await start(more)).toMatchObject({ outcome: 'failed', permanent: true });
  });
});

describe('a state machine', () => {
  const MACHINE = arnOf('states', 'stateMachine:close-month');
  const asked: { target: unknown; signed: unknown; said: unknown }[] = [];
  const answering = (status: number, answer: object | string) =>
    serving('SFN', async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      const { 'x-amz-target': target, authorization: signed } = request.headers;
      asked.push({ target, signed, said: JSON.parse(body) });
      response.writeHead(status, { 'x-amzn-requestid': 'r-9' });
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  const start = (timeoutMs = 10_000) =>
    send(callTo('sfn', MACHINE, { token: 'run-1', input: '{"month":1}', timeoutMs }), ACCESS);

  it('starts an execution that is named by the token', async () => {
    const executionArn = arnOf('states', 'execution:close-month:run-1');
    await answering(200, { executionArn, startDate: 1 });
    expect(await start()).toMatchObject({
      outcome: 'delivered',
      status: 200,
      requestId: 'r-9',
      links: [{ url: expect.stringContaining(executionArn) }],
    });
    expect(asked.at(-1)).toEqual({
      target: 'AWSStepFunctions.StartExecution',
      signed: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=ASIA\w+\/\d{8}\/eu-west-1\/states\/aws4_request, /,
      ),
      said: { stateMachineArn: MACHINE, name: 'run-1', input: '{"month":1}' },
    });
  });

  it('that has started under this token is delivered', async () => {
    await answering(400, { __type: 'ExecutionAlreadyExists', message: 'Execution Already Exists' });
    expect(await start()).toMatchObject({
      outcome: 'delivered',
      links: [{ url: expect.stringContaining('execution:close-month:run-1') }],
    });
  });

  it.each([
    ['com.amazonaws.swf#StateMachineDoesNotExist', 400, { permanent: true, retryAfterMs: null }],
    ['ExecutionLimitExceeded', 400, { permanent: false, retryAfterMs: 5_000 }],
    ['InternalServerError', 500, { permanent: false, retryAfterMs: null }],
  ])('that answers %s with %i fails', async (__type, status, expected) => {
    await answering(status, { __type, message: 'No.' });
    const reason = `AWS answered ${__type.split('#').at(-1)}: No.`;
    expect(await start()).toMatchObject({ outcome: 'failed', status, reason, ...expected });
  });

  it('whose endpoint has no JSON to say is failed or open, by its status', async () => {
    await answering(502, '<html>Bad gateway</html>');
    expect(await start()).toMatchObject({ outcome: 'failed', permanent: false, status: 502 });
    await answering(200, '<html>');
    expect(await start()).toMatchObject({ outcome: 'unanswered', status: 200 });
  });

  it('that can not be reached was not sent to, one that hangs up may have been', async () => {
    await deserted('SFN');
    expect(await start()).toMatchObject({ outcome: 'failed', permanent: false });
    await serving('SFN', (request) => request.socket.destroy());
    expect(await start()).toMatchObject({ outcome: 'unanswered' });
    await serving('SFN', () => {});
    expect(await start(100)).toMatchObject({
      outcome: 'unanswered',
      status: null,
      reason: 'It was sent, and no answer came within the time-out: nobody knows whether it came through.',
    });
  });
});

describe('where no answer comes', () => {
  it('nothing was sent where nobody listens', async () => {
    await deserted('LAMBDA');
    expect(await lambda('add')).toMatchObject({
      outcome: 'failed',
      permanent: false,
      status: null,
      reason: expect.stringMatching(/^AWS could not be reached: .*ECONNREFUSED/),
    });
  });

  it('a connection that breaks leaves open whether it came through', async () => {
    const network = await networkTo(targets.lambda.url);
    onTestFinished(() => network.close());
    moveTo('LAMBDA', network.url);
    network.down = true;
    expect(await lambda('add')).toMatchObject({ outcome: 'unanswered', status: null });
    network.down = false;
    expect(await lambda('add')).toMatchObject({ outcome: 'delivered' });
  });

  it('its time-out leaves open whether it came through', async () => {
    const network = await networkTo(targets.lambda.url);
    onTestFinished(() => network.close());
    network.hold = () => new Promise(() => {});
    moveTo('LAMBDA', network.url);
    expect(await lambda('add', { timeoutMs: 100 })).toMatchObject({
      outcome: 'unanswered',
      reason: 'It was sent, and no answer came within the time-out: nobody knows whether it came through.',
    });
    expect(network.calls).toHaveLength(1);
  });

  it('an answer that begins and does not end is none', async () => {
    await serving('LAMBDA', (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"sum"');
    });
    expect(await lambda('add', { awaitsResult: true, timeoutMs: 100 })).toMatchObject({
      outcome: 'unanswered',
    });
  });

  it('AWS is asked once alone, and says itself when to come back', async () => {
    let calls = 0;
    await serving('LAMBDA', (_, response) => {
      calls += 1;
      response.writeHead(429, { 'x-amzn-errortype': 'TooManyRequestsException', 'retry-after': '3' });
      response.end('{"message":"Rate exceeded"}');
    });
    expect(await lambda('add')).toMatchObject({ outcome: 'failed', permanent: false, retryAfterMs: 3_000 });
    expect(calls).toBe(1);
  });
});

it('a target whose role can not be assumed is not called, and may be later', async () => {
  const answer = await lambda('add', { roleArn: REFUSED });
  expect(answer).toMatchObject({ outcome: 'failed', permanent: false, ran: false, status: null });
  expect(answer).toMatchObject({ notCalled: true });
  expect('reason' in answer && answer.reason).toMatch(
    /trust policy must name .* AWS said AccessDenied: User: .*own|local/,
  );
  targets.unassumableRoles.delete(REFUSED);
  expect(await lambda('add', { roleArn: REFUSED })).toMatchObject({ outcome: 'delivered' });
});

it('a kind that Rota can not call is a mistake', async () => {
  await expect(send(callTo('other', 'arn:aws:scheduler:::aws-sdk:glue:startJobRun'), ACCESS)).rejects.toThrow(
    RangeError,
  );
});
