import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { AwsError } from '../errors';
import type { Json, JsonObject } from '../json';
import { operations } from './api';
import type { Shape } from './constraints';
import { validate } from './validate';

/** The service model that AWS publishes with botocore, as Debian packages it. */
const MODEL = '/usr/lib/python3/dist-packages/botocore/data/scheduler/2021-06-30/service-2.json';

interface ModelShape {
  type: string;
  members?: Record<string, { shape: string; location?: string; locationName?: string }>;
  required?: string[];
  member?: { shape: string };
  key?: { shape: string };
  value?: { shape: string };
  min?: number;
  max?: number;
  pattern?: string;
  enum?: string[];
}
interface Model {
  operations: Record<string, { http: { method: string; requestUri: string }; input: { shape: string } }>;
  shapes: Record<string, ModelShape>;
}

const present = existsSync(MODEL);
const model: Model = present ? JSON.parse(readFileSync(MODEL, 'utf8')) : { operations: {}, shapes: {} };
const shapeOf = (name: string): ModelShape => model.shapes[name] ?? { type: 'missing' };

/** Later releases of the API widened these patterns and added this member (API Reference, 2025). */
const WIDENED = new Set(['RoleArn', 'NamePrefix', 'ScheduleGroupNamePrefix']);
const ADDED = 'ActionAfterCompletion';

/** A text of a given length that fits a pattern. */
const FITTING: Record<string, (length: number) => string> = {
  DeadLetterConfigArnString: (length) => 'arn:aws:sqs:eu-west-1:000000000000:'.padEnd(length, 'q'),
  KmsKeyArn: (length) => 'arn:aws:kms:eu-west-1:000000000000:key/'.padEnd(length, 'k'),
  RoleArn: (length) => 'arn:aws:iam::000000000000:role/'.padEnd(length, 'r'),
  TagResourceArn: (length) => 'arn:aws:scheduler:eu-west-1:000000000000:schedule-group/'.padEnd(length, 'g'),
};
const MISFIT: Record<string, string> = { Source: 'aws.mine' };

const textFor = (name: string, length: number) => (FITTING[name] ?? ((size) => 'a'.repeat(size)))(length);

/** Some value that every constraint of the shape accepts, with its required members alone. */
function valid(name: string): Json {
  const shape = shapeOf(name);
  if (shape.type === 'string')
    return shape.enum?.[0] ?? textFor(name, FITTING[name] ? 100 : (shape.min ?? 1));
  if (shape.type === 'integer') return shape.min ?? 0;
  if (shape.type === 'boolean') return true;
  if (shape.type === 'timestamp') return 1_800_000_000;
  if (shape.type === 'list')
    return Array.from({ length: shape.min ?? 0 }, () => valid(shape.member?.shape ?? ''));
  if (shape.type === 'map')
    return { [String(valid(shape.key?.shape ?? ''))]: valid(shape.value?.shape ?? '') };
  const members = (shape.required ?? []).map((member) => [
    member,
    valid(shape.members?.[member]?.shape ?? ''),
  ]);
  return Object.fromEntries(members);
}

interface Probe {
  what: string;
  value: Json;
  accepted: boolean;
  constraint?: RegExp;
}

/** Values at and beyond each limit that the model gives this shape. */
function probes(name: string): Probe[] {
  const { type, min, max, pattern, enum: values, member, required } = shapeOf(name);
  const found: Probe[] = [];
  const add = (what: string, value: Json, accepted: boolean, constraint?: RegExp) =>
    found.push({ what: `${name} ${what}`, value, accepted, ...(constraint && { constraint }) });
  const sized = (length: number): Json =>
    type === 'list' ? Array.from({ length }, () => valid(member?.shape ?? '')) : textFor(name, length);
  if (type === 'integer') {
    if (min !== undefined) add('at min', min, true);
    if (min !== undefined) add('below min', min - 1, false, /greater than or equal to/);
    if (max !== undefined) add('at max', max, true);
    if (max !== undefined) add('above max', max + 1, false, /less than or equal to/);
  } else if (type === 'string' || type === 'list') {
    if (min !== undefined && (FITTING[name] === undefined || type === 'list'))
      add('at min', sized(min), true);
    if (min !== undefined && min > 0)
      add('below min', type === 'list' ? sized(min - 1) : 'a'.repeat(min - 1), false, /length greater than/);
    if (max !== undefined) add('at max', sized(max), true);
    if (max !== undefined) add('above max', sized(max + 1), false, /length less than/);
  }
  if (pattern) add('against its pattern', MISFIT[name] ?? '%%', false, /regular expression pattern/);
  for (const value of values ?? []) add(`as ${value}`, value, true);
  if (values) add('of no enum value', 'NONE_OF_THESE', false, /enum value set/);
  for (const need of required ?? []) {
    const { [need]: _, ...rest } = valid(name) as JsonObject;
    add(`without ${need}`, rest, false, /Member must not be null/);
  }
  return found;
}

type Put = (value: Json) => JsonObject;

/** Every place in an input where a shape stands, with a way to put a value there in a valid request. */
function places(name: string, put: Put, path: string): { name: string; put: Put; path: string }[] {
  const shape = shapeOf(name);
  const here = { name, put, path };
  if (shape.type === 'list') {
    const inner = shape.member?.shape ?? '';
    return [here, ...places(inner, (value) => put([value]), `${path}[]`)];
  }
  if (shape.type === 'map') {
    const key = shape.key?.shape ?? '';
    const value = shape.value?.shape ?? '';
    return [
      here,
      ...places(key, (given) => put({ [String(given)]: valid(value) }), `${path}{key}`),
      ...places(value, (given) => put({ [String(valid(key))]: given }), `${path}{value}`),
    ];
  }
  const members = Object.entries(shape.members ?? {}).flatMap(([member, { shape: inner }]) =>
    places(inner, (value) => put({ ...(valid(name) as JsonObject), [member]: value }), `${path}.${member}`),
  );
  return [here, ...members];
}

const cases = Object.entries(model.operations).flatMap(([operation, { input }]) =>
  places(input.shape, (value) => value as JsonObject, operation).flatMap((place) =>
    probes(place.name).map((probe) => ({
      ...probe,
      operation: operation as keyof typeof operations,
      title: `${place.path}: ${probe.what}`,
      input: place.put(probe.value),
    })),
  ),
);

function outcome(operation: keyof typeof operations, input: JsonObject): string | undefined {
  try {
    validate(operations[operation].input, input);
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

/** Members of a shape of ours and of the model, side by side. */
function sameMembers(ours: Shape, name: string, path: string): void {
  const theirs = shapeOf(name);
  expect(ours.type, path).toBe(theirs.type);
  if (!WIDENED.has(name) && 'pattern' in ours) expect(ours.pattern, path).toBe(theirs.pattern);
  if (ours.type === 'list') sameMembers(ours.member, theirs.member?.shape ?? '', `${path}[]`);
  if (ours.type !== 'structure') return;
  expect(
    Object.keys(ours.members)
      .filter((member) => member !== ADDED)
      .sort(),
    path,
  ).toEqual(
    Object.keys(theirs.members ?? {})
      .filter((member) => member !== ADDED)
      .sort(),
  );
  expect([...ours.required].sort(), path).toEqual([...(theirs.required ?? [])].sort());
  for (const [member, { shape }] of Object.entries(theirs.members ?? {})) {
    const inner = ours.members[member];
    if (inner) sameMembers(inner, shape, `${path}.${member}`);
  }
}

describe.skipIf(!present)('held against the service model of botocore', () => {
  test('the 12 operations have the same methods, paths and query members', () => {
    const theirs = Object.entries(model.operations).map(([name, { http, input }]) => {
      const query = Object.entries(shapeOf(input.shape).members ?? {}).flatMap(([member, about]) =>
        about.location === 'querystring' ? [[member, about.locationName]] : [],
      );
      return [name, { method: http.method, uri: http.requestUri, query: Object.fromEntries(query) }];
    });
    const ours = Object.entries(operations).map(([name, { method, uri, query }]) => [
      name,
      { method, uri, query },
    ]);
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs));
    expect(theirs).toHaveLength(12);
  });

  test.each(Object.keys(model.operations))('%s has the same members, types and patterns', (name) => {
    const operation = operations[name as keyof typeof operations];
    sameMembers(operation.input, model.operations[name]?.input.shape ?? '', name);
  });

  test('there are constraints to probe', () => {
    expect(cases.length).toBeGreaterThan(400);
  });

  test.each(cases)('$title', ({ operation, input, accepted, constraint }) => {
    const result = outcome(operation, input);
    if (accepted) expect(result).toBeUndefined();
    else {
      expect(result).toMatch(/^ValidationException: \d+ validation errors? detected: /);
      expect(result).toMatch(constraint ?? /./);
    }
  });
});
