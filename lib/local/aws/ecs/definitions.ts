import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ACCOUNT } from '../account';
import { AwsError, messageOf } from '../errors';
import { isMissing } from '../files';
import { isObject } from '../json';

export interface ContainerDefinition {
  name: string;
  command: string[];
  environment?: { name: string; value: string }[];
  /** Default true: when it ends, the task ends. */
  essential?: boolean;
}

export interface TaskDefinition {
  family: string;
  revision: number;
  networkMode?: string;
  cpu?: string;
  memory?: string;
  containerDefinitions: ContainerDefinition[];
}

const FAMILY = /^[a-zA-Z0-9_-]{1,255}$/;
const unknown = () => new AwsError('ClientException', 'Unable to describe task definition.');

export const definitionArn = (region: string, { family, revision }: TaskDefinition) =>
  `arn:aws:ecs:${region}:${ACCOUNT}:task-definition/${family}:${revision}`;

const isTexts = (value: unknown) => Array.isArray(value) && value.every((item) => typeof item === 'string');
const isContainer = (value: unknown): value is ContainerDefinition =>
  isObject(value) && typeof value.name === 'string' && isTexts(value.command);
const isDefinition = (value: unknown): value is TaskDefinition =>
  isObject(value) &&
  typeof value.family === 'string' &&
  Number.isInteger(value.revision) &&
  Array.isArray(value.containerDefinitions) &&
  value.containerDefinitions.length > 0 &&
  value.containerDefinitions.every(isContainer);

/** Every revision of a family, oldest first: its file holds one definition or a list of them. */
async function revisionsOf(tasksDir: string, family: string): Promise<TaskDefinition[]> {
  if (!FAMILY.test(family)) return [];
  const file = path.join(tasksDir, `${family}.json`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return [];
    throw new AwsError('ServerException', `${file} cannot be read: ${messageOf(error)}`, 500);
  }
  const all: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  const definitions = all.filter(isDefinition).filter((definition) => definition.family === family);
  if (definitions.length !== all.length || all.length === 0)
    throw new AwsError(
      'ServerException',
      `${file} must hold { family: "${family}", revision, containerDefinitions: [{ name, command: [text] }] }`,
      500,
    );
  return definitions.sort((a, b) => a.revision - b.revision);
}

/** Finds `family` (the latest revision), `family:revision` or the ARN of either. Throws ClientException. */
export async function findDefinition(
  tasksDir: string,
  region: string,
  given: string,
): Promise<TaskDefinition> {
  const match =
    /^(?:arn:aws(?:-[a-z]+)*:ecs:([a-z0-9-]+):(\d{12}):task-definition\/)?([^:/]+)(?::(\d{1,9}))?$/.exec(
      given,
    );
  const [, inRegion = region, account = ACCOUNT, family = '', revision] = match ?? [];
  if (inRegion !== region || account !== ACCOUNT) throw unknown();
  const revisions = await revisionsOf(tasksDir, family);
  const found =
    revision === undefined ? revisions.at(-1) : revisions.find((each) => each.revision === Number(revision));
  if (!found) throw unknown();
  return found;
}

/** All definitions, by family and revision. */
export async function listDefinitions(tasksDir: string): Promise<TaskDefinition[]> {
  const files = (await readdir(tasksDir)).filter((file) => file.endsWith('.json')).sort();
  const all = await Promise.all(files.map((file) => revisionsOf(tasksDir, path.basename(file, '.json'))));
  return all.flat();
}
