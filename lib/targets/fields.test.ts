import { expect, it } from 'vitest';
import { jsonProblem } from './fields';

it.each([
  ['hunter2', /^The input is not valid JSON: Unexpected token 'h'\.$/],
  [
    `{"a": 1, "token": hunter2, "b": "${'x'.repeat(60)}"}`,
    /^The input is not valid JSON: Unexpected token 'h'\.$/,
  ],
  ['{"token": "hunter2"', /^The input is not valid JSON: Expected ',' or '}'.* position 19/],
  ['"hunter2', /^The input is not valid JSON: Unterminated string/],
])('says of %s why it is no JSON, and quotes nothing of it', (input, message) => {
  expect(jsonProblem(input)).toMatch(message);
  expect(jsonProblem(input)).not.toContain('hunter');
});

it('takes JSON, with an unquoted attempt number too', () => {
  expect(jsonProblem('{"attempt": <aws.scheduler.attempt-number>}')).toBeNull();
});
