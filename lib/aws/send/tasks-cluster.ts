const NAMES_ITS_CLUSTER = /:task\/([^/]+)\/[^/]+$/;

/**
 * The ARN of the cluster that a task was started in: its target may name another one since. ARNs of accounts that never
 * took to the long format have none in them (Amazon Resource Names and IDs, Amazon ECS developer guide).
 * @param task its ARN
 * @param otherwise where it names no cluster
 */
export const clusterOf = (task: string, otherwise: string): string =>
  NAMES_ITS_CLUSTER.test(task) ? task.replace(NAMES_ITS_CLUSTER, ':cluster/$1') : otherwise;
