import { z } from 'zod';
import type { AuditEntry } from '@/lib/audit/record';
import type { Permission } from '@/lib/auth/roles';
import type { Actor } from '@/lib/context';
import { Prisma } from '@/lib/db';
import { allowedAt } from '@/lib/schedules/readable';
import { fewest, matches, type Possible } from '../conditions';
import { AT_ONCE, type RunSelection, runSelection } from '../filter';

/** All runs of a filter, and no more than somebody saw that there were. */
export const ofFilter = {
  filter: runSelection,
  atMost: z
    .int('Say how many there are at most.')
    .min(1, 'There are none.')
    .max(AT_ONCE, 'At most 10,000 at once.'),
};

type OfFilter = { filter: RunSelection; atMost: number };

/** The ids of those runs of a filter that an actor may do something to, the oldest first. What they may not is left out. */
export function idsOf(
  actor: Actor,
  permission: Permission,
  possible: Possible,
  { filter, atMost }: OfFilter,
): Prisma.Sql {
  const runs = fewest(possible.runs, filter);
  return Prisma.sql`
    SELECT r.id FROM ${runs.from}
    WHERE ${possible.where} AND ${matches(filter, runs, actor)} AND ${allowedAt(actor, permission)}
    ORDER BY ${runs.slotAt}, ${runs.id} LIMIT ${atMost}`;
}

/** So many runs are named in the activity; of more it has the number. */
const NAMED = 100;

/** What the activity has of an act on many runs. */
export function entryOf(
  action: Permission,
  { filter }: OfFilter,
  reason: string,
  runs: readonly string[],
): AuditEntry {
  const narrowed = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
  return {
    audit: 'activity',
    action,
    subject: `${runs.length} ${runs.length === 1 ? 'run' : 'runs'} of a filter`,
    reason: reason || null,
    details: { filter: narrowed, count: runs.length, ...(runs.length <= NAMED && { runs }) },
  };
}
