import { z } from 'zod';
import { STATES } from './schema';

export const SORTS = ['name', 'next', 'updated'] as const;
export const SYNC_STATES = ['live', 'pending', 'failed', 'drift'] as const;

/** Postgres stores no NUL, and no unpaired surrogate. */
const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => text.isWellFormed() && !text.includes('\0'))
    .catch('')
    .default('');

/** What a list shows, as it stands in the address. Nonsense in an address falls back to the default. */
export const listFilter = z.object({
  q: text(200),
  team: text(16),
  environment: text(16),
  state: z.enum(STATES).or(z.literal('')).catch('').default(''),
  sync: z.enum(SYNC_STATES).or(z.literal('')).catch('').default(''),
  owner: text(100),
  tag: text(50),
  /** The whole name, upper and lower case alike. */
  name: text(100),
  /** Where their files live. */
  managedBy: text(500),
  sort: z.enum(SORTS).catch('name').default('name'),
  dir: z.enum(['asc', 'desc']).catch('asc').default('asc'),
  after: text(3000),
  before: text(3000),
});

export type ListFilter = z.output<typeof listFilter>;

/** As a team: those that a person belongs to; and every team, of whose list begins with their own. */
export const OWN_TEAMS = 'own';
export const EVERY_TEAM = 'all';

/** The team with which the list begins for somebody who belongs to `own` alone; '' for everybody else: all teams. */
export const firstTeam = (own: readonly string[]): string => (own.length > 1 ? OWN_TEAMS : (own[0] ?? ''));

/** A team as it stands in an address, in the words of somebody who belongs to `own`: there is one for all teams. */
export function teamFor(team: string, own: readonly string[]): string {
  if (own.length > 0) return team || EVERY_TEAM;
  return team === OWN_TEAMS || team === EVERY_TEAM ? '' : team;
}
