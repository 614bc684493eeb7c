import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diff } from './diff';

/** As audits hold it: what JSON can't say, such as minus zero, is not there. */
const json = fc.jsonValue({ maxDepth: 4 }).map((value): unknown => JSON.parse(JSON.stringify(value)));

describe('diff', () => {
  it('finds nothing between equals, in any order of keys', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(diff(value, structuredClone(value))).toEqual([]);
      }),
    );
    expect(diff({ a: 1, b: [{ x: 1, y: 2 }] }, { b: [{ y: 2, x: 1 }], a: 1 })).toEqual([]);
  });

  it('finds something between any two that differ as JSON', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        const same = canonical(a) === canonical(b);
        expect(diff(a, b).length === 0).toBe(same);
      }),
    );
  });

  it('is turned round when its sides are', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        const forth = diff(a, b).map(({ path }) => path);
        const back = diff(b, a).map(({ path }) => path);
        expect(forth.sort()).toEqual(back.sort());
      }),
    );
  });

  it('names fields, and leaves a side out where the field stood on the other alone', () => {
    expect(diff({ a: 1, gone: true, deep: { b: 'x' } }, { a: 2, deep: { b: 'x', c: null } })).toEqual([
      { path: 'a', before: 1, after: 2 },
      { path: 'gone', before: true },
      { path: 'deep.c', after: null },
    ]);
  });

  it('matches things by id and compares other lists as a whole', () => {
    const before = { targets: [{ id: 't1', arn: 'x' }], tags: ['a', 'b'] };
    const after = {
      targets: [
        { id: 't0', arn: 'n' },
        { id: 't1', arn: 'y' },
      ],
      tags: ['b', 'a'],
    };
    expect(diff(before, after)).toEqual([
      { path: 'targets.t1.arn', before: 'x', after: 'y' },
      { path: 'targets.t0', after: { id: 't0', arn: 'n' } },
      { path: 'tags', before: ['a', 'b'], after: ['b', 'a'] },
    ]);
  });

  it('sees that the order of things with an id changed', () => {
    const [a, b] = [{ id: 'a' }, { id: 'b' }];
    expect(diff({ targets: [a, b] }, { targets: [b, a] })).toEqual([
      { path: 'targets', before: ['a', 'b'], after: ['b', 'a'] },
    ]);
  });

  it('shows the target that came first, from an empty list', () => {
    expect(diff({ targets: [] }, { targets: [{ id: 'a', arn: 'x' }] })).toEqual([
      { path: 'targets.a', after: { id: 'a', arn: 'x' } },
    ]);
  });
});

/** JSON with its keys in order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join()}}`;
}
