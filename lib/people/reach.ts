import { EVERYWHERE, ofTeam, type Scope, SOMEWHERE } from '@/lib/auth/access';
import type { Permission } from '@/lib/auth/roles';

/**
 * What an act concerns: a place (a team in an environment), all of a team, something or all of an environment, either a
 * whole team or a whole environment, all of Rota, or nothing of these, so that it is enough to have it somewhere.
 */
export type Reach =
  | 'place'
  | 'team'
  | 'in-environment'
  | 'environment'
  | 'team-or-environment'
  | 'everywhere'
  | 'somewhere';

/** Where each act is authorised, as its command has it. */
export const REACH: Readonly<Record<Permission, Reach>> = {
  'schedule.read': 'place',
  'audit.read': 'somewhere',
  'audit.export': 'somewhere',
  'calendar.read': 'somewhere',
  'channel.read': 'place',
  'gate.read': 'in-environment',
  'session.end-own': 'somewhere',
  'token.read': 'somewhere',
  'token.revoke-own': 'somewhere',
  'schedule.pause': 'place',
  'schedule.resume': 'place',
  'schedule.retry-sync': 'place',
  'schedule.restore-state': 'place',
  'bulk.prepare': 'somewhere',
  'bulk.start': 'somewhere',
  'bulk.retry': 'somewhere',
  'bulk.undo': 'somewhere',
  'freeze.start': 'team-or-environment',
  'freeze.lift': 'team-or-environment',
  'drift.scan': 'in-environment',
  'gate.close': 'environment',
  'gate.open': 'environment',
  'gate.add-window': 'environment',
  'gate.remove-window': 'environment',
  'run.now': 'place',
  'run.cancel': 'place',
  'run.redrive': 'place',
  'run.rerun': 'place',
  'run.stop': 'place',
  'schedule.create': 'place',
  'schedule.update': 'place',
  'schedule.disable': 'place',
  'schedule.enable': 'place',
  'schedule.delete': 'place',
  'schedule.restore': 'place',
  'channel.create': 'place',
  'channel.update': 'place',
  'channel.delete': 'place',
  'channel.test': 'place',
  'gate.create': 'environment',
  'gate.update': 'environment',
  'gate.delete': 'environment',
  'token.create': 'place',
  'drift.restore': 'place',
  'drift.accept': 'place',
  'schedule.complete': 'place',
  'schedule.end-pause': 'place',
  'schedule.adopt': 'environment',
  'schedule.release': 'place',
  'calendar.create': 'team',
  'calendar.update': 'team',
  'calendar.import': 'team',
  'calendar.delete': 'team',
  'environment.create': 'everywhere',
  'environment.update': 'environment',
  'environment.disable': 'environment',
  'environment.enable': 'environment',
  'environment.remove': 'environment',
  'environment.read': 'environment',
  'environment.check': 'environment',
  'drift.confirm': 'environment',
  'drift.decide-lost': 'environment',
  'recovery.end': 'environment',
  'session.end': 'everywhere',
  'token.revoke': 'place',
  'directory.test': 'everywhere',
  'team.create': 'everywhere',
  'team.rename': 'team',
  'access.read': 'everywhere',
  'access.grant': 'everywhere',
  'access.change': 'everywhere',
  'access.revoke': 'everywhere',
  'access.export': 'everywhere',
  'allow-list.add': 'everywhere',
  'allow-list.remove': 'everywhere',
  'gate.add-rule': 'environment',
  'gate.remove-rule': 'environment',
  'target.override-command': 'place',
  'run.change-input': 'place',
  'target.show-secret': 'place',
};

/** What of a place matters for an act; a chosen team leaves no environment where it is one or the other. */
export function asksFor(permission: Permission, teamId: string | null) {
  const reach = REACH[permission];
  return {
    team: reach === 'place' || reach === 'team' || reach === 'team-or-environment',
    environment:
      reach === 'place' ||
      reach === 'in-environment' ||
      reach === 'environment' ||
      (reach === 'team-or-environment' && teamId === null),
  };
}

/** Where an act is authorised that is to be done for a team in an environment; null is all of them. */
export function scopeOf(
  permission: Permission,
  { teamId, environmentId }: { teamId: string | null; environmentId: string | null },
): Scope {
  switch (REACH[permission]) {
    case 'place':
      return { teamId, environmentId };
    case 'team':
      return ofTeam(teamId);
    case 'in-environment':
      return { environmentId };
    case 'environment':
      return { teamId: null, environmentId };
    case 'team-or-environment':
      return teamId === null ? { teamId, environmentId } : ofTeam(teamId);
    case 'everywhere':
      return EVERYWHERE;
    case 'somewhere':
      return SOMEWHERE;
  }
}
