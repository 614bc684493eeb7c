import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Grant, mayAt, READS_ALL } from '@/lib/auth/access';
import { PERMISSIONS, type Permission, RIGHTS, ROLES } from '@/lib/auth/roles';
import { effective, type Given, givenBy, type StoredGiven } from './given';
import { givenText, sourceText } from './given-words';

const PERMITTED = Object.keys(PERMISSIONS) as Permission[];
const teams = fc.constantFrom('payments', 'marketing', null);
const environments = fc.constantFrom('production', 'staging', null);
const scopes = fc.record({ teamId: teams, environmentId: environments }, { requiredKeys: [] });

const stored = fc
  .record({
    role: fc.constantFrom(...ROLES),
    rights: fc.subarray([...RIGHTS]),
    teamId: teams,
    environmentId: environments,
    group: fc.constantFrom('a', 'b', 'c'),
  })
  .map(
    (grant): StoredGiven => ({
      ...grant,
      team: grant.teamId,
      environment: grant.environmentId,
      production: false,
      groupSid: `S-1-5-21-${grant.group}`,
      source: { kind: 'grant', id: 'x', by: 'Somebody', at: new Date(0) },
    }),
  );
const configured = fc.record({
  role: fc.constantFrom(...ROLES),
  sid: fc.constant('S-1-1'),
  name: fc.constant('v'),
});

it('gives exactly what the decision gives, whatever is left out as said already', () => {
  fc.assert(
    fc.property(
      fc.array(configured, { maxLength: 2 }),
      fc.array(stored, { maxLength: 5 }),
      fc.boolean(),
      scopes,
      (groups, grants, readsAll, scope) => {
        const everything = { rights: [], teamId: null, environmentId: null };
        const own: Grant[] = [
          ...groups.map(({ role, name }) => ({ ...everything, role, group: name })),
          ...grants,
        ];
        const all = readsAll && own.length > 0 ? [...own, READS_ALL] : own;
        const given = givenBy(groups, grants, readsAll);
        const shown = effective(given).map((one) => one.given);
        for (const permission of PERMITTED) {
          const expected = mayAt(all, permission, scope);
          expect(mayAt(given, permission, scope)).toBe(expected);
          expect(mayAt(shown, permission, scope)).toBe(expected);
        }
      },
    ),
  );
});

it('says the highest role first, alike ones once with all their groups, and nothing twice', () => {
  const one = (group: string, change: Partial<Given>): StoredGiven => ({
    role: 'operator',
    rights: [],
    teamId: 'p',
    environmentId: null,
    team: 'Payments',
    environment: null,
    production: false,
    source: { kind: 'grant', id: 'x', by: 'Somebody', at: new Date(0) },
    ...change,
    group,
    groupSid: `S-${group}`,
  });
  const given = givenBy(
    [],
    [
      one('on-call', { environmentId: 'e', environment: 'production' }),
      one('ops', {}),
      one('night', {}),
      one('crm', { role: 'editor', teamId: 'c', team: 'CRM', rights: ['run.change-input'] }),
    ],
    true,
  );
  expect(effective(given).map(({ given, groups }) => [givenText(given), groups])).toEqual([
    ['editor of CRM in all environments + run with a changed input', ['crm']],
    ['operator of Payments in all environments', ['night', 'ops']],
    ['viewer of everything', []],
  ]);
  expect(given.map(sourceText).slice(-2)).toEqual([
    'by the group night',
    'because everybody with a role may read everything (ROTA_READING)',
  ]);
});

it('names the variable of a configured group, and leaves reading out where a role says so already', () => {
  const given = givenBy([{ role: 'viewer', sid: 'S-1', name: 'staff' }], [], true);
  expect(given.map(givenText)).toEqual(['viewer of everything']);
  expect(given.map(sourceText)).toEqual([
    'by the group staff, set by the environment variable ROTA_VIEWER_GROUPS',
  ]);
  expect(givenBy([], [], true)).toEqual([]);
});
