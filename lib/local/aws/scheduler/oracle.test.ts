import { describe, expect, test } from 'vitest';
import { AwsError } from '../errors';
import type { JsonObject } from '../json';
import { Oracle } from '../oracle';
import { operations } from './api';
import type { Shape } from './constraints';
import { validate } from './validate';

/** Later releases of the API widened these patterns and added this member (API Reference, 2025). */
const WIDENED = new Set(['RoleArn', 'NamePrefix', 'ScheduleGroupNamePrefix']);
const ADDED = 'ActionAfterCompletion';

const oracle = new Oracle('scheduler/2021-06-30', {
  fitting: {
    DeadLetterConfigArnString: (length) => 'arn:aws:sqs:eu-west-1:000000000000:'.padEnd(length, 'q'),
    KmsKeyArn: (length) => 'arn:aws:kms:eu-west-1:000000000000:key/'.padEnd(length, 'k'),
    RoleArn: (length) => 'arn:aws:iam::000000000000:role/'.padEnd(length, 'r'),
    TagResourceArn: (length) =>
      'arn:aws:scheduler:eu-west-1:000000000000:schedule-group/'.padEnd(length, 'g'),
  },
  misfit: { Source: 'aws.mine' },
});
const names = Object.keys(oracle.operations) as (keyof typeof operations)[];
const cases = oracle.cases(names);

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
  const theirs = oracle.shapeOf(name);
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

describe.skipIf(!oracle.present)('held against the service model of botocore', () => {
  test('the 12 operations have the same methods, paths and query members', () => {
    const theirs = Object.entries(oracle.operations).map(([name, { http, input }]) => {
      const query = Object.entries(oracle.shapeOf(input.shape).members ?? {}).flatMap(([member, about]) =>
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

  test.each(names)('%s has the same members, types and patterns', (name) => {
    const operation = operations[name];
    sameMembers(operation.input, oracle.operations[name]?.input.shape ?? '', name);
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
