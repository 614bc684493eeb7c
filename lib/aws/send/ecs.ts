import {
  ConflictException,
  ECSClient,
  type Failure,
  RunTaskCommand,
  type TaskOverride,
} from '@aws-sdk/client-ecs';
import { type Answer, toldBy } from './answer';
import type { Call } from './call';
import type { ClientSettings } from './client';
import { taskPage } from './console';
import { failed } from './failures';

/**
 * Reasons for which a task would not start later either; all others, as RESOURCE:MEMORY or AGENT, may pass (API failure
 * reasons, Amazon ECS developer guide).
 */
const PERMANENT = /^(ATTRIBUTE|LOCATION|MISSING|MemberOf)|not supported/i;

/**
 * Starts tasks. With a token that was used before, ECS starts nothing and names the tasks that it started first, also
 * where the input differs since, as by the number of the attempt (Ensuring idempotency, Amazon ECS API reference).
 */
export async function runTask(
  call: Call,
  settings: ClientSettings,
  options: { abortSignal: AbortSignal },
): Promise<Answer> {
  const overrides = overridesIn(call.input);
  if (overrides === null)
    return failed('The input is not a JSON object: ECS takes the overrides of a task from it.', {
      permanent: true,
    });
  try {
    const said = await new ECSClient(settings).send(requestOf(call, overrides), options);
    const tasks = (said.tasks ?? []).flatMap(({ taskArn }) => taskArn ?? []);
    const failures = said.failures ?? [];
    const told = { ...toldBy(said.$metadata), excerpt: reasonsOf(failures) || null };
    if (tasks.length > 0) return { ...told, outcome: 'running', tasks, links: tasks.flatMap(taskPage) };
    return failed(`ECS started no task: ${reasonsOf(failures) || 'it gave no reason'}.`, {
      ...told,
      permanent: failures.some(({ reason = '' }) => PERMANENT.test(reason)),
    });
  } catch (error) {
    const tasks = error instanceof ConflictException ? (error.resourceIds ?? []) : [];
    if (!(error instanceof ConflictException) || tasks.length === 0) throw error;
    return { ...toldBy(error.$metadata), outcome: 'running', tasks, links: tasks.flatMap(taskPage) };
  }
}

const reasonsOf = (failures: readonly Failure[]): string =>
  [...new Set(failures.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(' ')))].join(', ');

/** Null where the input is no JSON object. */
function overridesIn(input: string | null): TaskOverride | null {
  try {
    const overrides: unknown = input === null ? {} : JSON.parse(input);
    return typeof overrides === 'object' && !Array.isArray(overrides) ? overrides : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** ECS takes up to 64 characters of a token; `startedBy` is what people can list tasks by. */
function requestOf({ arn, runId, token, parameters }: Call, overrides: TaskOverride): RunTaskCommand {
  const task = parameters.EcsParameters;
  const vpc = task?.NetworkConfiguration?.awsvpcConfiguration;
  return new RunTaskCommand({
    cluster: arn,
    taskDefinition: task?.TaskDefinitionArn,
    count: task?.TaskCount,
    launchType: task?.LaunchType,
    ...(vpc && {
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: vpc.Subnets,
          securityGroups: vpc.SecurityGroups,
          assignPublicIp: vpc.AssignPublicIp,
        },
      },
    }),
    overrides,
    startedBy: `rota/${runId}`,
    clientToken: token,
  });
}
