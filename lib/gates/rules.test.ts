import { describe, expect, it } from 'vitest';
import { ruleProblem } from './rules';

const LAMBDA = 'arn:aws:lambda:eu-central-1:000000000000:function:crm-sync';
const asks = (pattern: string, arn: string) => {
  const rule = { gateId: 'crm', gate: 'CRM', teamId: null, kind: null, pattern };
  return ruleProblem([rule], 'team', { kind: 'lambda', arn, gateId: null }) !== null;
};

describe('the gate of a rule', () => {
  it.each([
    [LAMBDA, LAMBDA, true],
    [LAMBDA, `${LAMBDA}:live`, true],
    [LAMBDA, `${LAMBDA}:7`, true],
    [`${LAMBDA}:live`, `${LAMBDA}:live`, true],
    [`${LAMBDA}:live`, `${LAMBDA}:test`, false],
    [`${LAMBDA}:live`, LAMBDA, false],
    [LAMBDA, `${LAMBDA}-2`, false],
  ])('for %s is asked of %s: %s', (pattern, arn, asked) => {
    expect(asks(pattern, arn)).toBe(asked);
  });
});
