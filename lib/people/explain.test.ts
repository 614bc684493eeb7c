import { describe, expect, it } from 'vitest';
import type { Grant } from '@/lib/auth/access';
import type { Permission, Role } from '@/lib/auth/roles';
import { explain } from './explain';
import { asksFor, scopeOf } from './reach';

const [PAYMENTS, MARKETING] = ['payments', 'marketing'];
const [PRODUCTION, STAGING] = ['production', 'staging'];

const grant = (group: string, role: Role, teamId: string | null, environmentId: string | null): Grant => ({
  role,
  rights: [],
  teamId,
  environmentId,
  group,
});

/** Operator of a team in production, editor of all teams in staging, administrator of a team, a right of its own. */
const GRANTS: Grant[] = [
  grant('on-call', 'operator', PAYMENTS, PRODUCTION),
  grant('developers', 'editor', null, STAGING),
  grant('leads', 'administrator', MARKETING, null),
  { ...grant('migration', 'viewer', PAYMENTS, PRODUCTION), rights: ['run.change-input'] },
];

type Row = [Permission, string | null, string | null, by: string, role: Role | null, elsewhere: string];

/** What is asked, and: the groups that give it there, the highest role there, the groups that give it elsewhere. */
const TABLE: Row[] = [
  ['schedule.pause', PAYMENTS, PRODUCTION, 'on-call', 'operator', 'developers leads'],
  ['schedule.update', PAYMENTS, PRODUCTION, '', 'operator', 'developers leads'],
  ['schedule.update', PAYMENTS, STAGING, 'developers', 'editor', 'leads'],
  ['schedule.update', MARKETING, STAGING, 'developers leads', 'administrator', ''],
  ['schedule.update', MARKETING, PRODUCTION, 'leads', 'administrator', 'developers'],
  ['schedule.read', PAYMENTS, PRODUCTION, 'on-call migration', 'operator', 'developers leads'],
  ['schedule.update', null, STAGING, 'developers', 'editor', 'leads'],
  ['schedule.update', PAYMENTS, null, '', null, 'developers leads'],
  ['run.change-input', PAYMENTS, PRODUCTION, 'migration', 'operator', 'leads'],
  ['run.change-input', PAYMENTS, STAGING, '', 'editor', 'leads migration'],
  // A freeze covers a whole team or a whole environment, never a part of both.
  ['freeze.start', PAYMENTS, PRODUCTION, '', null, 'on-call developers leads'],
  ['freeze.start', null, STAGING, 'developers', 'editor', 'on-call leads'],
  ['freeze.start', MARKETING, null, 'leads', 'administrator', 'on-call developers'],
  // A calendar belongs to a team wherever it is, an environment to all teams.
  ['calendar.create', MARKETING, PRODUCTION, 'leads', 'administrator', ''],
  ['environment.update', MARKETING, PRODUCTION, '', null, 'leads'],
  ['drift.scan', null, STAGING, 'developers leads', 'administrator', 'on-call'],
  // What concerns all of Rota, and what is decided row by row.
  ['access.grant', MARKETING, PRODUCTION, '', null, 'leads'],
  ['bulk.start', null, null, 'on-call developers leads', 'administrator', ''],
];

describe('explain', () => {
  it.each(TABLE)('%s for %s in %s: by “%s”', (permission, teamId, environmentId, by, role, elsewhere) => {
    const found = explain(GRANTS, permission, scopeOf(permission, { teamId, environmentId }));
    const names = (grants: Grant[]) => grants.map(({ group }) => group).join(' ');
    expect({ ...found, by: names(found.by), elsewhere: names(found.elsewhere) }).toMatchObject({
      may: by !== '',
      by,
      role,
      elsewhere,
    });
  });

  it('names the role that is needed, and whether a right would do', () => {
    expect(explain([], 'schedule.update', {})).toEqual({
      may: false,
      by: [],
      elsewhere: [],
      role: null,
      needs: 'editor',
      byRight: false,
    });
    expect(explain([], 'run.change-input', {})).toMatchObject({ needs: 'administrator', byRight: true });
  });
});

it.each<[Permission, string | null, team: boolean, environment: boolean]>([
  ['schedule.pause', null, true, true],
  ['calendar.create', null, true, false],
  ['environment.update', null, false, true],
  ['freeze.start', null, true, true],
  ['freeze.start', PAYMENTS, true, false],
  ['team.create', null, false, false],
  ['bulk.start', null, false, false],
])('%s with team %s asks for a team: %s, for an environment: %s', (permission, teamId, team, environment) => {
  expect(asksFor(permission, teamId)).toEqual({ team, environment });
});
