import { describe, expect, it } from 'vitest';
import { firstTeam, teamFor } from './filter';

describe('the team with which a list begins', () => {
  it.each([
    [[], ''],
    [['t1'], 't1'],
    [['t1', 't2'], 'own'],
  ])('of somebody of %j is %j', (own, first) => expect(firstTeam(own)).toBe(first));
});

describe('the team of an address', () => {
  it.each([
    ['', [], ''],
    ['own', [], ''],
    ['all', [], ''],
    ['t2', [], 't2'],
    ['', ['t1'], 'all'],
    ['all', ['t1'], 'all'],
    ['own', ['t1'], 'own'],
    ['t2', ['t1'], 't2'],
  ])('%j for somebody of %j is %j', (team, own, read) => expect(teamFor(team, own)).toBe(read));
});
