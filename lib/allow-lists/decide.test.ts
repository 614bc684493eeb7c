import { describe, expect, it } from 'vitest';
import type { Place } from '@/lib/targets/arn';
import { type AllowedKind, decide, type Entry, ownPatterns } from './decide';

const HERE = { teamId: 'crm', environmentId: 'prod' };
/** Where the environments are: dev and prod share an account and Region, the others are elsewhere. */
const PLACES: Record<string, Place> = {
  prod: { accountId: '111111111111', region: 'eu-central-1' },
  dev: { accountId: '111111111111', region: 'eu-central-1' },
  west: { accountId: '111111111111', region: 'eu-west-1' },
  test: { accountId: '222222222222', region: 'eu-central-1' },
};

const entry = (
  pattern: string,
  teamId: string | null,
  environmentId: string | null = null,
  kind: AllowedKind = 'role',
): Entry => ({
  kind,
  pattern,
  teamId,
  environmentId,
  place: environmentId === null ? null : (PLACES[environmentId] ?? null),
});

const verdict = (entries: Entry[], arn = 'role/crm-1', kind: AllowedKind = 'role') =>
  decide(entries, HERE, kind, arn).verdict;

describe('a role for a schedule of the team crm in prod', () => {
  it.each<[string, Entry[], string, string]>([
    ['no list at all', [], 'role/x', 'allowed'],
    ['its own list, fitting', [entry('role/crm-*', 'crm')], 'role/crm-1', 'allowed'],
    ['its own list, not fitting', [entry('role/crm-*', 'crm')], 'role/x', 'not-listed'],
    ['a list of two, the second fitting', [entry('a', 'crm'), entry('role/*', 'crm')], 'role/x', 'allowed'],
    ['a list for all teams, fitting', [entry('role/*', null)], 'role/x', 'allowed'],
    ['a list for all teams, not fitting', [entry('role/crm-*', null)], 'role/x', 'not-listed'],
    ['a list for it in prod', [entry('role/crm-*', 'crm', 'prod')], 'role/x', 'not-listed'],
    ['a list for all teams in prod', [entry('role/crm-*', null, 'prod')], 'role/x', 'not-listed'],
    ['a list for it in test only', [entry('role/crm-*', 'crm', 'test')], 'role/x', 'allowed'],
    ['a list for targets only', [entry('role/crm-*', 'crm', null, 'target')], 'role/x', 'allowed'],
    ['another team’s, fitting', [entry('role/pay-*', 'pay')], 'role/pay-1', 'theirs'],
    ['another team’s, not fitting', [entry('role/pay-*', 'pay')], 'role/x', 'allowed'],
    ['another team’s in prod, fitting', [entry('role/pay-*', 'pay', 'prod')], 'role/pay-1', 'theirs'],
    ['another team’s in test, fitting', [entry('role/pay-*', 'pay', 'test')], 'role/pay-1', 'allowed'],
    ['another team’s target', [entry('role/pay-*', 'pay', null, 'target')], 'role/pay-1', 'allowed'],
    [
      'another team’s and its own, fitting both',
      [entry('role/*', 'pay'), entry('role/crm-*', 'crm')],
      'role/crm-1',
      'allowed',
    ],
    [
      'another team’s and its own, fitting theirs',
      [entry('role/pay-*', 'pay'), entry('role/crm-*', 'crm')],
      'role/pay-1',
      'not-listed',
    ],
    [
      'another team’s and one for all, fitting both',
      [entry('role/pay-*', 'pay'), entry('role/*', null)],
      'role/pay-1',
      'allowed',
    ],
  ])('%s', (_, entries, arn, expected) => {
    expect(verdict(entries, arn)).toBe(expected);
  });

  it('is refused with the patterns that it could fit, or with the teams that have it', () => {
    const listed = [entry('a', 'crm'), entry('b', null), entry('a', 'crm', 'prod'), entry('c', 'pay')];
    expect(decide(listed, HERE, 'role', 'c')).toEqual({ verdict: 'not-listed', patterns: ['a', 'b'] });
    const theirs = [entry('c', 'pay'), entry('*', 'fin'), entry('c', 'pay', 'prod'), entry('d', 'hr')];
    expect(decide(theirs, HERE, 'role', 'c')).toEqual({ verdict: 'theirs', teamIds: ['pay', 'fin'] });
  });

  it('has no patterns to choose from where no list is for it', () => {
    expect(ownPatterns([entry('c', 'pay'), entry('d', 'crm', 'test')], HERE, 'role')).toEqual([]);
  });
});

const arn = (service: string, resource: string, region = 'eu-central-1') =>
  `arn:aws:${service}:${region}:111111111111:${resource}`;
const fn = (name: string) => arn('lambda', `function:${name}`);
const machine = (name: string) => arn('states', `stateMachine:${name}`);
const task = (name: string) => arn('ecs', `task-definition/${name}`);

describe('a resource that only another team has on its list', () => {
  const target = (pattern: string, found: string) =>
    verdict([entry(pattern, 'pay', null, 'target')], found, 'target');

  it.each([
    [fn('charge'), fn('charge')],
    [fn('charge'), fn('charge:live')],
    [fn('charge'), fn('charge:$LATEST')],
    [fn('charge:live'), fn('charge')],
    [fn('charge:live'), fn('charge:12')],
    [fn('pay-*'), fn('pay-charge:live')],
    [fn('pay-*:live'), fn('pay-charge')],
    ['*:function:charge', fn('charge:1')],
    ['arn:aws:lambda:*:111111111111:function:c?arge:*', fn('charge')],
    [machine('close'), machine('close:3')],
    [machine('close:live'), machine('close')],
    [task('nightly'), task('nightly:12')],
    [task('nightly:12'), task('nightly:13')],
    [task('nightly:*'), task('nightly')],
  ])('on which is %s is theirs as %s', (pattern, found) => {
    expect(target(pattern, found)).toBe('theirs');
  });

  it.each([
    [fn('charge'), fn('charge-2')],
    [fn('charge'), fn('charge-2:live')],
    [fn('function'), fn('charge:function')],
    [fn('live'), fn('charge:live')],
    [task('nightly:1'), task('weekly:1')],
    [arn('sqs', 'a'), arn('sqs', 'a:b')],
    [arn('lambda', 'event-source-mapping:a'), arn('lambda', 'event-source-mapping:a:b')],
  ])('on which is %s is not theirs as %s', (pattern, found) => {
    expect(target(pattern, found)).toBe('allowed');
  });

  it('fits its own list in the version alone that is on it', () => {
    const own = [entry(fn('charge:live'), 'crm', null, 'target'), entry(fn('send'), 'crm', null, 'target')];
    expect(verdict(own, fn('charge:live'), 'target')).toBe('allowed');
    for (const found of [fn('charge'), fn('charge:1'), fn('send:1')])
      expect(verdict(own, found, 'target')).toBe('not-listed');
  });
});

describe('what another team has on its list in another environment', () => {
  const role = (account: string) => `arn:aws:iam::${account}:role/pay-1`;

  it.each<[string, string, AllowedKind, string, string]>([
    ['a role of the same account', 'dev', 'role', role('111111111111'), 'theirs'],
    ['a role of the same account, in another Region', 'west', 'role', role('111111111111'), 'theirs'],
    ['a role of another account', 'test', 'role', role('111111111111'), 'allowed'],
    ['a target of the same account and Region', 'dev', 'target', arn('sqs', 'pay-1'), 'theirs'],
    ['a target of another Region', 'west', 'target', arn('sqs', 'pay-1'), 'allowed'],
    ['a target of another account', 'test', 'target', arn('sqs', 'pay-1'), 'allowed'],
    ['a call, which is in no account', 'dev', 'target', 'arn:aws:scheduler:::aws-sdk:pay-1', 'allowed'],
  ])('is theirs where it is one: %s', (_, environmentId, kind, found, expected) => {
    expect(verdict([entry('*pay-1', 'pay', environmentId, kind)], found, kind)).toBe(expected);
  });

  it('is free where it is on a list of one’s own', () => {
    const entries = [entry('*', 'pay', 'dev'), entry('*/pay-1', 'crm')];
    expect(verdict(entries, role('111111111111'))).toBe('allowed');
  });

  it.each([
    ['its own list there', 'crm'],
    ['a list for all teams there', null],
  ])('is free where it is on %s too, in the very version', (_, teamId) => {
    const entries = [
      entry(fn('charge'), 'pay', 'dev', 'target'),
      entry(fn('charge:live'), teamId, 'dev', 'target'),
    ];
    expect(verdict(entries, fn('charge:live'), 'target')).toBe('allowed');
    expect(verdict(entries, fn('charge:1'), 'target')).toBe('theirs');
  });

  it('is no list of one’s own', () => {
    const own = [entry(role('111111111111'), 'crm', 'dev')];
    expect(verdict(own, role('111111111111'))).toBe('allowed');
    expect(verdict(own, 'arn:aws:iam::111111111111:role/other')).toBe('allowed');
  });
});
