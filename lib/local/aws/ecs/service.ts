import path from 'node:path';
import { ACCOUNT } from '../account';
import { AwsError } from '../errors';
import type { JsonObject } from '../json';
import { definitionArn, findDefinition, listDefinitions, type TaskDefinition } from './definitions';
import { readRunTask, startTasks } from './run-task';
import type { Task } from './task';

export interface EcsServiceOptions {
  tasksDir: string;
  dataDir: string;
  clusters: string[];
  now: () => number;
  /** Told of each task that has ended. */
  ended?: (task: Task) => void;
}

/** Ended tasks that are remembered. */
const HISTORY = 5000;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
const afterSlash = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);

function page<T>(all: T[], input: JsonObject): { shown: T[]; next: { nextToken?: string } } {
  const from = Number(text(input.nextToken) ?? 0);
  const size = typeof input.maxResults === 'number' ? input.maxResults : 100;
  if (!Number.isInteger(from) || from < 0)
    throw new AwsError('InvalidParameterException', 'Invalid token: nextToken');
  const end = from + size;
  return { shown: all.slice(from, end), next: end < all.length ? { nextToken: String(end) } : {} };
}

/** A clientToken that was used with other parameters. */
export class TokenConflict extends AwsError {
  readonly resourceIds: readonly string[];
  constructor(tasks: readonly Task[]) {
    super('ConflictException', 'The clientToken has been used with other parameters.');
    this.resourceIds = tasks.map(({ options }) => options.arn);
  }
}

/** The operations, each from its JSON input to its JSON output. Tasks are kept in memory. */
export class EcsService {
  private tasks: Task[] = [];
  private readonly started = new Map<string, { request: string; tasks: Promise<Task[]> }>();

  constructor(private readonly options: EcsServiceOptions) {}

  readonly operations: Record<string, (input: JsonObject, region: string) => Promise<object>> = {
    RunTask: async (input, region) => {
      const tasks = await this.runOnce(input, region);
      return { tasks: tasks.map((task) => task.describe()), failures: [] };
    },
    DescribeTasks: async (input, region) => {
      const cluster = this.cluster(input.cluster, region);
      const asked = texts(input.tasks).map((id) => ({ id, task: this.find(id, cluster, region) }));
      return {
        tasks: asked.flatMap(({ task }) => (task ? [task.describe()] : [])),
        failures: asked.flatMap(({ id, task }) =>
          task ? [] : [{ arn: this.taskArn(id, cluster, region), reason: 'MISSING' }],
        ),
      };
    },
    ListTasks: async (input, region) => {
      const wanted = text(input.desiredStatus) ?? 'RUNNING';
      const found = this.within(this.cluster(input.cluster, region), region).filter(
        (task) =>
          task.desiredStatus === wanted &&
          (input.family === undefined || task.options.definition.family === input.family) &&
          (input.startedBy === undefined || task.options.startedBy === input.startedBy),
      );
      const { shown, next } = page(found, input);
      return { taskArns: shown.map((task) => task.options.arn), ...next };
    },
    StopTask: async (input, region) => {
      const task = this.find(text(input.task) ?? '', this.cluster(input.cluster, region), region);
      if (!task) throw new AwsError('InvalidParameterException', 'The referenced task was not found.');
      task.stop('UserInitiated', text(input.reason) ?? 'Task stopped by user');
      return { task: task.describe() };
    },
    DescribeTaskDefinition: async (input, region) => {
      const found = await findDefinition(this.options.tasksDir, region, text(input.taskDefinition) ?? '');
      return { taskDefinition: describeDefinition(found, region), tags: [] };
    },
    ListTaskDefinitions: async (input, region) => {
      const all = await listDefinitions(this.options.tasksDir);
      const inactive = input.status !== undefined && input.status !== 'ACTIVE';
      const found = inactive
        ? []
        : all.filter(({ family }) => input.familyPrefix === undefined || family === input.familyPrefix);
      if (input.sort === 'DESC') found.reverse();
      const { shown, next } = page(found, input);
      return { taskDefinitionArns: shown.map((each) => definitionArn(region, each)), ...next };
    },
    ListTaskDefinitionFamilies: async (input) => {
      const all = await listDefinitions(this.options.tasksDir);
      const prefix = text(input.familyPrefix) ?? '';
      const families = [...new Set(all.map(({ family }) => family))];
      const { shown, next } = page(
        families.filter((family) => family.startsWith(prefix)),
        input,
      );
      return { families: shown, ...next };
    },
    ListClusters: async (input, region) => {
      const { shown, next } = page(this.options.clusters, input);
      return { clusterArns: shown.map((name) => clusterArn(name, region)), ...next };
    },
    DescribeClusters: async (input, region) => {
      const asked = texts(input.clusters).length > 0 ? texts(input.clusters) : ['default'];
      const known = (given: string) => this.options.clusters.includes(afterSlash(given));
      return {
        clusters: asked.filter(known).map((given) => this.describeCluster(afterSlash(given), region)),
        failures: asked
          .filter((given) => !known(given))
          .map((given) => ({ arn: clusterArn(afterSlash(given), region), reason: 'MISSING' })),
      };
    },
  };

  /** Ends every task and waits until it has. */
  async close(): Promise<void> {
    for (const task of this.tasks) task.kill();
    await Promise.all(this.tasks.map((task) => task.finished));
  }

  /** A repeated clientToken answers with the tasks that it started first. */
  private async runOnce(input: JsonObject, region: string): Promise<Task[]> {
    const token = text(input.clientToken);
    if (token === undefined) return this.run(input, region);
    const request = JSON.stringify(input);
    const key = `${region}/${this.cluster(input.cluster, region)}/${token}`;
    const first = this.started.get(key);
    if (first && first.request !== request) throw new TokenConflict(await first.tasks);
    if (first) return first.tasks;
    const tasks = this.run(input, region);
    this.started.set(key, { request, tasks });
    tasks.catch(() => this.started.delete(key));
    return tasks;
  }

  private async run(input: JsonObject, region: string): Promise<Task[]> {
    const { tasksDir, dataDir, now } = this.options;
    const cluster = this.cluster(input.cluster, region);
    const definition = await findDefinition(tasksDir, region, text(input.taskDefinition) ?? '');
    const made = startTasks(readRunTask(input, definition, cluster), definition, {
      region,
      now,
      logDir: path.join(dataDir, 'logs', 'ecs', definition.family),
    });
    this.tasks = [...this.tasks.slice(-HISTORY), ...made];
    for (const task of made) task.finished.then(() => this.options.ended?.(task));
    return made;
  }

  private cluster(given: unknown, region: string): string {
    const name = text(given) ?? 'default';
    const short = afterSlash(name);
    const fits = name === short || name === clusterArn(short, region);
    if (!fits || !this.options.clusters.includes(short))
      throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
    return short;
  }

  private within(cluster: string, region: string): Task[] {
    return this.tasks.filter((task) => task.options.clusterArn === clusterArn(cluster, region));
  }

  private find(given: string, cluster: string, region: string): Task | undefined {
    const id = afterSlash(given);
    return this.within(cluster, region).find((task) => task.options.id === id);
  }

  private taskArn(given: string, cluster: string, region: string): string {
    return given.startsWith('arn:') ? given : `arn:aws:ecs:${region}:${ACCOUNT}:task/${cluster}/${given}`;
  }

  private describeCluster(name: string, region: string) {
    const running = this.within(name, region).filter((task) => task.lastStatus === 'RUNNING').length;
    return {
      clusterArn: clusterArn(name, region),
      clusterName: name,
      status: 'ACTIVE',
      runningTasksCount: running,
      pendingTasksCount: 0,
      activeServicesCount: 0,
      registeredContainerInstancesCount: 0,
    };
  }
}

const clusterArn = (name: string, region: string) => `arn:aws:ecs:${region}:${ACCOUNT}:cluster/${name}`;

function describeDefinition(definition: TaskDefinition, region: string) {
  return {
    ...definition,
    taskDefinitionArn: definitionArn(region, definition),
    status: 'ACTIVE',
    networkMode: definition.networkMode ?? 'bridge',
    compatibilities: ['EC2', 'FARGATE', 'EXTERNAL'],
    containerDefinitions: definition.containerDefinitions.map((container) => ({
      image: 'local',
      essential: true,
      environment: [],
      ...container,
    })),
  };
}
