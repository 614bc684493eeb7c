/** One field that differs. A side is absent where the field stood on the other side only. */
export type Difference = { path: string; before?: unknown; after?: unknown };

/**
 * What differs between two JSON values, field by field, in the order of the fields. Lists of things with an id are
 * matched by it (where they only changed places, their ids are listed), other lists are compared as a whole.
 */
export function diff(before: unknown, after: unknown, path = ''): Difference[] {
  if (equal(before, after)) return [];
  const left = asFields(before);
  const right = asFields(after);
  if (!left || !right || Array.isArray(before) !== Array.isArray(after)) return [entry(path, before, after)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const fields = names.flatMap((name) =>
    diff(left.get(name), right.get(name), path ? `${path}.${name}` : name),
  );
  return fields.length > 0 ? fields : [entry(path, [...left.keys()], [...right.keys()])];
}

function entry(path: string, before: unknown, after: unknown): Difference {
  return { path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasId = (value: unknown): value is { id: string } => isObject(value) && typeof value.id === 'string';

function asFields(value: unknown): Map<string, unknown> | null {
  if (isObject(value)) return new Map(Object.entries(value));
  if (!Array.isArray(value) || !value.every(hasId)) return null;
  const byId = new Map(value.map((item) => [item.id, item]));
  return byId.size === value.length ? byId : null;
}

function equal(left: unknown, right: unknown): boolean {
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, i) => equal(item, right[i]));
  if (!isObject(left) || !isObject(right)) return Object.is(left, right);
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && equal(left[name], right[name]))
  );
}
