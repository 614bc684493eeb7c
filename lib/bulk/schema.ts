import { z } from 'zod';
import { assignment } from '@/lib/schedules/assign';
import { listFilter } from '@/lib/schedules/filter';
import { pauseChoice } from '@/lib/schedules/pause-choice';
import { reason, scheduleId } from '@/lib/schedules/schema';
import { BULK_ACTIONS } from './actions';

/** As many as a page lists can be ticked. */
const MOST_TICKED = 500;

/** What is to be done, and to which schedules: ticked ones, or all that a list's filter matches. */
export const prepareInput = z.strictObject({
  action: z.enum(BULK_ACTIONS),
  selection: z.discriminatedUnion('by', [
    z.strictObject({
      by: z.literal('ids'),
      ids: z
        .array(scheduleId)
        .min(1, 'Tick at least one schedule.')
        .max(MOST_TICKED, `Tick at most ${MOST_TICKED} schedules, or take all that match a filter.`)
        .transform((ids) => [...new Set(ids)]),
    }),
    z.strictObject({ by: z.literal('filter'), filter: listFilter }),
  ]),
});

export type Selection = z.output<typeof prepareInput>['selection'];

/** The rest of what an act needs, of which each action takes its own. */
export const startInput = z.strictObject({
  id: scheduleId,
  reason,
  until: pauseChoice.optional(),
  ...assignment.shape,
  /** `delete 12`, typed by the person. */
  confirm: z.string().default(''),
});

export type StartInput = z.output<typeof startInput>;

export const retryInput = z.strictObject({ id: scheduleId });

export const undoInput = z.strictObject({ id: scheduleId, reason });

/** What a job was given, as it is stored. */
export const jobParams = z.object({
  until: z.iso.datetime().nullable().default(null),
  ...assignment.shape,
});

export type JobParams = z.output<typeof jobParams>;
