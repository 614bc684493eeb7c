import { describe, expect, it } from 'vitest';
import { TARGETS } from '@/lib/local/test-inputs';
import { TEST_PLACE } from '@/lib/local/test-product';
import { commandOverrides, overrideProblem } from './overrides';
import { targetInput } from './schema';

const CLUSTER = TARGETS.ecs.arn;
const RUN_TASK = 'arn:aws:scheduler:::aws-sdk:ecs:runTask';
const ROLE = 'arn:aws:iam::000000000000:role/other';

describe('overriding the role of a task', () => {
  it.each([
    ['the task role', CLUSTER, `{"taskRoleArn":"${ROLE}"}`],
    ['the execution role', CLUSTER, `{"cpu":"256","executionRoleArn":"${ROLE}"}`],
    ['the task role in another case', CLUSTER, `{"TaskRoleARN":"${ROLE}"}`],
    ['the task role, its name written in escapes', CLUSTER, `{"task\\u0052oleArn":"${ROLE}"}`],
    ['the task role as nothing', CLUSTER, '{"taskRoleArn":null}'],
    [
      'the task role beside an attempt number',
      CLUSTER,
      `{"a":<aws.scheduler.attempt-number>,"taskRoleArn":"x"}`,
    ],
    ['the task role by a call of the API', RUN_TASK, `{"Overrides":{"TaskRoleArn":"${ROLE}"}}`],
    [
      'the task role by another call',
      RUN_TASK.replace('runTask', 'startTask'),
      `{"overrides":{"taskRoleArn":"x"}}`,
    ],
  ])('is refused of %s', (_, arn, input) => {
    expect(overrideProblem({ arn, input })).toMatch(/may not override the role of the task/);
  });

  it.each([
    ['overrides it of nothing else', CLUSTER, '{"containerOverrides":[{"name":"app","command":["x"]}]}'],
    ['names it deeper', CLUSTER, '{"containerOverrides":[{"name":"taskRoleArn","environment":[]}]}'],
    ['is for a queue', TARGETS.sqs.arn, `{"taskRoleArn":"${ROLE}"}`],
    [
      'is for another call',
      'arn:aws:scheduler:::aws-sdk:sqs:sendMessage',
      '{"Overrides":{"TaskRoleArn":"x"}}',
    ],
    ['is no JSON', CLUSTER, 'taskRoleArn'],
    ['is not there', CLUSTER, null],
  ])('is not refused of an input that %s', (_, arn, input) => {
    expect(overrideProblem({ arn, input })).toBeNull();
  });

  it('is told at the input, of both kinds of target', () => {
    const problemsOf = (target: object) =>
      targetInput(TEST_PLACE)
        .safeParse(target)
        .error?.issues.map(({ path }) => path.join('.'));
    const input = '{"taskRoleArn":"x"}';
    expect(problemsOf({ ...TARGETS.ecs, input })).toEqual(['input']);
    expect(
      problemsOf({ ...TARGETS.other, arn: RUN_TASK, parameters: '', input: `{"Overrides":${input}}` }),
    ).toEqual(['input']);
    expect(problemsOf({ ...TARGETS.ecs, input: '{"containerOverrides":[]}' })).toBeUndefined();
  });

  it('can not hide behind a field that is named twice', () => {
    const input = '{"containerOverrides":[{"name":"app","command":["x"]}],"containerOverrides":[]}';
    expect(overrideProblem({ arn: CLUSTER, input })).toMatch(/names a field twice/);
    const once = '{"a":{"b":[{"c:d":"e:f"},{"c:d":[]}]},"b":<aws.scheduler.attempt-number>}';
    expect(overrideProblem({ arn: CLUSTER, input: once })).toBeNull();
    const deep = `{"deep":${'['.repeat(90_000)}${']'.repeat(90_000)}}`;
    expect(overrideProblem({ arn: CLUSTER, input: deep })).toBeNull();
  });
});

describe('overriding commands', () => {
  const of = (containers: unknown, arn: string = CLUSTER) =>
    commandOverrides({ arn, input: JSON.stringify({ containerOverrides: containers }) });

  it('is found of every container, and of both ways to start a task', () => {
    expect(of([{ name: 'a' }, { name: 'b', command: ['x'] }])).toBe('[{"name":["b"],"command":[["x"]]}]');
    const input = '{"Overrides":{"ContainerOverrides":[{"Name":"b","Command":["x"]}]}}';
    expect(commandOverrides({ arn: RUN_TASK, input })).toBe('[{"name":["b"],"command":[["x"]]}]');
    expect(of([{ name: 'b', Command: [] }])).not.toBeNull();
  });

  it('is not found where only the environment, or another kind of target, has something', () => {
    expect(of([{ name: 'a', environment: [{ name: 'command', value: 'x' }] }])).toBeNull();
    expect(of([{ name: 'a', command: ['x'] }], TARGETS.sqs.arn)).toBeNull();
    expect(of('••••')).toBeNull();
  });

  it('is another one for another command, another container or another order of words, and for nothing else', () => {
    const one = of([{ name: 'a', command: ['x', 'y'] }]);
    expect(of([{ command: ['x', 'y'], environment: [], name: 'a' }])).toBe(one);
    expect(of([{ name: 'a', command: ['y', 'x'] }])).not.toBe(one);
    expect(of([{ name: 'b', command: ['x', 'y'] }])).not.toBe(one);
  });
});
