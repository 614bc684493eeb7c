import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EVERYWHERE,
  type Grant,
  inEnvironment,
  mayAt,
  ofTeam,
  ownTeams,
  READS_ALL,
  roleAt,
  type Scope,
  SOMEWHERE,
  within,
} from './access';
import { PERMISSIONS, type Permission, RIGHTS, ROLES, type Role } from './roles';

const [TEAM, FOREIGN] = ['payments', 'marketing'];
const [PRODUCTION, STAGING] = ['production', 'staging'];

const grant = (role: Role, teamId: string | null, environmentId: string | null): Grant => ({
  role,
  rights: [],
  teamId,
  environmentId,
  group: `${role}s`,
});

/** What a grant is for. */
const GIVEN: Record<string, Pick<Grant, 'teamId' | 'environmentId'>> = {
  'own team, production': { teamId: TEAM, environmentId: PRODUCTION },
  'own team, all environments': { teamId: TEAM, environmentId: null },
  'all teams, production': { teamId: null, environmentId: PRODUCTION },
  'all teams, all environments': { teamId: null, environmentId: null },
};

/** Where something is done, and whether a grant reaches there: in the order of GIVEN. */
const PLACES = [
  ['own team, production', { teamId: TEAM, environmentId: PRODUCTION }, 'yes yes yes yes'],
  ['own team, staging', { teamId: TEAM, environmentId: STAGING }, 'no yes no yes'],
  ['another team, production', { teamId: FOREIGN, environmentId: PRODUCTION }, 'no no yes yes'],
  ['another team, staging', { teamId: FOREIGN, environmentId: STAGING }, 'no no no yes'],
  ['all of the own team', ofTeam(TEAM), 'no yes no yes'],
  ['all of another team', ofTeam(FOREIGN), 'no no no yes'],
  ['all of production', inEnvironment(PRODUCTION), 'no no yes yes'],
  ['all of staging', inEnvironment(STAGING), 'no no no yes'],
  ['everywhere', EVERYWHERE, 'no no no yes'],
  ['somewhere', SOMEWHERE, 'yes yes yes yes'],
  ['somewhere in production', { environmentId: PRODUCTION }, 'yes yes yes yes'],
  ['somewhere in staging', { environmentId: STAGING }, 'no yes no yes'],
] as const;

/** One permission of each least role, as roles.test.ts has it written out. */
const ACTS: Record<Role, Permission> = {
  viewer: 'schedule.read',
  operator: 'schedule.pause',
  editor: 'schedule.update',
  administrator: 'environment.update',
};

describe('who may do what', () => {
  it('is decided by role, team and environment', () => {
    const lines = [`role × grant for × where × act${' '.repeat(32)}${Object.values(ACTS).join('  ')}`];
    for (const role of ROLES)
      for (const [i, [given, place]] of Object.entries(GIVEN).entries())
        for (const [where, scope, reached] of PLACES) {
          const reaches = reached.split(' ')[i] === 'yes';
          const answers = ROLES.map((least) => {
            const answer = mayAt([grant(role, place.teamId, place.environmentId)], ACTS[least], scope);
            expect({ role, given, where, least, answer }).toEqual({
              role,
              given,
              where,
              least,
              answer: reaches && ROLES.indexOf(role) >= ROLES.indexOf(least),
            });
            return (answer ? 'yes' : '-').padEnd(ACTS[least].length + 2);
          });
          lines.push(`${role.padEnd(14)} ${given.padEnd(27)} ${where.padEnd(24)} ${answers.join('')}`);
        }
    console.log(lines.join('\n'));
    expect(lines).toHaveLength(1 + 4 * 4 * 12);
  });

  it('gives nothing without a grant, and never more by fewer of them', () => {
    const id = fc.constantFrom(TEAM, FOREIGN, null);
    const any = fc.record({
      role: fc.constantFrom(...ROLES),
      rights: fc.constant([]),
      teamId: id,
      environmentId: fc.constantFrom(PRODUCTION, STAGING, null),
      group: fc.constant('g'),
    });
    const permission = fc.constantFrom(...(Object.keys(PERMISSIONS) as Permission[]));
    const scope = fc.record(
      { teamId: id, environmentId: fc.constantFrom(PRODUCTION, STAGING, null) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(any), any, permission, scope, (grants, more, act, where) => {
        expect(mayAt([], act, where)).toBe(false);
        const [few, many] = [mayAt(grants, act, where), mayAt([...grants, more], act, where)];
        expect(many).toBe(few || mayAt([more], act, where));
        // what is needed everywhere is given in each place, and what is given in a place is given somewhere
        if (mayAt(grants, act, EVERYWHERE)) expect(mayAt(grants, act, where)).toBe(true);
        if (few) expect(mayAt(grants, act, SOMEWHERE)).toBe(true);
      }),
    );
  });

  it('a right of a grant holds where the grant does, and nowhere else', () => {
    const own: Grant = { ...grant('editor', TEAM, PRODUCTION), rights: ['target.override-command'] };
    const here = { teamId: TEAM, environmentId: PRODUCTION };
    expect(mayAt([own], 'target.override-command', here)).toBe(true);
    expect(mayAt([own], 'run.change-input', here)).toBe(false);
    expect(mayAt([own, grant('editor', null, null)], 'target.override-command', ofTeam(FOREIGN))).toBe(false);
    expect(mayAt([grant('editor', null, null)], 'target.override-command', here)).toBe(false);
    expect(mayAt([grant('administrator', TEAM, null)], 'target.override-command', here)).toBe(true);
  });

  it('holds within a limit just where both give it, and never more anywhere', () => {
    const id = fc.constantFrom(TEAM, FOREIGN, null);
    const environment = fc.constantFrom(PRODUCTION, STAGING, null);
    const any = fc
      .record({
        role: fc.constantFrom(...ROLES),
        rights: fc.subarray([...RIGHTS]),
        teamId: id,
        environmentId: environment,
        group: fc.constant('g'),
        readOnly: fc.boolean(),
      })
      .map(({ readOnly, ...given }): Grant => ({ ...given, ...(readOnly && { readOnly: true }) }));
    const permission = fc.constantFrom(...(Object.keys(PERMISSIONS) as Permission[]));
    const where = fc.record({ teamId: id, environmentId: environment });
    const few = fc.array(any, { maxLength: 4 });
    fc.assert(
      fc.property(few, any, permission, where, (grants, limit, act, scope) => {
        const left = within(grants, limit);
        const both = (at: Scope) => mayAt(grants, act, at) && mayAt([limit], act, at);
        expect(mayAt(left, act, scope)).toBe(both(scope));
        if (mayAt(left, act, SOMEWHERE)) expect(both(SOMEWHERE)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('of a grant that is for reading only is what reads and exports, and nothing else', () => {
    const reading = (Object.keys(PERMISSIONS) as Permission[]).filter((act) =>
      mayAt([{ ...grant('administrator', null, null), readOnly: true }], act, EVERYWHERE),
    );
    expect(reading).toEqual([
      'schedule.read',
      'audit.read',
      'audit.export',
      'calendar.read',
      'channel.read',
      'gate.read',
      'token.read',
      'environment.read',
      'access.read',
      'access.export',
    ]);
  });

  it('names the highest role at a place, and the teams that are one’s own', () => {
    const grants = [
      grant('viewer', null, null),
      grant('editor', TEAM, PRODUCTION),
      grant('operator', TEAM, null),
    ];
    expect(roleAt(grants, { teamId: TEAM, environmentId: PRODUCTION })).toBe('editor');
    expect(roleAt(grants, { teamId: TEAM, environmentId: STAGING })).toBe('operator');
    expect(roleAt(grants, { teamId: FOREIGN, environmentId: STAGING })).toBe('viewer');
    expect(roleAt(grants.slice(1), { teamId: FOREIGN, environmentId: STAGING })).toBe(null);
    expect(ownTeams(grants)).toEqual([]);
    expect(ownTeams([READS_ALL, ...grants.slice(1)])).toEqual([TEAM]);
  });
});
