export const ROLES = ['viewer', 'operator', 'editor', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** Every act of a person, and the least role that may do it. The key is the action code of its audit row. */
export const PERMISSIONS = {
  'schedule.read': 'viewer',
  'audit.read': 'viewer',
  'calendar.read': 'viewer',
  'session.end-own': 'viewer',
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
  'schedule.create': 'editor',
  'schedule.update': 'editor',
  'schedule.disable': 'editor',
  'schedule.enable': 'editor',
  'schedule.delete': 'editor',
  'schedule.restore': 'editor',
  'drift.restore': 'editor',
  'drift.accept': 'editor',
  /** The worker's own act; nobody asks for it by hand. */
  'schedule.complete': 'administrator',
  'schedule.end-pause': 'administrator',
  'schedule.adopt': 'administrator',
  'calendar.create': 'administrator',
  'calendar.update': 'administrator',
  'calendar.import': 'administrator',
  'calendar.delete': 'administrator',
  'environment.create': 'administrator',
  'environment.update': 'administrator',
  'environment.disable': 'administrator',
  'environment.enable': 'administrator',
  'environment.remove': 'administrator',
  'environment.check': 'administrator',
  'drift.confirm': 'administrator',
  'drift.decide-lost': 'administrator',
  'recovery.end': 'administrator',
  'session.end': 'administrator',
  'directory.test': 'administrator',
  'team.create': 'administrator',
  'team.rename': 'administrator',
} as const satisfies Record<string, Role>;

export type Permission = keyof typeof PERMISSIONS;

/** What stops something, and nothing else: done also while the directory can't be asked. */
const BRAKES: readonly Permission[] = ['schedule.pause', 'freeze.start'];

/** Whether a permission only reads, or only stops something. */
export const isReadingOrBrake = (permission: Permission): boolean =>
  PERMISSIONS[permission] === 'viewer' || BRAKES.includes(permission);

/** Whether `role` is `least` or stands above it (viewer < operator < editor < administrator). */
export function atLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

export function may(role: Role, permission: Permission): boolean {
  return atLeast(role, PERMISSIONS[permission]);
}
