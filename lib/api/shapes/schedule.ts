import { z } from 'zod';
import type { ScheduleRow, SyncView } from '@/lib/schedules/queries';
import type { ReadSchedule } from '@/lib/schedules/read-schedule';
import { STATES } from '@/lib/schedules/schema';
import { id, instant, named } from './common';

const sync = z
  .object({
    status: z.enum(['pending', 'live', 'failed', 'drift']),
    checkedAt: instant.nullable(),
    unknownSince: instant.nullable().describe('Since when AWS can’t be asked; null while it can.'),
    error: z.object({ code: z.string(), message: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'Sync', description: 'How the schedule stands in AWS.' });

const state = z
  .object({
    is: z.enum(STATES),
    since: instant,
    by: z.string().nullable(),
    reason: z.string().nullable(),
    until: instant.nullable().describe('When a pause ends by itself.'),
    missedAt: instant.nullable().describe('Of one that is complete: a time that it missed.'),
  })
  .meta({ id: 'ScheduleState' });

const when = z
  .object({ expression: z.string(), timeZone: z.string(), second: z.int() })
  .meta({ id: 'When', description: 'When it runs, as AWS has it.' });

const place = {
  id,
  name: z.string(),
  description: z.string(),
  team: named,
  environment: named,
  owner: z.string(),
  tags: z.array(z.string()),
  state,
  frozen: z.boolean().describe('Whether a freeze keeps it off, whatever its state.'),
  nextRunAt: instant.nullable(),
  delivery: z.enum(['direct', 'through']),
  generation: z.int().describe('Raised by each change: the schedule’s ETag.'),
  managedBy: z.string().nullable().describe('Where its file lives; null of one that is changed here.'),
  updatedAt: instant,
};

/** A schedule in a list. */
export const scheduleItem = z
  .object({
    ...place,
    timing: when,
    targets: z.array(z.object({ kind: z.string(), arn: z.string() })),
    sync: z.object({ status: z.enum(['pending', 'live', 'failed', 'drift']), error: z.string().nullable() }),
  })
  .meta({ id: 'ScheduleItem' });

/** A schedule with all that its page shows; secrets are masked. */
export const scheduleDetail = z
  .object({
    ...place,
    timing: when.extend({
      startAt: instant.nullable(),
      endAt: instant.nullable(),
      flexibleMinutes: z.int(),
    }),
    calendars: z.array(named),
    targets: z.array(
      z
        .object({
          id,
          kind: z.string(),
          arn: z.string(),
          roleArn: z.string(),
          settings: z.record(z.string(), z.unknown()).describe('What only this kind has.'),
          input: z.string().nullable(),
          secretFields: z.array(z.string()),
          retryAttempts: z.int(),
          maxAgeSeconds: z.int(),
          deadLetterArn: z.string().nullable(),
          timeoutSeconds: z.int(),
          safeToRepeat: z.boolean(),
          gateId: z.string().nullable(),
          awsName: z.string().nullable().describe('The name of its schedule in AWS.'),
        })
        .meta({ id: 'Target' }),
    ),
    policies: z.object({
      overlap: z.string(),
      afterPause: z.string(),
      ifLate: z.string(),
      graceSeconds: z.int(),
      pauseAfterFailures: z.int().nullable(),
    }),
    sync: sync.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'Schedule' });

/** What a change of a schedule answers. */
export const changed = z
  .object({ id, generation: z.int(), sync })
  .meta({ id: 'Changed', description: 'The schedule’s new generation, and how it stands in AWS.' });

export const changedView = (saved: { id: string; generation: number }, standing: SyncView) => ({
  ...saved,
  sync: syncView(standing),
});

const syncView = ({ error, errorCode, ...sync }: Omit<SyncView, 'attempts' | 'byRota'>) => ({
  ...sync,
  error: errorCode === null ? null : { code: errorCode, message: error },
});

type Stated = Pick<ScheduleRow, 'state' | 'stateAt' | 'stateBy' | 'stateReason' | 'pauseUntil' | 'missedAt'>;

const stateView = ({ state, stateAt, stateBy, stateReason, pauseUntil, missedAt }: Stated) => ({
  is: state,
  since: stateAt,
  by: stateBy,
  reason: stateReason,
  until: pauseUntil,
  missedAt,
});

/** Each field by its name: to copy whole rows costs a page more than all else that is done for it here. */
export const itemView = (row: ScheduleRow): z.input<typeof scheduleItem> => ({
  id: row.id,
  name: row.name,
  description: row.description,
  team: { id: row.teamId, name: row.teamName },
  environment: { id: row.environmentId, name: row.environmentName },
  owner: row.owner,
  tags: row.tags,
  state: stateView(row),
  frozen: row.frozen,
  nextRunAt: row.nextRunAt,
  delivery: row.delivery,
  generation: row.generation,
  managedBy: row.managedBy,
  updatedAt: row.updatedAt,
  timing: row,
  targets: row.targets,
  sync: { status: row.syncStatus, error: row.syncError },
});

export const detailView = (schedule: ReadSchedule) => {
  const {
    syncStatus: status,
    checkedAt,
    unknownSince,
    syncError: error,
    syncErrorCode: errorCode,
  } = schedule;
  return {
    ...schedule,
    state: stateView(schedule),
    timing: schedule,
    policies: schedule,
    sync: status && syncView({ status, checkedAt, unknownSince, error, errorCode }),
  };
};
