import { describe, expect, it } from 'vitest';
import { type ArnRule, arnProblem } from './arn';

const place = { accountId: '123456789012', region: 'eu-west-1' };
const queue: ArnRule = { service: 'sqs', resource: /^[\w-]{1,80}$/, what: 'an SQS queue', example: 'orders' };
const role: ArnRule = {
  service: 'iam',
  resource: /^role\/[\w+=,.@/-]+$/,
  what: 'an IAM role',
  example: 'role/rota',
  global: true,
};
const right = 'arn:aws:sqs:eu-west-1:123456789012:orders';

const PROBLEMS: [text: string, rule: ArnRule, reason: RegExp][] = [
  ['', queue, /^Enter the ARN of an SQS queue/],
  ['orders', queue, /^This is not an ARN/],
  ['https://sqs.eu-west-1.amazonaws.com/123456789012/orders', queue, /^This is not an ARN/],
  [` ${right}`, queue, /^This is not an ARN/],
  [`${right}\n`, queue, /^This is not/],
  ['arn:aws:sns:eu-west-1:123456789012:orders', queue, /belongs to sns.*belongs to sqs/],
  ['arn:aws:sqs:us-east-1:123456789012:orders', queue, /Region us-east-1.*in eu-west-1/],
  ['arn:aws:sqs::123456789012:orders', queue, /Region \(none\)/],
  ['arn:aws:sqs:eu-west-1:000000000000:orders', queue, /account 000000000000.*account 123456789012/],
  ['arn:aws:sqs:eu-west-1::orders', queue, /account \(none\)/],
  ['arn:aws:sqs:eu-west-1:123456789012:orders/x', queue, /^This is not the ARN of an SQS queue/],
  ['arn:aws:iam:eu-west-1:123456789012:role/x', role, /has no Region/],
  ['arn:aws:iam::123456789012:user/x', role, /^This is not the ARN of an IAM role/],
];

describe('arnProblem', () => {
  it('is null where nothing is wrong, in any partition', () => {
    expect(arnProblem(right, queue, place)).toBeNull();
    expect(arnProblem(right.replace('aws', 'aws-us-gov'), queue, place)).toBeNull();
    expect(arnProblem('arn:aws:iam::123456789012:role/path/to/rota', role, place)).toBeNull();
  });

  it.each(PROBLEMS)('says what is wrong with %j', (text, rule, reason) => {
    expect(arnProblem(text, rule, place)).toMatch(reason);
  });

  it('gives an example that is right itself', () => {
    for (const rule of [queue, role]) {
      const example = /arn:\S+?(?=\.$)/.exec(arnProblem('', rule, place) ?? '')?.[0] ?? '';
      expect(arnProblem(example, rule, place)).toBeNull();
    }
  });
});
