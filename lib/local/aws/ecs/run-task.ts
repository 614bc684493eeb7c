import { randomUUID } from 'node:crypto';
import { ACCOUNT } from '../account';
import { AwsError } from '../errors';
import { isObject, type JsonObject } from '../json';
import { definitionArn, type TaskDefinition } from './definitions';
import { type ContainerOverride, Task } from './task';

export interface RunTaskInput {
  cluster: string;
  count: number;
  startedBy?: string | undefined;
  launchType: string;
  group: string;
  overrides: ContainerOverride[];
  raw: JsonObject;
}

const invalid = (message: string) => new AwsError('InvalidParameterException', message);

function optionalText(input: JsonObject, name: string, limit: number): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value.length > limit)
    throw invalid(`${name} must be text of at most ${limit} characters.`);
  return value;
}

function readOverride(value: unknown, definition: TaskDefinition): ContainerOverride {
  if (!isObject(value) || typeof value.name !== 'string')
    throw invalid('Container override must name a container.');
  const { name, command, environment } = value;
  if (!definition.containerDefinitions.some((container) => container.name === name))
    throw invalid(`Override for container named ${name} is not a container in the TaskDefinition.`);
  const isCommand = Array.isArray(command) && command.every((part) => typeof part === 'string');
  if (command !== undefined && !isCommand) throw invalid('command must be a list of text.');
  const pairs = Array.isArray(environment) ? environment : [];
  if (environment !== undefined && !Array.isArray(environment)) throw invalid('environment must be a list.');
  return {
    name,
    ...(isCommand && command.length > 0 && { command: command.map(String) }),
    environment: pairs.map((pair) => {
      if (!isObject(pair) || typeof pair.name !== 'string' || typeof pair.value !== 'string')
        throw invalid('environment must hold pairs of name and value.');
      return { name: pair.name, value: pair.value };
    }),
  };
}

/** Reads and checks what RunTask was given. Throws InvalidParameterException. */
export function readRunTask(input: JsonObject, definition: TaskDefinition, cluster: string): RunTaskInput {
  const count = input.count ?? 1;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > 10)
    throw invalid('count must be between 1 and 10.');
  if (definition.networkMode === 'awsvpc' && !input.networkConfiguration)
    throw invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  const overrides = isObject(input.overrides) ? input.overrides.containerOverrides : undefined;
  const launchType = optionalText(input, 'launchType', 16) ?? 'EC2';
  if (!['EC2', 'FARGATE', 'EXTERNAL'].includes(launchType))
    throw invalid('launchType must be EC2, FARGATE or EXTERNAL.');
  return {
    cluster,
    count,
    launchType,
    startedBy: optionalText(input, 'startedBy', 128),
    group: optionalText(input, 'group', 255) ?? `family:${definition.family}`,
    overrides: (Array.isArray(overrides) ? overrides : []).map((each) => readOverride(each, definition)),
    raw: input,
  };
}

/** Starts `count` tasks. */
export function startTasks(
  input: RunTaskInput,
  definition: TaskDefinition,
  place: { region: string; logDir: string; now: () => number },
): Task[] {
  return Array.from({ length: input.count }, () => {
    const id = randomUUID().replaceAll('-', '');
    return new Task({
      ...place,
      id,
      arn: `arn:aws:ecs:${place.region}:${ACCOUNT}:task/${input.cluster}/${id}`,
      clusterArn: `arn:aws:ecs:${place.region}:${ACCOUNT}:cluster/${input.cluster}`,
      definition,
      definitionArn: definitionArn(place.region, definition),
      overrides: input.overrides,
      startedBy: input.startedBy,
      launchType: input.launchType,
      group: input.group,
    });
  });
}
