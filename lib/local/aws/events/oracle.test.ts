import { describe, expect, test } from 'vitest';
import { AwsError } from '../errors';
import type { JsonObject } from '../json';
import { Oracle } from '../oracle';
import type { Shape } from '../scheduler/constraints';
import { validate } from '../scheduler/validate';
import { type OperationName, operations } from './api';

const oracle = new Oracle('events/2015-10-07', {
  fitting: {
    EventBusNameOrArn: (length) => 'arn:aws:events:eu-west-1:000000000000:event-bus/'.padEnd(length, 'b'),
    RedshiftSecretManagerArn: (length) => 'arn:aws:secretsmanager:eu-west-1:'.padEnd(length, 's'),
  },
  misfit: {
    PathParameter: '  ',
    HeaderValue: '\u00e9',
    QueryStringKey: '\u0001',
    QueryStringValue: '\u0001',
  },
});
/** `%%` names a header: nothing short is against the pattern of that. */
const names = Object.keys(operations) as OperationName[];
const cases = oracle
  .cases(names)
  .filter(({ what }) => !/^(HeaderKey|RunCommandTargetKey) against its pattern/.test(what));

/** Members of a shape of ours and of the model, side by side. Ours anchor their patterns, which AWS matches whole. */
function sameMembers(ours: Shape, name: string, path: string): void {
  const theirs = oracle.shapeOf(name);
  expect(ours.type, path).toBe(theirs.type);
  if ('pattern' in ours) expect(bare(ours.pattern), path).toBe(bare(theirs.pattern));
  else expect(theirs.pattern, path).toBeUndefined();
  if (ours.type === 'list') sameMembers(ours.member, theirs.member?.shape ?? '', `${path}[]`);
  if (ours.type === 'map') {
    expect(ours.max, path).toBe(theirs.max);
    sameMembers(ours.key, theirs.key?.shape ?? '', `${path}{key}`);
    sameMembers(ours.value, theirs.value?.shape ?? '', `${path}{value}`);
  }
  if (ours.type !== 'structure') return;
  expect(Object.keys(ours.members).sort(), path).toEqual(Object.keys(theirs.members ?? {}).sort());
  expect([...ours.required].sort(), path).toEqual([...(theirs.required ?? [])].sort());
  for (const [member, { shape }] of Object.entries(theirs.members ?? {}))
    if (ours.members[member]) sameMembers(ours.members[member], shape, `${path}.${member}`);
}

const bare = (pattern: string | undefined) =>
  pattern
    ?.replace(/^\^\((.*)\)\$$/, '$1')
    .replace(/^\^|\$$/g, '')
    .replaceAll('\\_', '_')
    .replaceAll('|\\-)', '|-)');

describe.skipIf(!oracle.present)('held against the service model of botocore', () => {
  test.each(names)('%s has the same members, types and patterns', (name) => {
    sameMembers(operations[name], oracle.operations[name]?.input.shape ?? '', name);
  });

  test('there are constraints to probe', () => {
    expect(cases.length).toBeGreaterThan(250);
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

function outcome(operation: OperationName, input: JsonObject): string | undefined {
  try {
    validate(operations[operation], input);
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${error.message}`;
    throw error;
  }
}
