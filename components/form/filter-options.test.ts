import { describe, expect, it } from 'vitest';
import { looks, named, narrowing, orOther } from './filter-options';

const TEAMS = [
  { value: '', label: 'All teams' },
  { value: 't1', label: 'Finance' },
];

describe('the options of a filter', () => {
  it('begin with all, as they stand in the address', () => {
    expect(named('All teams', [{ id: 't1', name: 'Finance' }])).toEqual(TEAMS);
    expect(named('All teams', [], 'all')).toEqual([{ value: 'all', label: 'All teams' }]);
    expect(looks('Any state', { on: { label: 'On' } })).toEqual([
      { value: '', label: 'Any state' },
      { value: 'on', label: 'On' },
    ]);
  });

  it('hold what is filtered by, also where it is not there any more', () => {
    expect(orOther('', TEAMS)).toEqual(TEAMS);
    expect(orOther('t1', TEAMS)).toEqual(TEAMS);
    expect(orOther('gone', TEAMS)).toEqual([...TEAMS, { value: 'gone', label: 'gone (unknown)' }]);
  });
});

it('a list is narrowed by what has a value, but for its search and its order', () => {
  const values = { q: 'nightly', team: 't1', state: '', sort: 'name' };
  expect(narrowing(values, 'q', 'sort')).toBe(1);
  expect(narrowing({ ...values, team: '' }, 'q', 'sort')).toBe(0);
});
