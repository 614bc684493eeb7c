import { describe, expect, it } from 'vitest';
import { jsonLosses } from './json-losses';

const DIGITS = expect.stringMatching(/digits/);
const TWICE = expect.stringMatching(/twice/);

describe('what parsing a JSON text would lose', () => {
  it.each([
    ['{"order":12345678901234567890}', [{ path: 'order', message: DIGITS }]],
    ['{"a":[1,{"b":1e400}]}', [{ path: 'a.1.b', message: DIGITS }]],
    ['[0.1, 3.14159265358979323846 ,-1e-400]', ['1', '2'].map((path) => ({ path, message: DIGITS }))],
    ['9007199254740993', [{ path: '', message: DIGITS }]],
    ['{"a":1,"a":2}', [{ path: 'a', message: TWICE }]],
    ['{"a":{"x":[],"y":0,"x":{}},"b":0}', [{ path: 'a.x', message: TWICE }]],
    ['{"a":"same","\\u0061":"same"}', [{ path: 'a', message: TWICE }]],
    ['{"__proto__":{},"constructor":1,"__proto__":{}}', [{ path: '__proto__', message: TWICE }]],
  ])('%s', (text, losses) => {
    expect(jsonLosses(text)).toEqual(losses);
  });

  it.each([
    '{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":1}],"x":"a","":{"":0}}',
    '[9007199254740991,-9007199254740991,0.1,1.50,-0.0,1e3,5e-324,0.30000000000000004]',
    '{"a":"12345678901234567890","b":"{\\"a\\":1,\\"a\\":2}","__proto__":null,"constructor":0}',
    '{"n":<aws.scheduler.attempt-number>}',
    '"12345678901234567890"',
    ' [ ] ',
  ])('of %s is nothing', (text) => {
    expect(jsonLosses(text)).toEqual([]);
  });

  it('is told of the first twenty, however many there are and however deep', () => {
    const deep = `${'['.repeat(100_000)}1e400${']'.repeat(100_000)}`;
    expect(jsonLosses(deep)).toMatchObject([{ message: DIGITS }]);
    expect(jsonLosses(`[${Array(50_000).fill('1e400').join()}]`)).toHaveLength(20);
    expect(jsonLosses(`["${'\\n'.repeat(120_000)}",${'9'.repeat(120_000)}]`)).toMatchObject([{ path: '1' }]);
  });
});
