import { ECSClient, ECSServiceException, StopTaskCommand } from '@aws-sdk/client-ecs';
import { type Access, clientConfig } from '../credentials';
import { classify } from '../errors';
import { meaningOf } from './meanings';
import { clusterOf } from './tasks-cluster';

/** So many tasks are stopped at the same time: ECS allows 40 calls a second (API throttling, Amazon ECS API reference). */
const AT_ONCE = 10;

/** A task that may not have been told to stop, and why. */
export type Unstopped = {
  task: string;
  problem: string;
  /** AWS said no. Otherwise it was too busy, or ECS may have been told all the same. */
  refused: boolean;
};

/**
 * Asks ECS to stop tasks, as the identity that an environment is managed with. They end some time later: `watchTasks`
 * says when.
 * @param clusterArn for tasks whose ARNs name no cluster
 * @param why as people read it at the task, after "Stopped in Rota: ", up to 1,024 characters in all
 * @returns those of which ECS did not say that it stops them; a task that is gone already is none of them
 */
export async function stopTasks(
  access: Access,
  clusterArn: string,
  tasks: readonly string[],
  why: string,
): Promise<Unstopped[]> {
  const client = new ECSClient(clientConfig(access));
  const problems: Unstopped[] = [];
  const reason = `Stopped in Rota: ${why}`.slice(0, 1_024).toWellFormed();
  const stop = async (task: string) => {
    try {
      await client.send(new StopTaskCommand({ cluster: clusterOf(task, clusterArn), task, reason }));
    } catch (error) {
      const { code, message } = classify(error);
      if (!/task was not found/i.test(message))
        problems.push({ task, problem: `${code}: ${message}`, refused: isRefusal(error) });
    }
  };
  try {
    for (let from = 0; from < tasks.length; from += AT_ONCE)
      await Promise.all(tasks.slice(from, from + AT_ONCE).map(stop));
    return problems;
  } finally {
    client.destroy();
  }
}

/** By the answer and not by `classify`: that counts as unreachable what it has no name for, and ECS has names of its own. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof ECSServiceException)) return false;
  const { httpStatusCode: status = 500 } = error.$metadata;
  return status >= 400 && status < 500 && meaningOf(error.name, status) !== 'slower';
}
