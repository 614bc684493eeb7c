import { parseArn } from './arn';
import { jsonOf } from './fields';
import { tokensOf } from './json-spans';
import { universalTarget } from './kinds/other-arn';

/** The actions of ECS that start a task. */
const STARTING = ['runTask', 'startTask'];

/** What of a target says whether its input overrides an ECS task. */
export type Overriding = { arn: string; input: string | null };

/**
 * Task roles are the business of task definitions: an input that names others is refused. TaskOverride, Amazon ECS API
 * reference.
 * @returns why, with what would be right; null where nothing is wrong, and of what is no JSON or starts no ECS task
 */
export function overrideProblem(target: Overriding): string | null {
  const roots = overridesIn(target);
  if (roots.length > 0 && hasDoubles(target.input ?? ''))
    return 'The input names a field twice, so nobody can tell what it overrides. Name each field once.';
  for (const name of ['taskRoleArn', 'executionRoleArn'])
    if (roots.some((root) => members(root, name).length > 0))
      return `The input may not override the role of the task (${name}). Leave it out, and give the task definition that role.`;
  return null;
}

/**
 * The commands that the input of a target has containers run in place of their own, as text to compare: equal for the
 * same commands of the same containers. ContainerOverride, Amazon ECS API reference.
 * @returns null where it overrides none
 */
export function commandOverrides(target: Overriding): string | null {
  const commands = overridesIn(target)
    .flatMap((root) => members(root, 'containerOverrides'))
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .flatMap((container) => {
      const command = members(container, 'command');
      return command.length > 0 ? [{ name: members(container, 'name'), command }] : [];
    });
  return commands.length > 0 ? JSON.stringify(commands) : null;
}

/**
 * The overrides in an input: all of it for a cluster (Templated target types, EventBridge Scheduler user guide), the
 * parameter Overrides where the API is called.
 */
function overridesIn({ arn, input }: Overriding): unknown[] {
  const isCluster = parseArn(arn)?.service === 'ecs';
  const call = universalTarget(arn);
  const isCall = call?.service === 'ecs' && STARTING.includes(call.action);
  if ((!isCluster && !isCall) || !input) return [];
  const value = parsed(input);
  return isCall ? members(value, 'overrides') : [value];
}

function parsed(input: string): unknown {
  try {
    return jsonOf(input);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** The members of an object by a name in any case: which of them AWS reads is not for Rota to guess. */
const members = (value: unknown, name: string): unknown[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([key, member]) =>
        key.toLowerCase() === name.toLowerCase() ? [member] : [],
      )
    : [];

/** Whether an object in a JSON text has a key more than once: parsing keeps the last, which others need not. */
function hasDoubles(input: string): boolean {
  const written = [...tokensOf(input)].filter((token) => token === ':').length;
  let kept = 0;
  for (const open = [parsed(input)]; open.length > 0; ) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    const inside = Object.values(value);
    if (!Array.isArray(value)) kept += inside.length;
    for (const member of inside) open.push(member);
  }
  return kept !== written;
}
