import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settings } from '../fixture';
import type { Endpoint } from '../http';
import { startLambda } from './server';

const FUNCTIONS: Record<string, string> = {
  add: 'export const handler = ({ a, b }) => { console.log("adding"); return { sum: a + b }; };',
  context:
    'export const handler = (_, context) => ({ ...context, left: context.getRemainingTimeInMillis() });',
  broken: 'export const handler = () => { throw new TypeError("no such account"); };',
  leaves: 'export const handler = () => process.exit(7);',
  endless: 'export const handler = () => new Promise(() => setInterval(() => {}, 1000));',
  nothing: 'export const other = 1;',
};

let folder: string;
let endpoint: Endpoint;
let lambda: LambdaClient;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rota-lambda-'));
  for (const [name, source] of Object.entries(FUNCTIONS))
    await writeFile(path.join(folder, `${name}.mjs`), source);
  endpoint = await startLambda({
    functionsDir: folder,
    dataDir: folder,
    timeoutSeconds: 2,
    defaultRegion: 'eu-west-1',
    log: () => {},
  });
  lambda = new LambdaClient(settings(endpoint.url));
});
afterAll(async () => {
  await endpoint.close();
  await rm(folder, { recursive: true, force: true });
});

async function invoke(FunctionName: string, event: unknown = {}) {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), LogType: 'Tail' }),
  );
  return {
    error: answer.FunctionError,
    value: JSON.parse(Buffer.from(answer.Payload ?? []).toString()),
    log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
  };
}

test('a function gets the event and answers with its result and log', async () => {
  const { error, value, log } = await invoke('add', { a: 2, b: 3 });
  expect({ error, value }).toEqual({ error: undefined, value: { sum: 5 } });
  expect(log).toMatch(/^START RequestId: .*\nadding\nEND RequestId: /);
  expect(await readFile(path.join(folder, 'logs/lambda/add.log'), 'utf8')).toContain('adding');
});

test('a function knows its name, ARN and remaining time', async () => {
  const { value } = await invoke('arn:aws:lambda:eu-west-1:000000000000:function:context');
  expect(value).toMatchObject({
    functionName: 'context',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:context',
  });
  expect(value.left).toBeGreaterThan(0);
  expect(value.left).toBeLessThanOrEqual(2000);
});

test.each([
  ['broken', { errorType: 'TypeError', errorMessage: 'no such account' }],
  ['leaves', { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with code 7' }],
  ['nothing', { errorType: 'Runtime.HandlerNotFound' }],
  [
    'endless',
    { errorType: 'Sandbox.Timedout', errorMessage: expect.stringContaining('timed out after 2.00') },
  ],
])('the failure of %s is a function error, not a failed call', async (name, expected) => {
  const { error, value } = await invoke(name);
  expect(error).toBe('Unhandled');
  expect(value).toMatchObject(expected);
});

test('an asynchronous call is accepted before the function has run', async () => {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName: 'endless', InvocationType: 'Event', Payload: '{}' }),
  );
  expect(answer.StatusCode).toBe(202);
});

test('a function that is not there is told apart from a failing one', async () => {
  await expect(invoke('missing')).rejects.toThrow(ResourceNotFoundException);
  await expect(invoke('arn:aws:lambda:eu-west-1:111111111111:function:add')).rejects.toThrow(/not found/);
});

test('a payload that is not JSON is refused', async () => {
  const call = lambda.send(new InvokeCommand({ FunctionName: 'add', Payload: '{broken' }));
  await expect(call).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
});

test('functions are listed page by page and described', async () => {
  const first = await lambda.send(new ListFunctionsCommand({ MaxItems: 4 }));
  const second = await lambda.send(new ListFunctionsCommand({ Marker: first.NextMarker, MaxItems: 4 }));
  const names = [...(first.Functions ?? []), ...(second.Functions ?? [])].map((one) => one.FunctionName);
  expect(names).toEqual(Object.keys(FUNCTIONS).sort());
  expect(second.NextMarker).toBeUndefined();
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'add' }));
  expect(Configuration).toMatchObject({ FunctionName: 'add', State: 'Active', Timeout: 2 });
});
