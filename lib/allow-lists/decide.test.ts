import { describe, expect, it } from 'vitest';
import { type AllowedKind, decide, type Entry, ownPatterns } from './decide';

const HERE = { teamId: 'crm', environmentId: 'prod' };

const entry = (
  pattern: string,
  teamId: string | null,
  environmentId: string | null = null,
  kind: AllowedKind = 'role',
): Entry => ({ kind, pattern, teamId, environmentId });

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
