import { describe, expect, it } from 'vitest';
import { likelySecrets, prettyInput } from './pretty-input';

describe('an input is tidied up', () => {
  it('with the attempt number left unquoted', () => {
    expect(prettyInput('{"n":<aws.scheduler.attempt-number>,"a":[1]}')).toBe(
      '{\n  "n": <aws.scheduler.attempt-number>,\n  "a": [\n    1\n  ]\n}',
    );
  });

  it('only where it is JSON', () => {
    expect(prettyInput('{"n":')).toBeNull();
    expect(prettyInput('  ')).toBeNull();
  });

  it('only where nothing of it is lost by that', () => {
    expect(prettyInput('{"order":12345678901234567890}')).toBeNull();
    expect(prettyInput('{"order":1,"order":2}')).toBeNull();
  });
});

it('names that sound like secrets are offered as pointers', () => {
  const input =
    '{"apiKey":"x","a/b":{"token":1,"n":<aws.scheduler.attempt-number>},"list":[{"password":"p"}],"id":2}';
  expect(likelySecrets(input)).toEqual(['/apiKey', '/a~1b/token', '/list/0/password']);
  expect(likelySecrets('no json')).toEqual([]);
  expect(likelySecrets('{"token":12345678901234567890}')).toEqual(['/token']);
});
