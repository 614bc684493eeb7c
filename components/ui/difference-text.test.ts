import { describe, expect, it } from 'vitest';
import { pathText, sideText } from './difference-text';

describe('pathText', () => {
  it.each([
    ['name', 'Name'],
    ['retryAttempts', 'Retry attempts'],
    ['roleArn', 'Role ARN'],
    ['arn', 'ARN'],
    ['targets.0k3.maxAgeSeconds', 'Targets › 0k3 › Max age seconds'],
    ['', 'Everything'],
  ])('reads %j as %j', (path, text) => expect(pathText(path)).toBe(text));

  it('takes given names for parts', () => {
    expect(pathText('targets.0k3.arn', { '0k3': 'Target 1' })).toBe('Targets › Target 1 › ARN');
  });
});

describe('sideText', () => {
  it.each([
    [null, 'none', false],
    ['', 'none', false],
    [[], 'none', false],
    [['a', 'b'], 'a, b', false],
    [false, 'no', false],
    [15, '15', false],
    ['{"a":1}', '{\n  "a": 1\n}', true],
    ['{not json', '{not json', false],
    ['two\nlines', 'two\nlines', true],
    [{ input: '{"a":1}' }, '{\n  "input": {\n    "a": 1\n  }\n}', true],
    [{ a: 1 }, '{\n  "a": 1\n}', true],
  ])('shows %j', (value, text, block) => expect(sideText(value)).toEqual({ text, block }));
});
