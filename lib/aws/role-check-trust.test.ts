import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { admits } from './role-check-trust';

const GROUP = 'arn:aws:scheduler:eu-west-1:111122223333:schedule-group/rota';
const WORKER = 'arn:aws:iam::111122223333:role/rota';
const asker = { service: 'scheduler.amazonaws.com', sourceAccount: '111122223333', sourceArn: GROUP };
const allow = (more: object = {}) => ({
  Effect: 'Allow',
  Principal: { Service: 'scheduler.amazonaws.com' },
  Action: 'sts:AssumeRole',
  ...more,
});
const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const condition = (operator: string, key: string, value: unknown) => ({
  Condition: { [operator]: { [key]: value } },
});

describe('a trust policy', () => {
  it.each([
    ['that names EventBridge Scheduler', policy(allow()), 'yes'],
    [
      'that names it among others, in a list of actions',
      policy(
        allow({
          Principal: { Service: ['lambda.amazonaws.com', 'scheduler.amazonaws.com'] },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
        }),
      ),
      'yes',
    ],
    ['with a single statement that is no list', JSON.stringify({ Statement: allow() }), 'yes'],
    ['that names another service', policy(allow({ Principal: { Service: 'ec2.amazonaws.com' } })), 'no'],
    ['that names an account alone', policy(allow({ Principal: { AWS: '111122223333' } })), 'no'],
    ['that allows another action', policy(allow({ Action: 'sts:TagSession' })), 'no'],
    ['without statements', '{}', 'no'],
    ['that allows every action of a pattern', policy(allow({ Action: 'sts:Assume*' })), 'yes'],
    [
      'that allows everybody but some',
      policy(allow({ Principal: undefined, NotPrincipal: { AWS: '111122223333' } })),
      'unknown',
    ],
    [
      'that allows every action but some',
      policy(allow({ Action: undefined, NotAction: 'sts:TagSession' })),
      'unknown',
    ],
    [
      'that allows, and denies every action but some',
      policy(allow(), allow({ Effect: 'Deny', Action: undefined, NotAction: 'sts:TagSession' })),
      'unknown',
    ],
    [
      'that allows every action but some to another service',
      policy(
        allow({
          Principal: { Service: 'ec2.amazonaws.com' },
          Action: undefined,
          NotAction: 'sts:TagSession',
        }),
      ),
      'no',
    ],
    ['of this account', policy(allow(condition('StringEquals', 'aws:SourceAccount', '111122223333'))), 'yes'],
    [
      'of another account',
      policy(allow(condition('StringEquals', 'aws:SourceAccount', '999999999999'))),
      'no',
    ],
    ['of this group', policy(allow(condition('StringEquals', 'AWS:SourceArn', [GROUP]))), 'yes'],
    ['of another group', policy(allow(condition('ArnEquals', 'aws:SourceArn', `${GROUP}-2`))), 'no'],
    [
      'of a schedule instead of its group, a frequent mistake',
      policy(
        allow(condition('ArnLike', 'aws:SourceArn', 'arn:aws:scheduler:*:111122223333:schedule/rota/*')),
      ),
      'no',
    ],
    [
      'of any group by a pattern',
      policy(allow(condition('ArnLike', 'aws:SourceArn', 'arn:aws:scheduler:*:*:schedule-group/r?ta'))),
      'yes',
    ],
    [
      'with a condition that can not be judged',
      policy(allow(condition('Bool', 'aws:SecureTransport', 'true'))),
      'unknown',
    ],
    [
      'with one that can not be judged and one that is not met',
      policy(
        allow({
          Condition: { Bool: { 'x:y': 'true' }, StringEquals: { 'aws:SourceAccount': '999999999999' } },
        }),
      ),
      'no',
    ],
    ['that allows and denies', policy(allow(), allow({ Effect: 'Deny' })), 'no'],
    [
      'that denies another account',
      policy(
        allow(),
        allow({ Effect: 'Deny', ...condition('StringEquals', 'aws:SourceAccount', '999999999999') }),
      ),
      'yes',
    ],
    [
      'that may deny',
      policy(allow(), allow({ Effect: 'Deny', ...condition('Null', 'x:y', 'true') })),
      'unknown',
    ],
  ])('%s', (_, document, expected) => {
    expect(admits(document, asker)).toBe(expected);
  });

  it('as the Terraform module writes it admits its own group and no other', () => {
    const file = path.resolve(
      import.meta.dirname,
      '../../infra/terraform/policies/trust-execution.json.tftpl',
    );
    const values: Record<string, string> = {
      partition: 'aws',
      region: 'eu-west-1',
      account: '111122223333',
      group_name: 'rota',
      app_role_arn: WORKER,
    };
    const document = readFileSync(file, 'utf8').replaceAll(
      /\$\{(\w+)\}/g,
      (_, name: string) => values[name] ?? '',
    );
    expect(admits(document, asker)).toBe('yes');
    expect(admits(document, { ...asker, sourceArn: `${GROUP}-2` })).toBe('no');
    expect(admits(document, { principalArn: WORKER })).toBe('yes');
    expect(admits(document, { principalArn: `${WORKER}-2` })).toBe('no');
  });
});

describe('a trust policy, for the role of a worker,', () => {
  const trust = (AWS: unknown, more: object = {}) => policy(allow({ Principal: { AWS }, ...more }));
  it.each([
    ['that names it', trust(WORKER), 'yes'],
    [
      'that names it among others, with a path',
      trust(['111122223333', WORKER.replace('role/', 'role/tools/')]),
      'yes',
    ],
    ['that names everybody', policy(allow({ Principal: '*' })), 'yes'],
    ['that names every principal of AWS', trust('*'), 'yes'],
    ['that leaves it to the policies of its account', trust('arn:aws:iam::111122223333:root'), 'unknown'],
    ['that names its account by number', trust('111122223333'), 'unknown'],
    ['that names another account', trust('arn:aws:iam::999999999999:root'), 'no'],
    ['that names a role of that name elsewhere', trust('arn:aws:iam::999999999999:role/rota'), 'no'],
    ['that names a user of that name', trust('arn:aws:iam::111122223333:user/rota'), 'no'],
    ['that names EventBridge Scheduler alone', policy(allow()), 'no'],
    ['that asks for an external id', trust(WORKER, condition('StringEquals', 'sts:ExternalId', 'x')), 'no'],
    ['that asks for whom a service calls', trust(WORKER, condition('ArnLike', 'aws:SourceArn', GROUP)), 'no'],
    [
      'that admits the account under the condition that it is this role',
      trust('*', condition('ArnEquals', 'aws:PrincipalArn', WORKER)),
      'yes',
    ],
    [
      'that admits everybody of another organisation',
      trust('*', condition('StringEquals', 'aws:PrincipalOrgID', 'o-1')),
      'unknown',
    ],
    [
      'that denies it',
      policy(allow({ Principal: { AWS: WORKER } }), allow({ Effect: 'Deny', Principal: '*' })),
      'no',
    ],
  ])('%s', (_, document, expected) => {
    expect(admits(document, { principalArn: WORKER })).toBe(expected);
  });
});
