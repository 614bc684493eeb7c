import { expect, it } from 'vitest';
import { listOf } from './list-of';

const freeze = { id: 'f', name: 'x', reason: 'x', byName: 'x', at: new Date(0) };

it.each([
  ['team', 't1', 'failed', '/schedules?team=t1&state=on&sync=failed'],
  ['environment', 'e1', 'drift', '/schedules?environment=e1&state=on&sync=drift'],
  ['all', null, 'drift', '/schedules?state=on&sync=drift'],
] as const)('of a freeze of %s leads to just those that it keeps off', (scope, scopeId, sync, href) => {
  expect(listOf({ ...freeze, scope, scopeId }, sync)).toBe(href);
});
