import { expect, it } from 'vitest';
import { executionPage, functionLogs, taskPage } from './console';

const urls = (links: { url: string }[]) => links.map(({ url }) => url);

it('the logs of an invocation are those of its function with its request id', () => {
  expect(urls(functionLogs('arn:aws:lambda:eu-west-1:111122223333:function:send:live', '8f0c-1'))).toEqual([
    'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fsend/log-events$3FfilterPattern$3D$25228f0c-1$2522',
  ]);
  expect(functionLogs('arn:aws:lambda:eu-west-1:111122223333:function:send', null)).toEqual([]);
});

it('a task, its logs and an execution have pages of their own, in the console of their partition', () => {
  expect(urls(taskPage('arn:aws:ecs:eu-west-1:111122223333:task/jobs/0123456789abcdef'))).toEqual([
    'https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/jobs/tasks/0123456789abcdef/configuration?region=eu-west-1',
    'https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/jobs/tasks/0123456789abcdef/logs?region=eu-west-1',
  ]);
  const execution = 'arn:aws-cn:states:cn-north-1:111122223333:execution:close:run-1';
  expect(urls(executionPage(execution))).toEqual([
    `https://cn-north-1.console.amazonaws.cn/states/home?region=cn-north-1#/v2/executions/details/${execution}`,
  ]);
});

it('an execution of an express workflow has no page of its own', () => {
  expect(executionPage('arn:aws:states:eu-west-1:111122223333:express:close:run-1:0f')).toEqual([]);
});

it('a partition without a known console has no links', () => {
  expect(taskPage('arn:aws-iso:ecs:us-iso-east-1:111122223333:task/jobs/0123')).toEqual([]);
});
