export const ROLES = ['viewer', 'operator', 'editor', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** The environment variable that names the groups of a role. */
export const GROUP_VARIABLES = {
  viewer: 'ROTA_VIEWER_GROUPS',
  operator: 'ROTA_OPERATOR_GROUPS',
  editor: 'ROTA_EDITOR_GROUPS',
  administrator: 'ROTA_ADMINISTRATOR_GROUPS',
} as const satisfies Record<Role, string>;

/** Every act of a person, and the least role that may do it. The key is the action code of its audit row. */
export const PERMISSIONS = {
  'schedule.read': 'viewer',
  'audit.read': 'viewer',
  'audit.export': 'viewer',
  'calendar.read': 'viewer',
  'channel.read': 'viewer',
  'gate.read': 'viewer',
  'session.end-own': 'viewer',
  'token.read': 'viewer',
  'token.revoke-own': 'viewer',
  'schedule.pause': 'operator',
  'schedule.resume': 'operator',
  'schedule.retry-sync': 'operator',
  'schedule.restore-state': 'operator',
  'bulk.prepare': 'operator',
  'bulk.start': 'operator',
  'bulk.retry': 'operator',
  'bulk.undo': 'operator',
  'freeze.start': 'operator',
  'freeze.lift': 'operator',
  'drift.scan': 'operator',
  'gate.close': 'operator',
  'gate.open': 'operator',
  'gate.add-window': 'operator',
  'gate.remove-window': 'operator',
  'run.now': 'operator',
  'run.cancel': 'operator',
  'run.redrive': 'operator',
  'run.rerun': 'operator',
  'run.stop': 'operator',
  'schedule.create': 'editor',
  'schedule.update': 'editor',
  'schedule.disable': 'editor',
  'schedule.enable': 'editor',
  'schedule.delete': 'editor',
  'schedule.restore': 'editor',
  'channel.create': 'editor',
  'channel.update': 'editor',
  'channel.delete': 'editor',
  'channel.test': 'editor',
  'gate.create': 'editor',
  'gate.update': 'editor',
  'gate.delete': 'editor',
  'token.create': 'editor',
  'drift.restore': 'editor',
  'drift.accept': 'editor',
  /** The worker's own act; nobody asks for it by hand. */
  'schedule.complete': 'administrator',
  'schedule.end-pause': 'administrator',
  'schedule.adopt': 'administrator',
  'schedule.release': 'administrator',
  'calendar.create': 'administrator',
  'calendar.update': 'administrator',
  'calendar.import': 'administrator',
  'calendar.delete': 'administrator',
  'environment.create': 'administrator',
  'environment.update': 'administrator',
  'environment.disable': 'administrator',
  'environment.enable': 'administrator',
  'environment.remove': 'administrator',
  'environment.read': 'administrator',
  'environment.check': 'administrator',
  'drift.confirm': 'administrator',
  'drift.decide-lost': 'administrator',
  'recovery.end': 'administrator',
  'session.end': 'administrator',
  'token.revoke': 'administrator',
  'directory.test': 'administrator',
  'team.create': 'administrator',
  'team.rename': 'administrator',
  'access.read': 'administrator',
  'access.grant': 'administrator',
  'access.change': 'administrator',
  'access.revoke': 'administrator',
  'access.export': 'administrator',
  'allow-list.add': 'administrator',
  'allow-list.remove': 'administrator',
  'gate.add-rule': 'administrator',
  'gate.remove-rule': 'administrator',
  'target.override-command': 'administrator',
  'run.change-input': 'administrator',
  'target.show-secret': 'administrator',
} as const satisfies Record<string, Role>;

export type Permission = keyof typeof PERMISSIONS;

/**
 * What a grant gives by name, beside its role: to have another program run, or the same one with other data, or to see
 * what is kept secret of it.
 */
export const RIGHTS = [
  'target.override-command',
  'run.change-input',
  'target.show-secret',
] as const satisfies Permission[];
export type Right = (typeof RIGHTS)[number];

/** What stops something, and nothing else: done also while the directory can't be asked. */
const BRAKES: readonly Permission[] = ['schedule.pause', 'freeze.start', 'gate.close', 'token.revoke'];

/** What can't be taken back, as what was seen, or decides what others may: the directory is asked right before. */
const GRAVE: readonly Permission[] = [
  'schedule.delete',
  'calendar.delete',
  'environment.disable',
  'environment.remove',
  'drift.decide-lost',
  'recovery.end',
  'session.end',
  'token.create',
  'access.grant',
  'access.change',
  'access.revoke',
  'allow-list.add',
  'allow-list.remove',
  'target.show-secret',
];

export const isGrave = (permission: Permission): boolean => GRAVE.includes(permission);

/** Whether a permission changes nothing: what a token may that is for reading only. */
export const isReading = (permission: Permission): boolean => /\.(read|export)$/.test(permission);

/** Whether a permission only reads, or only stops something. */
export const isReadingOrBrake = (permission: Permission): boolean =>
  PERMISSIONS[permission] === 'viewer' || permission.endsWith('.read') || BRAKES.includes(permission);

/** Whether `role` is `least` or stands above it (viewer < operator < editor < administrator). */
export function atLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

export function may(role: Role, permission: Permission): boolean {
  return atLeast(role, PERMISSIONS[permission]);
}
