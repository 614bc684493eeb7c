import type { FieldError } from '@/lib/errors';
import { jsonOf, jsonProblem } from './fields';
import { spansAt } from './json-spans';

type Fields = { id?: string | undefined; input: string | null; secretFields: readonly string[] };

/** So many fields are told that a pointer may have been meant for. */
const TOLD = 5;

/**
 * Secret fields that name nothing of their inputs: mistyped, the secret would be stored in clear. Those that named nothing of
 * the target before either stay as they are.
 */
export function missingSecretFields(
  targets: readonly Fields[],
  before: readonly (Fields & { id: string })[] = [],
): FieldError[] {
  return targets.flatMap(({ id, input, secretFields }, position) => {
    if (input === null || jsonProblem(input) !== null) return [];
    const found = spansAt(input, secretFields).map(({ pointer }) => pointer);
    const was = before.find((target) => target.id === id);
    const known =
      was?.secretFields.filter((pointer) => spansAt(was.input ?? '', [pointer]).length === 0) ?? [];
    return secretFields.flatMap((pointer, index) => {
      if (known.includes(pointer)) return [];
      if (found.some((outer) => pointer === outer || pointer.startsWith(`${outer}/`))) return [];
      const path = `schedule.targets.${position}.secretFields.${index}`;
      const message = `The input has nothing at ${pointer}, so nothing would be secret. ${near(input, pointer)}`;
      return [{ path, message }];
    });
  });
}

/** What is there where the pointer leads to nothing. */
function near(input: string, pointer: string): string {
  let [value, at] = [jsonOf(input), ''];
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const next = isHolder(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    if (!isHolder(next)) break;
    [value, at] = [next, `${at}/${part}`];
  }
  const names = isHolder(value) ? Object.keys(value) : [];
  if (names.length === 0) return 'Name a field that it has.';
  const fields = names
    .slice(0, TOLD)
    .map((name) => `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 100)}`);
  return `It has ${fields.join(', ')}${names.length > TOLD ? ' and more' : ''}.`;
}

const isHolder = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
