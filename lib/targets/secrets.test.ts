import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MASK } from './mask';
import { maskInput, openInput, sealInput, secretVersion, UnknownSecretError } from './secrets';

const key = randomBytes(32);
const SECRET = 'hunter2-hunter2';

/** Every place in a JSON value, as a JSON pointer. */
function pointersOf(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return at ? [at] : [];
  const inner = Object.entries(value).flatMap(([name, field]) =>
    pointersOf(field, `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  return at ? [at, ...inner] : inner;
}

const inputWithPointers = fc
  .jsonValue({ maxDepth: 4 })
  .filter((value) => pointersOf(value).length > 0 && !JSON.stringify(value).includes(MASK))
  .chain((value) =>
    fc.record({
      value: fc.constant(value),
      pointers: fc.array(fc.constantFrom(...pointersOf(value)), { minLength: 1, maxLength: 5 }),
    }),
  );

describe('secret fields', () => {
  it('come back as they were, whatever is secret, nested and named twice too', () => {
    fc.assert(
      fc.property(inputWithPointers, ({ value, pointers }) => {
        const stored = sealInput(JSON.stringify(value), pointers, key);
        expect(JSON.parse(openInput(stored, pointers, key))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('are kept by their mask', () => {
    fc.assert(
      fc.property(inputWithPointers, ({ value, pointers }) => {
        const stored = sealInput(JSON.stringify(value), pointers, key);
        const again = sealInput(maskInput(stored, pointers), pointers, key, stored);
        expect(openInput(again, pointers, key)).toBe(openInput(stored, pointers, key));
      }),
    );
  });

  it('are stored and shown without a trace of them', () => {
    const stored = sealInput(
      JSON.stringify({ token: SECRET, a: [{ b: SECRET }] }),
      ['/token', '/a/0/b'],
      key,
    );
    expect(stored).not.toContain(SECRET);
    expect(maskInput(stored, ['/token', '/a/0/b'])).toBe(JSON.stringify({ token: MASK, a: [{ b: MASK }] }));
  });

  it('leave an input without secret fields as it was typed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(sealInput(text, [], key)).toBe(text);
        expect(openInput(text, [], key)).toBe(text);
      }),
    );
  });

  it('take a new value in place of the mask', () => {
    const stored = sealInput('{"token":"old"}', ['/token'], key);
    const next = sealInput('{"token":"new"}', ['/token'], key, stored);
    expect(openInput(next, ['/token'], key)).toBe('{"token":"new"}');
  });

  it('have another version where a value changed, and the same where it was kept', () => {
    const first = sealInput('{"token":"one"}', ['/token'], key);
    const kept = sealInput(`{"token":"${MASK}","more":1}`, ['/token'], key, first);
    const changed = sealInput('{"token":"two"}', ['/token'], key, first);
    expect(secretVersion(first)).toMatch(/^[0-9a-f]{8}$/);
    expect(secretVersion(kept)).toBe(secretVersion(first));
    expect(secretVersion(changed)).not.toBe(secretVersion(first));
    expect(secretVersion('{"token":"one"}')).toBeNull();
  });

  it('are not made of a mask that stands for nothing', () => {
    const masked = `{"token":"${MASK}"}`;
    expect(() => sealInput(masked, ['/token'], key)).toThrow(UnknownSecretError);
    expect(() => sealInput(masked, [], key, sealInput('{"token":"x"}', ['/token'], key))).toThrow(
      UnknownSecretError,
    );
  });

  it('can not be opened with another key', () => {
    const stored = sealInput('{"token":"x"}', ['/token'], key);
    expect(() => openInput(stored, ['/token'], randomBytes(32))).toThrow();
  });

  it('reach into objects by own names alone', () => {
    const input = '{"a":{"b":1}}';
    expect(JSON.parse(sealInput(input, ['/__proto__/x', '/constructor', '/a/toString'], key))).toEqual({
      a: { b: 1 },
    });
  });

  it('stand beside the attempt number, which has no quotes', () => {
    const input =
      '{"token": "x", "attempt": <aws.scheduler.attempt-number>, "text": "try: <aws.scheduler.attempt-number>"}';
    const opened = openInput(sealInput(input, ['/token'], key), ['/token'], key);
    expect(opened).toBe(input);
  });

  it('leave the rest of the input as it was typed', () => {
    const input = '{"token":"x","id":12345678901234567890,"rate":1.0}';
    const opened = openInput(sealInput(input, ['/token'], key), ['/token'], key);
    expect(opened).toBe(input);
  });

  it('name elements of a list in one way only', () => {
    const stored = sealInput('{"list":["x"]}', ['/list/0', '/list/00'], key);
    const again = sealInput(maskInput(stored, ['/list/0', '/list/00']), ['/list/0', '/list/00'], key, stored);
    expect(JSON.parse(openInput(again, ['/list/0', '/list/00'], key))).toEqual({ list: ['x'] });
  });

  it('are all sealed where a key stands twice', () => {
    const stored = sealInput(`{"token":"${SECRET}", "token":"${SECRET}"}`, ['/token'], key);
    expect(stored).not.toContain(SECRET);
  });

  it('stand in an input of any depth', () => {
    const deep = `{"token":"x","deep":${'['.repeat(90_000)}${']'.repeat(90_000)}}`;
    expect(() => sealInput(deep, ['/token'], key)).not.toThrow(RangeError);
  });
});
