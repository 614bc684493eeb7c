import { DescribeTaskDefinitionCommand, DescribeTasksCommand, ECSClient } from '@aws-sdk/client-ecs';
import { type Access, clientConfig } from '../credentials';
import { classify } from '../errors';
import { type Answer, NOTHING_TOLD } from './answer';
import { taskPage } from './console';
import { failed, failureOf } from './failures';
import { type Problem, problemOf } from './task-end';
import { clusterOf } from './tasks-cluster';

/**
 * Tasks that were started together, how long ago, and how many there should be. They are looked for in the cluster that
 * their ARNs name; `clusterArn` is for those that name none.
 */
export type Watched = { clusterArn: string; tasks: readonly string[]; count: number; ageMs: number };

/** So long a task that was started may be seen nowhere yet (RunTask, Amazon ECS API reference: eventual consistency). */
const UNSEEN_MS = 5 * 60_000;

const ENDED: readonly (string | undefined)[] = ['STOPPED', 'DELETED'];

/**
 * Looks how tasks are doing, as the identity that an environment is managed with: running while one of them does,
 * succeeded where all did, failed otherwise and where fewer were started than there should be. ECS forgets a task an hour
 * after it stopped (DescribeTasks, Amazon ECS API reference): how it ended is not known then, nor where Rota may not look.
 * Where ECS does not answer just now, the tasks count as running.
 */
export async function watchTasks(watched: Watched, access: Access): Promise<Answer> {
  const { clusterArn, tasks } = watched;
  const client = new ECSClient(clientConfig(access));
  const told = { ...NOTHING_TOLD, links: tasks.flatMap(taskPage) };
  try {
    const said = await client.send(
      new DescribeTasksCommand({ cluster: clusterOf(tasks[0] ?? '', clusterArn), tasks: [...tasks] }),
    );
    const found = said.tasks ?? [];
    const unseen = found.length < tasks.length;
    if (found.some(({ lastStatus }) => !ENDED.includes(lastStatus)) || (unseen && watched.ageMs < UNSEEN_MS))
      return { ...told, outcome: 'running', tasks };
    if (unseen)
      return { ...told, outcome: 'unanswered', reason: forgotten(tasks.length - found.length, tasks.length) };
    const problems = await Promise.all(found.map((task) => problemWith(task, client)));
    return { ...ending(problems, watched), ...told };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.outcome !== 'failed' || !isFinal(error, failure))
      return { ...told, outcome: 'running', tasks };
    return {
      ...told,
      outcome: 'unanswered',
      reason: `The tasks were started, and how they ended is not known. ${failure.reason}`,
    };
  } finally {
    client.destroy();
  }
}

const forgotten = (lost: number, all: number) =>
  `ECS no longer knows ${lost === all ? 'its tasks' : `${lost} of its ${all} tasks`}: how they ended nobody knows.`;

/** Whoever may not look now will hardly be allowed to while the tasks run. */
const isFinal = (error: unknown, { permanent }: { permanent: boolean }) =>
  permanent || (error instanceof Error && error.name === 'AccessDeniedException');

function ending(problems: readonly Problem[], { tasks, count }: Watched): Answer {
  const bad = problems.filter((problem) => problem !== null);
  const short = count - tasks.length;
  const reasons = bad.map(({ reason }) => reason);
  if (short > 0) reasons.push(`Of ${count} tasks ${short} were not started.`);
  if (reasons.length === 0) return { ...NOTHING_TOLD, outcome: 'succeeded' };
  const ran = bad.length < problems.length || bad.some((problem) => problem.ran);
  return failed([...new Set(reasons)].join(' '), { ran });
}

/** What ECS says of a task that has ended, as far as its outcome needs it. */
type EndedTask = {
  taskDefinitionArn?: string | undefined;
  stopCode?: string | null | undefined;
  stoppedReason?: string | null | undefined;
  containers?:
    | readonly {
        name?: string | undefined;
        exitCode?: number | null | undefined;
        reason?: string | null | undefined;
      }[]
    | undefined;
};

/**
 * What went wrong with a task that has ended, as ECS told of it elsewhere: null where it succeeded.
 * @throws AwsError where ECS does not say which of its containers are essential, and that matters
 */
export async function problemOfTask(task: EndedTask, access: Access): Promise<Problem> {
  const client = new ECSClient(clientConfig(access));
  try {
    return await problemWith(task, client);
  } catch (error) {
    throw classify(error);
  } finally {
    client.destroy();
  }
}

async function problemWith(task: EndedTask, client: ECSClient): Promise<Problem> {
  const containers = task.containers ?? [];
  const mixed = containers.length > 1 && containers.some(({ exitCode }) => exitCode !== 0);
  const helpers = mixed ? await helpersOf(task.taskDefinitionArn, client) : [];
  return problemOf({
    stopCode: task.stopCode ?? null,
    stoppedReason: task.stoppedReason ?? null,
    containers: containers.map(({ name = '', exitCode, reason }) => ({
      name,
      exitCode: exitCode ?? null,
      reason: reason ?? null,
      essential: !helpers.includes(name),
    })),
  });
}

/** The containers that are not essential: ECS says so of the definition alone, not of its tasks. */
async function helpersOf(taskDefinition: string | undefined, client: ECSClient): Promise<string[]> {
  const said = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  return (said.taskDefinition?.containerDefinitions ?? []).flatMap(({ name, essential }) =>
    name !== undefined && essential === false ? [name] : [],
  );
}
