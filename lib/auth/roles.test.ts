import { describe, expect, it } from 'vitest';
import { atLeast, may, PERMISSIONS, type Permission, ROLES, type Role } from './roles';

/** Who may do what, written out: a change of the rules must be made here too. */
const MATRIX: Record<Permission, Role[]> = {
  'schedule.read': ['viewer', 'operator', 'editor', 'administrator'],
  'audit.read': ['viewer', 'operator', 'editor', 'administrator'],
  'audit.export': ['viewer', 'operator', 'editor', 'administrator'],
  'calendar.read': ['viewer', 'operator', 'editor', 'administrator'],
  'channel.read': ['viewer', 'operator', 'editor', 'administrator'],
  'gate.read': ['viewer', 'operator', 'editor', 'administrator'],
  'session.end-own': ['viewer', 'operator', 'editor', 'administrator'],
  'token.read': ['viewer', 'operator', 'editor', 'administrator'],
  'token.revoke-own': ['viewer', 'operator', 'editor', 'administrator'],
  'schedule.pause': ['operator', 'editor', 'administrator'],
  'schedule.resume': ['operator', 'editor', 'administrator'],
  'schedule.retry-sync': ['operator', 'editor', 'administrator'],
  'schedule.restore-state': ['operator', 'editor', 'administrator'],
  'bulk.prepare': ['operator', 'editor', 'administrator'],
  'bulk.start': ['operator', 'editor', 'administrator'],
  'bulk.retry': ['operator', 'editor', 'administrator'],
  'bulk.undo': ['operator', 'editor', 'administrator'],
  'freeze.start': ['operator', 'editor', 'administrator'],
  'freeze.lift': ['operator', 'editor', 'administrator'],
  'drift.scan': ['operator', 'editor', 'administrator'],
  'gate.close': ['operator', 'editor', 'administrator'],
  'gate.open': ['operator', 'editor', 'administrator'],
  'gate.add-window': ['operator', 'editor', 'administrator'],
  'gate.remove-window': ['operator', 'editor', 'administrator'],
  'run.now': ['operator', 'editor', 'administrator'],
  'run.cancel': ['operator', 'editor', 'administrator'],
  'run.redrive': ['operator', 'editor', 'administrator'],
  'run.rerun': ['operator', 'editor', 'administrator'],
  'run.stop': ['operator', 'editor', 'administrator'],
  'schedule.create': ['editor', 'administrator'],
  'schedule.update': ['editor', 'administrator'],
  'schedule.disable': ['editor', 'administrator'],
  'schedule.enable': ['editor', 'administrator'],
  'schedule.delete': ['editor', 'administrator'],
  'schedule.restore': ['editor', 'administrator'],
  'channel.create': ['editor', 'administrator'],
  'channel.update': ['editor', 'administrator'],
  'channel.delete': ['editor', 'administrator'],
  'channel.test': ['editor', 'administrator'],
  'gate.create': ['editor', 'administrator'],
  'gate.update': ['editor', 'administrator'],
  'gate.delete': ['editor', 'administrator'],
  'token.create': ['editor', 'administrator'],
  'drift.restore': ['editor', 'administrator'],
  'drift.accept': ['editor', 'administrator'],
  'schedule.complete': ['administrator'],
  'schedule.end-pause': ['administrator'],
  'schedule.adopt': ['administrator'],
  'schedule.release': ['administrator'],
  'calendar.create': ['administrator'],
  'calendar.update': ['administrator'],
  'calendar.import': ['administrator'],
  'calendar.delete': ['administrator'],
  'environment.create': ['administrator'],
  'environment.update': ['administrator'],
  'environment.disable': ['administrator'],
  'environment.enable': ['administrator'],
  'environment.remove': ['administrator'],
  'environment.read': ['administrator'],
  'environment.check': ['administrator'],
  'drift.confirm': ['administrator'],
  'drift.decide-lost': ['administrator'],
  'recovery.end': ['administrator'],
  'session.end': ['administrator'],
  'token.revoke': ['administrator'],
  'directory.test': ['administrator'],
  'team.create': ['administrator'],
  'team.rename': ['administrator'],
  'access.read': ['administrator'],
  'access.grant': ['administrator'],
  'access.change': ['administrator'],
  'access.revoke': ['administrator'],
  'access.export': ['administrator'],
  'allow-list.add': ['administrator'],
  'allow-list.remove': ['administrator'],
  'gate.add-rule': ['administrator'],
  'gate.remove-rule': ['administrator'],
  'target.override-command': ['administrator'],
  'run.change-input': ['administrator'],
  'target.show-secret': ['administrator'],
};

describe('roles', () => {
  it('give the permissions of the matrix and no others', () => {
    const given = Object.fromEntries(
      (Object.keys(PERMISSIONS) as Permission[]).map((permission) => [
        permission,
        ROLES.filter((role) => may(role, permission)),
      ]),
    );
    expect(given).toEqual(MATRIX);
  });

  it('stand in one order', () => {
    for (const [i, role] of ROLES.entries())
      for (const [j, least] of ROLES.entries()) expect(atLeast(role, least)).toBe(i >= j);
  });
});
