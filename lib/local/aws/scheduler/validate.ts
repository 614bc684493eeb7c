import { AwsError, validation } from '../errors';
import { isObject, type Json, type JsonObject } from '../json';
import type { IntegerShape, Shape, StringShape, StructureShape } from './constraints';

const WANTED = {
  string: (value: Json) => typeof value === 'string',
  integer: (value: Json) => typeof value === 'number' && Number.isInteger(value),
  boolean: (value: Json) => typeof value === 'boolean',
  timestamp: (value: Json) => typeof value === 'number' && Number.isFinite(value),
  list: (value: Json) => Array.isArray(value),
  map: isObject,
  structure: isObject,
};

/** Lengths count characters as Unicode scalar values, not UTF-16 units. */
const lengthOf = (text: string) => [...text].length;
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const join = (path: string, member: string) => (path ? `${path}.${member}` : member);
const shown = (value: Json) => (typeof value === 'string' ? value : JSON.stringify(value));

type Complain = (path: string, value: Json, constraint: string) => void;

function bounds(
  shape: { min?: number; max?: number },
  length: number,
  complain: (text: string) => void,
): void {
  if (shape.min !== undefined && length < shape.min)
    complain(`Member must have length greater than or equal to ${shape.min}`);
  if (shape.max !== undefined && length > shape.max)
    complain(`Member must have length less than or equal to ${shape.max}`);
}

function checkString(shape: StringShape, value: string, complain: (text: string) => void): void {
  if (shape.enum && !shape.enum.includes(value))
    complain(`Member must satisfy enum value set: [${shape.enum.join(', ')}]`);
  bounds(shape, lengthOf(value), complain);
  if (shape.pattern && !new RegExp(shape.pattern, 'u').test(value))
    complain(`Member must satisfy regular expression pattern: ${shape.pattern}`);
}

function checkInteger(shape: IntegerShape, value: number, complain: (text: string) => void): void {
  if (shape.min !== undefined && value < shape.min)
    complain(`Member must have value greater than or equal to ${shape.min}`);
  if (shape.max !== undefined && value > shape.max)
    complain(`Member must have value less than or equal to ${shape.max}`);
}

function checkStructure(shape: StructureShape, value: JsonObject, path: string, complain: Complain): void {
  for (const member of shape.required)
    if (value[member] === undefined || value[member] === null)
      complain(join(path, lowerFirst(member)), null, 'Member must not be null');
  for (const [member, inner] of Object.entries(shape.members)) {
    const given = value[member];
    if (given !== undefined && given !== null) check(inner, given, join(path, lowerFirst(member)), complain);
  }
}

function check(shape: Shape, value: Json, path: string, complain: Complain): void {
  if (!WANTED[shape.type](value))
    throw new AwsError('SerializationException', `${path || 'The request'} must be of type ${shape.type}`);
  const here = (constraint: string) => complain(path, value, constraint);
  if (shape.type === 'string') checkString(shape, value as string, here);
  else if (shape.type === 'integer') checkInteger(shape, value as number, here);
  else if (shape.type === 'structure') checkStructure(shape, value as JsonObject, path, complain);
  else if (shape.type === 'list') {
    const items = value as Json[];
    bounds(shape, items.length, here);
    items.forEach((item, index) => {
      check(shape.member, item, `${path}.${index + 1}.member`, complain);
    });
  } else if (shape.type === 'map') {
    bounds(shape, Object.keys(value as JsonObject).length, here);
    for (const [key, item] of Object.entries(value as JsonObject)) {
      check(shape.key, key, `${path}.${key}.key`, complain);
      check(shape.value, item, `${path}.${key}.value`, complain);
    }
  }
}

/**
 * Holds a request against its shape and returns it without the members that the shape does not know.
 * Throws ValidationException naming every broken constraint, SerializationException for a wrong JSON type.
 */
export function validate(shape: StructureShape, input: JsonObject): JsonObject {
  const found: string[] = [];
  check(shape, input, '', (path, value, constraint) => {
    const what = value === null ? 'null' : `'${shown(value)}'`;
    found.push(`Value ${what} at '${path}' failed to satisfy constraint: ${constraint}`);
  });
  if (found.length > 0)
    throw validation(
      `${found.length} validation error${found.length > 1 ? 's' : ''} detected: ${found.join('; ')}`,
    );
  return strip(shape, input) as JsonObject;
}

function strip(shape: Shape, value: Json): Json {
  if (shape.type === 'list') return (value as Json[]).map((item) => strip(shape.member, item));
  if (shape.type !== 'structure') return value;
  const known = Object.entries(value as JsonObject).flatMap(([member, inner]) => {
    const innerShape = shape.members[member];
    return innerShape && inner !== null ? [[member, strip(innerShape, inner)] as const] : [];
  });
  return Object.fromEntries(known);
}
