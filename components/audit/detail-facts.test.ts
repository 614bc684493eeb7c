import { expect, it } from 'vitest';
import { detailChanges, detailFacts } from './detail-facts';

const names = { t1: 'Finance', e1: 'Production' };

it('labels what a row keeps, with names in place of ids that are known, and leaves out what is none', () => {
  const details = { gateId: 'g1', teamId: 't1', environmentId: 'e2', closedSince: null, schedules: 13 };
  expect(detailFacts(details, names)).toEqual([
    { label: 'Gate id', value: 'g1' },
    { label: 'Team', value: 'Finance' },
    { label: 'Environment id', value: 'e2' },
    { label: 'Schedules', value: '13' },
  ]);
});

it('tells a change field by field, and nothing of it twice', () => {
  const before = { role: 'editor', teamId: 't1', team: 'Finance', rights: [] };
  const details = { grant: 'a1', before, after: { ...before, rights: ['run.now'] } };
  expect(detailChanges(details, names)).toEqual([{ path: 'rights', before: [], after: ['run.now'] }]);
  expect(detailFacts(details, names)).toEqual([{ label: 'Grant', value: 'a1' }]);
});

it('tells all of what came new or went, its place by name', () => {
  expect(detailChanges({ after: { name: 'Bank', environmentId: 'e1' } }, names)).toEqual([
    { path: 'name', after: 'Bank' },
    { path: 'environmentId', after: 'Production' },
  ]);
  expect(detailChanges({ before: { team: 'all', teamId: null }, after: null }, names)).toEqual([
    { path: 'team', before: 'all' },
  ]);
});

it('leaves a changed name as it is: its two sides are no fields', () => {
  const details = { teamId: 't9', before: 'Finance', after: 'Treasury' };
  expect(detailChanges(details, names)).toEqual([]);
  expect(detailFacts(details, names).map(({ label }) => label)).toEqual(['Team id', 'Before', 'After']);
});
