import type { Link } from './answer';
import { partsOf } from './call';

/** Where the console of a partition stands, below the Region (AWS service endpoints, AWS General Reference). */
const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** The console encodes twice what stands behind the #, with $ for the %. */
const twice = (text: string) => encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$');

function linkTo(arn: string, label: string, path: (region: string) => string): Link[] {
  const { partition, region } = partsOf(arn);
  const host = CONSOLES[partition];
  return host === undefined ? [] : [{ label, url: `https://${region}.${host}/${path(region)}` }];
}

/** What a function logged in one invocation. None where there is no console, or no id. */
export function functionLogs(functionArn: string, requestId: string | null): Link[] {
  if (requestId === null) return [];
  const [, name = ''] = partsOf(functionArn).resource.split(':');
  const group = twice(`/aws/lambda/${name}`);
  return linkTo(
    functionArn,
    'Logs of this invocation',
    (region) =>
      `cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${group}/log-events$3FfilterPattern$3D${twice(`"${requestId}"`)}`,
  );
}

/** A task, and what its containers logged. */
export function taskPage(taskArn: string): Link[] {
  const [, cluster = '', id = ''] = partsOf(taskArn).resource.split('/');
  const short = id.slice(0, 8);
  const page = (tab: string) => (region: string) =>
    `ecs/v2/clusters/${cluster}/tasks/${id}/${tab}?region=${region}`;
  return [
    ...linkTo(taskArn, `Task ${short}`, page('configuration')),
    ...linkTo(taskArn, `Logs of task ${short}`, page('logs')),
  ];
}

/** An execution of a state machine; those of express workflows have no such page. */
export const executionPage = (executionArn: string): Link[] =>
  partsOf(executionArn).resource.startsWith('execution:')
    ? linkTo(
        executionArn,
        'Execution',
        (region) => `states/home?region=${region}#/v2/executions/details/${executionArn}`,
      )
    : [];
