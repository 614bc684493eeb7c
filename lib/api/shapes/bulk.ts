import { z } from 'zod';
import { BULK_ACTIONS } from '@/lib/bulk/actions';
import type { Preview } from '@/lib/bulk/preview';
import type { JobDetail } from '@/lib/bulk/queries';
import { STATES } from '@/lib/schedules/schema';
import { id, instant } from './common';

/** What an act on many schedules does, or would do. */
export const bulkPreview = z
  .object({
    id: id.nullable().describe('Of the act, which goes on after the answer; null of a dry run.'),
    schedules: z.int().describe('How many it is done to, or would be.'),
    leftOut: z
      .int()
      .describe(
        'How many it can’t be done to: of those that match a filter, or of the ids, unknown ones too.',
      ),
    first: z
      .array(
        z.object({
          id,
          name: z.string(),
          state: z.enum(STATES),
          team: z.string(),
          leftOut: z.string().nullable().describe('Why it is left out; null where it is not.'),
        }),
      )
      .describe('The first 50 that match.'),
  })
  .meta({ id: 'BulkPreview' });

export const bulkPreviewView = ({ first, ...counts }: Preview, id: string | null) => ({
  ...counts,
  id,
  first: first.map(({ message, ...one }) => ({ ...one, leftOut: message })),
});

/** An act on many schedules, with how far it is. */
export const bulkAct = z
  .object({
    id,
    action: z.enum([...BULK_ACTIONS, 'undo']),
    status: z.enum(['draft', 'running', 'done']),
    reason: z.string().nullable(),
    createdBy: z.string(),
    runBy: z.string(),
    createdAt: instant,
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
    undoOf: id.nullable().describe('The act that this one undoes.'),
    undoneBy: id.nullable().describe('The act that undid this one.'),
    counts: z
      .object({ queued: z.int(), done: z.int(), skipped: z.int(), failed: z.int() })
      .describe('Its schedules, by what became of them.'),
  })
  .meta({ id: 'BulkAct' });

export const bulkActView = ({ createdByName, runByName, ...detail }: JobDetail) => ({
  ...detail,
  createdBy: createdByName,
  runBy: runByName,
});
